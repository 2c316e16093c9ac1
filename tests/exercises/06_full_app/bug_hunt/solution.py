"""Write the tests that find six bugs in servers of other people."""

from typing import Any

EXPENSE = {"day": "2026-01-31", "kind": "expense", "amount": 9000}
INCOME = {"day": "2026-02-01", "kind": "income", "amount": 30000}


def test_what_was_written_is_listed(server: Any) -> None:
    """Write an entry, and look for it in the list."""
    status, entry = server.post("/entries", EXPENSE)

    assert status == 201
    assert server.get("/entries") == (200, [entry])


def test_a_month_ends_with_its_last_day(server: Any) -> None:
    """Write entries on both sides of midnight, and look at both months."""
    _, expense = server.post("/entries", EXPENSE)
    _, income = server.post("/entries", INCOME)

    assert server.get("/entries?month=2026-01")[1] == [expense]
    assert server.get("/entries?month=2026-02")[1] == [income]


def test_expenses_are_subtracted(server: Any) -> None:
    """Write one entry of each kind."""
    for entry in (EXPENSE, INCOME):
        server.post("/entries", entry)

    assert server.get("/balance") == (200, {"balance": 21000})


def test_a_deleted_entry_is_gone(server: Any) -> None:
    """Delete one of two entries, and see which one is left."""
    entry, other = (server.post("/entries", fields)[1] for fields in (EXPENSE, INCOME))

    assert server.delete(f"/entries/{entry['id']}") == (204, None)
    assert server.get("/entries")[1] == [other]


def test_nothing_is_no_amount(server: Any) -> None:
    """Write an entry of nothing."""
    status, _ = server.post("/entries", {**EXPENSE, "amount": 0})

    assert status == 422


def test_somebody_else_sees_nothing(server: Any) -> None:
    """Write as one user, and look as another."""
    server.post("/entries", EXPENSE, user="kim")

    assert server.get("/entries", user="lee")[1] == []
