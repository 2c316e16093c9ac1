"""The names do not begin with test_."""

EXPENSE = {"day": "2026-01-31", "kind": "expense", "amount": 9000}
INCOME = {"day": "2026-02-01", "kind": "income", "amount": 30000}


def check_written(server):
    status, entry = server.post("/entries", EXPENSE)
    assert status == 201
    assert server.get("/entries")[1] == [entry]
