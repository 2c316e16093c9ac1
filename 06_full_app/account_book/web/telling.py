"""What happened, in words: lines of the history as people read them, in their language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, g
from flask_babel import gettext
from sqlalchemy import null, select

from account_book import history
from account_book.changes import from_json
from account_book.models import ChangeLog, User
from account_book.web import formats, view
from account_book.web.people import role_names

Line = Mapping[str, Any]
Row = dict[str, Any]
_log = ChangeLog.__table__.c

LONGEST = 100
"""Letters of a text that are shown: a hundred memos, before and after, must fit on a page."""
# With a joiner, for else a line may end between the sign and the amount.
_SIGNS = {"income": "+\u2060", "expense": "−\u2060"}


@dataclass(frozen=True)
class Told:
    """A line of the history in words: `what` happened to the row called `name`, and what each field said."""

    id: int
    what: str
    name: str
    entry_id: int | None
    fields: list[tuple[str, str, str]]


def tell(lines: Iterable[Line]) -> list[Told]:
    """Return lines of this book's history in words."""
    lines = list(lines)
    words, rows = _Words(lines), _rows_at(lines)
    return [words.told(line, *rows[line["id"]]) for line in lines]


def newest(kind: str, row_id: int) -> Told | None:
    """Return the last change of a row in words, None if the log knows no such row."""
    lines = history.lines(g.connection, g.member.book_id, 1, row=(kind, row_id))
    return next(iter(tell(lines)), None)


def _rows_at(lines: list[Line]) -> dict[int, tuple[Row, Row]]:
    """Return for each line the whole row before and after it, from all that the log says of these rows."""
    found, rows = {}, dict[tuple[str, int], Row]()
    for kind in {line["kind"] for line in lines}:
        numbers = {line["row_id"] for line in lines if line["kind"] == kind}
        statement = (
            select(_log.id, _log.row_id, _log.before, _log.after)
            .where(_log.book_id == g.member.book_id, _log.row_kind == kind, _log.row_id.in_(numbers))
            .order_by(_log.id)
        )
        for id_, row_id, before, after in g.connection.execute(statement):
            was = {} if before is None else rows.get((kind, row_id), {}) | from_json(kind, before)
            rows[kind, row_id] = was | from_json(kind, after or {})
            found[id_] = was, rows[kind, row_id]
    return found


class _Words:
    """Says what a row is called and what its fields say: names instead of numbers, amounts as money."""

    def __init__(self, lines: list[Line]) -> None:
        names = view.names()
        self.accounts = _removed("account") | names["account_of"]
        self.categories = {id_: row["name"] for id_, row in _removed("category").items()}
        self.categories |= names["category_of"]
        people = {line["row_id"] for line in lines if line["kind"] == "member"}
        found = g.connection.execute(select(User.id, User.nickname).where(User.id.in_(people)))
        self.people = {id_: nickname for id_, nickname in found}
        self.labels, self.choices = _labels(), _choices()

    def told(self, line: Line, was: Row, row: Row) -> Told:
        kind, after = line["kind"], line["after"] or {}
        changed = after if line["before"] is not None and "deleted_at" not in after else {}
        fields = [
            (label, self._value(kind, was, name), self._value(kind, row, name))
            for name, label in self.labels.items()
            if name in changed
        ]
        entry_id = line["row_id"] if kind == "entry" else None
        return Told(line["id"], _what(line), self._name(line, was or row), entry_id, fields)

    def _name(self, line: Line, row: Row) -> str:
        kind = line["kind"]
        if kind == "member":
            return str(self.people[line["row_id"]])
        names = {
            "entry": ("day", "payee" if row.get("payee") else "kind", "amount"),
            "recurring": ("payee" if row.get("payee") else "kind", "amount"),
            "budget": ("category_id", "month", "amount"),
            "rule": ("contains", "category_id"),
        }.get(kind, ("name",))
        sign = _SIGNS.get(row.get("kind", ""), "")
        return " · ".join(sign * (name == "amount") + self._value(kind, row, name) for name in names)

    def _value(self, kind: str, row: Row, name: str) -> str:
        value, show = row.get(name), current_app.jinja_env.filters
        if name == "archived_at":
            return str(gettext("Yes") if value else gettext("No"))
        if value is None or value == "":
            return "–"
        if name in {"amount", "to_amount", "opening_balance"}:
            return str(show["money"](value, self._currency(kind, row, name)))
        if name in {"account_id", "to_account_id"}:
            return str(self.accounts[value]["name"])
        if name in {"category_id", "parent_id"}:
            return str(self.categories[value])
        if name in {"kind", "role", "every"}:
            return str(self.choices[value])
        show_as = {"day": "day", "anchor": "day", "until": "day", "next_day": "day", "month": "month"}
        if name in show_as:
            return str(show[show_as[name]](value))
        text = str(value)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

    def _currency(self, kind: str, row: Row, name: str) -> str:
        if kind in {"account", "budget"}:
            return str(row.get("currency", g.member.currency))
        return str(self.accounts[row["to_account_id" if name == "to_amount" else "account_id"]]["currency"])


def _removed(kind: str) -> dict[int, Row]:
    """Return the rows of this kind that the book has no more, by their numbers."""
    statement = select(_log.row_id, _log.before).where(
        _log.book_id == g.member.book_id, _log.row_kind == kind, _log.after.is_(null())
    )
    return {row_id: before for row_id, before in g.connection.execute(statement)}


def _what(line: Line) -> str:
    before, after = line["before"], line["after"]
    nouns = {
        "book": gettext("Book"),
        "member": gettext("Member"),
        "account": gettext("Account"),
        "category": gettext("Category"),
        "budget": gettext("Budget"),
        "rule": gettext("Rule"),
        "recurring": gettext("Recurring entry"),
        "entry": gettext("Entry"),
    }
    done = gettext("%(row)s changed", row=nouns[line["kind"]])
    if before is None:
        done = gettext("%(row)s added", row=nouns[line["kind"]])
    elif after is None or after.get("deleted_at"):
        done = gettext("%(row)s deleted", row=nouns[line["kind"]])
    elif "deleted_at" in after:
        done = gettext("%(row)s put back", row=nouns[line["kind"]])
    return str(done)


def _labels() -> dict[str, str]:
    """Return what the columns are called that people know of, in the order of the forms."""
    return {
        "name": gettext("Name"),
        "kind": gettext("Kind"),
        "day": gettext("Day"),
        "month": gettext("From the month"),
        "amount": gettext("Amount"),
        "account_id": gettext("Account"),
        "to_account_id": gettext("To account"),
        "to_amount": gettext("Amount that arrives"),
        "contains": gettext("The payee contains"),
        "category_id": gettext("Category"),
        "parent_id": gettext("Below"),
        "payee": gettext("Payee"),
        "memo": gettext("Memo"),
        "every": gettext("How often"),
        "anchor": gettext("First day"),
        "until": gettext("Until"),
        "next_day": gettext("Next day"),
        "role": gettext("Role"),
        "currency": gettext("Currency"),
        "timezone": gettext("Time zone"),
        "opening_balance": gettext("Opening balance"),
        "position": gettext("Place in the list"),
        "archived_at": gettext("Archived"),
    }


def _choices() -> dict[str, str]:
    """Return what the words are called that stand in columns."""
    return {
        **formats.kind_names(),
        **role_names(),
        "cash": gettext("Cash"),
        "bank": gettext("Bank account"),
        "card": gettext("Card"),
        "other": gettext("Other"),
        "week": gettext("Every week"),
        "month": gettext("Every month"),
        "year": gettext("Every year"),
    }
