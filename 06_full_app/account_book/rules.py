"""Rules: whose payee contains this belongs to that category. Asked once, kept for every import."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from account_book import books, queries
from account_book.changes import Changes
from account_book.errors import Invalid
from account_book.marks import N_
from account_book.models import Category, Entry, Rule


def normalised(payee: str) -> str:
    """Return a payee as the keys of imported lines hash it: NFKC, case folded, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", payee).casefold().split())


def fold(payee: str) -> str:
    """Return the form in which payees are compared: normalised until nothing changes any more."""
    while (again := normalised(payee)) != payee:
        payee = again
    return payee


_LENGTH = 200


@dataclass(frozen=True)
class Rules:
    """The rules of a book: (contains, category, its kind), the most telling first."""

    rules: list[tuple[str, int, str]]

    @classmethod
    def of(cls, connection: Connection, book_id: int) -> "Rules":
        """Read the rules of a book; those of archived categories rest."""
        statement = (
            select(Rule.contains, Rule.category_id, Category.kind)
            .join(Category, (Category.book_id == Rule.book_id) & (Category.id == Rule.category_id))
            .where(Rule.book_id == book_id, Category.archived_at.is_(None))
        )
        found = [
            (contains, category_id, kind) for contains, category_id, kind in connection.execute(statement)
        ]
        return cls(sorted(found, key=lambda rule: (-len(rule[0]), rule[0])))

    def category(self, payee: str, kind: str) -> int | None:
        """Return the category that the longest rule for this payee and kind names, or None."""
        text = fold(payee)
        return next((id_ for contains, id_, of in self.rules if of == kind and contains in text), None)


def offers(connection: Connection, book_id: int, import_id: int) -> list[dict[str, Any]]:
    """Return the rules that would have sorted an import as people did by hand: (contains, category_id).

    One for each payee whose entries have a category that no rule gives; the
    category that most of them have.
    """
    statement = (
        select(Entry.payee, Entry.kind, Entry.category_id, func.count())
        .where(Entry.book_id == book_id, Entry.import_id == import_id, queries.LIVE)
        .where(Entry.category_id.is_not(None), Entry.payee != "")
        .group_by(Entry.payee, Entry.kind, Entry.category_id)
    )
    rules = Rules.of(connection, book_id)
    chosen: dict[tuple[str, str], Counter[int]] = {}
    for payee, kind, category_id, count in connection.execute(statement):
        assert category_id is not None
        chosen.setdefault((fold(payee), kind), Counter())[category_id] += count
    best = {key: counts.most_common(1)[0][0] for key, counts in sorted(chosen.items())}
    return [
        {"contains": payee, "category_id": category_id}
        for (payee, kind), category_id in best.items()
        if payee and rules.category(payee, kind) != category_id
    ]


def add(changes: Changes, contains: str, category_id: int) -> int:
    """Keep a rule and return its number; the caller commits.

    Raises Invalid for a text of blanks, NotFound for a category of another
    book, Conflict if there is a rule for this text.
    """
    return books.add(changes, "rule", _checked(changes, {"contains": contains, "category_id": category_id}))


def change(changes: Changes, before: Mapping[Any, Any], values: Mapping[str, Any]) -> None:
    """Change a rule; the caller commits. Raises as `add` does."""
    books.change(changes, "rule", before, _checked(changes, values))


def _checked(changes: Changes, values: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(values)
    if "category_id" in found:
        books.check_category(changes.connection, changes.book_id, found["category_id"], None, "category_id")
    if "contains" in found:
        found["contains"] = fold(fold(found["contains"])[:_LENGTH])
        if not found["contains"]:
            raise Invalid({"contains": [N_("This is needed.")]})
    return found
