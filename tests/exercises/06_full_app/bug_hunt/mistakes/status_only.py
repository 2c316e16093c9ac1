"""Nothing but the status is looked at."""

EXPENSE = {"day": "2026-01-31", "kind": "expense", "amount": 9000}
INCOME = {"day": "2026-02-01", "kind": "income", "amount": 30000}


def test_written(server):
    assert server.post("/entries", EXPENSE)[0] == 201
    assert server.get("/entries")[0] == 200


def test_deleted(server):
    _, entry = server.post("/entries", EXPENSE)
    assert server.delete(f"/entries/{entry['id']}")[0] == 204


def test_balance(server):
    assert server.get("/balance")[0] == 200


def test_refused(server):
    status, _ = server.post("/entries", {**EXPENSE, "amount": 0})
    assert status == 422
