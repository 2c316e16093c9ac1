"""The wrong status is expected."""

EXPENSE = {"day": "2026-01-31", "kind": "expense", "amount": 9000}
INCOME = {"day": "2026-02-01", "kind": "income", "amount": 30000}


def test_written(server):
    status, entry = server.post("/entries", EXPENSE)
    assert status == 200


def test_month(server):
    _, expense = server.post("/entries", EXPENSE)
    server.post("/entries", INCOME)
    assert server.get("/entries?month=2026-01")[1] == [expense]


def test_balance(server):
    server.post("/entries", EXPENSE)
    server.post("/entries", INCOME)
    assert server.get("/balance")[1] == {"balance": 21000}


def test_deleted(server):
    _, entry = server.post("/entries", EXPENSE)
    assert server.delete(f"/entries/{entry['id']}")[0] == 204
    assert server.get("/entries")[1] == []


def test_refused(server):
    status, _ = server.post("/entries", {**EXPENSE, "amount": 0})
    assert status == 422


def test_privacy(server):
    server.post("/entries", EXPENSE)
    assert server.get("/entries", user="lee")[1] == []
