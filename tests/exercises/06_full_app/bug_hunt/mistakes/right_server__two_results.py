"""The two results are taken for one."""

EXPENSE = {"day": "2026-01-31", "kind": "expense", "amount": 9000}
INCOME = {"day": "2026-02-01", "kind": "income", "amount": 30000}


def test_written(server):
    entry = server.post("/entries", EXPENSE)
    assert server.get("/entries")[1] == [entry]


def test_month(server):
    _, expense = server.post("/entries", EXPENSE)
    server.post("/entries", INCOME)
    assert server.get("/entries?month=2026-01")[1] == [expense]
