"""A test counts on what the one before it has written."""

EXPENSE = {"day": "2026-01-31", "kind": "expense", "amount": 9000}
INCOME = {"day": "2026-02-01", "kind": "income", "amount": 30000}


def test_written(server):
    status, entry = server.post("/entries", EXPENSE)
    assert status == 201
    assert server.get("/entries") == (200, [entry])


def test_deleted(server):
    assert server.delete("/entries/1")[0] == 204
    assert server.get("/entries")[1] == []


def test_month(server):
    _, expense = server.post("/entries", EXPENSE)
    server.post("/entries", INCOME)
    assert server.get("/entries?month=2026-01")[1] == [expense]


def test_balance(server):
    server.post("/entries", EXPENSE)
    server.post("/entries", INCOME)
    assert server.get("/balance")[1] == {"balance": 21000}


def test_refused(server):
    status, _ = server.post("/entries", {**EXPENSE, "amount": 0})
    assert status == 422


def test_privacy(server):
    server.post("/entries", EXPENSE)
    assert server.get("/entries", user="lee")[1] == []
