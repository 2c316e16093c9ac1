"""Lists in the settings: what all have in common, and the accounts and categories among them."""

from collections import defaultdict
from typing import Any

from flask import g
from sqlalchemy import Select

from account_book import books, money, queries, reports
from account_book.api.bodies import AccountIn, AccountPatch, CategoryIn, CategoryPatch
from account_book.changes import Changes, Row
from account_book.errors import NotFound
from account_book.guard import rows
from account_book.web import forms


class Section:
    """A list of a book: its rows, and what the form of a row does. `before` is None for a new row."""

    kind: str
    statement: Select[*tuple[Any, ...]]

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows in their order."""
        return rows(self.statement)

    def values(self, before: Row | None) -> dict[str, str]:
        """Return what stands in the form."""
        raise NotImplementedError

    def read(self, before: Row | None) -> dict[str, Any]:
        """Return what was typed, as the API takes it; raise Invalid or NotFound."""
        raise NotImplementedError

    def add(self, made: Changes) -> None:
        """Add what was typed; raise a Problem."""
        books.add(made, self.kind, {**self.read(None), "position": len(self.rows())})

    def change(self, made: Changes, before: Row) -> None:
        """Change a row to what was typed; raise a Problem."""
        books.change(made, self.kind, before, self.read(before))

    def remove(self, made: Changes, before: Row) -> None:
        """Remove a row; raise Conflict if it is in use."""
        books.remove(made, self.kind, before)


class _Accounts(Section):
    kind = "account"

    def rows(self) -> list[dict[str, Any]]:
        return reports.balances(g.connection, g.member.book_id)

    def values(self, before: Row | None) -> dict[str, str]:
        if before is None:
            return {"name": "", "kind": "bank", "currency": g.member.currency, "opening_balance": ""}
        opening = money.plain(before["opening_balance"], before["currency"])
        return {"name": before["name"], "kind": before["kind"], "opening_balance": opening}

    def read(self, before: Row | None) -> dict[str, Any]:
        if before is not None:
            opening = forms.amount("opening_balance", before["currency"])
            return forms.read(AccountPatch, "name", "kind", opening_balance=opening)
        typed = forms.text("currency")
        opening = forms.amount("opening_balance", typed if typed in money.currencies() else g.member.currency)
        return forms.read(AccountIn, "name", "kind", "currency", opening_balance=opening)


class _Categories(Section):
    kind = "category"
    statement = queries.CATEGORIES

    def rows(self) -> list[dict[str, Any]]:
        return _tree(super().rows())

    def values(self, before: Row | None) -> dict[str, str]:
        if before is None:
            return {"name": "", "kind": "expense", "expense_parent": "", "income_parent": ""}
        parent = str(before["parent_id"] or "")
        return {"name": before["name"], "kind": before["kind"], f"{before['kind']}_parent": parent}

    def read(self, before: Row | None) -> dict[str, Any]:
        kind = before["kind"] if before else forms.text("kind")
        parent_id = forms.number(f"{kind}_parent")
        if before is None:
            values = forms.read(CategoryIn, "name", "kind", parent_id=parent_id)
        else:
            values = forms.read(CategoryPatch, "name", parent_id=parent_id)
        if values["parent_id"] is not None:
            own_id = before["id"] if before else None
            books.check_parent(g.connection, g.member.book_id, kind, own_id, values["parent_id"])
        return values


ACCOUNTS, CATEGORIES = _Accounts(), _Categories()


def _tree(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows in their order, each with its children right below it."""
    below: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        below[row.get("parent_id")].append(row)
    return [row for top in below[None] for row in (top, *below[top["id"]])]


def moved(found: list[dict[str, Any]], row_id: object, step: int) -> list[int]:
    """Return the numbers of rows with one of them `step` places further among its like; raise NotFound."""
    row = next((row for row in found if row["id"] == row_id), None)
    if row is None:
        raise NotFound
    beside = [other for other in found if _like(other) == _like(row)]
    rest = [other for other in found if other not in beside]
    beside.insert(max(beside.index(row) + step, 0), beside.pop(beside.index(row)))
    return [other["id"] for other in _tree(beside + rest)]


def _like(row: dict[str, Any]) -> object:
    # Accounts of all kinds stand in one list.
    return (row["kind"], row["parent_id"]) if "parent_id" in row else None
