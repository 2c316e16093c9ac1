"""The comparisons lead to nothing."""

EXPENSE = {"day": "2026-01-31", "kind": "expense", "amount": 9000}
INCOME = {"day": "2026-02-01", "kind": "income", "amount": 30000}


def test_written(server):
    status, entry = server.post("/entries", EXPENSE)
    status == 201
    server.get("/entries") == (200, [entry])


def test_balance(server):
    status, body = server.get("/balance")
    body == {"balance": 0}
