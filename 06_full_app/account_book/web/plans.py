"""Rules and recurring entries in the settings: what is known before it is booked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import g

from account_book import books, queries, recurring, rules
from account_book.api.bodies import RecurringIn, RuleIn
from account_book.changes import Changes, Row
from account_book.errors import Invalid
from account_book.web import entry_form, forms, view
from account_book.web.names import Section


class _Rules(Section):
    kind = "rule"
    statement = queries.RULES

    def values(self, before: Row | None) -> dict[str, str]:
        return {name: str(before[name]) if before else "" for name in ("contains", "category_id")}

    def read(self, before: Row | None) -> dict[str, Any]:
        return forms.read(RuleIn, "contains", category_id=forms.number("category_id"))

    def add(self, made: Changes) -> None:
        rules.add(made, **self.read(None))

    def change(self, made: Changes, before: Row) -> None:
        rules.change(made, before, self.read(before))


class _Recurring(Section):
    # Its form is an entry's, whose day is the first one.
    kind = "recurring"
    statement = queries.RECURRING

    def values(self, before: Row | None) -> dict[str, str]:
        empty = dict.fromkeys((*entry_form.TEXTS, *entry_form.CATEGORY_OF.values()), "")
        if before is None:
            today = books.today(g.member.timezone).isoformat()
            return {**empty, "kind": "expense", "day": today, "every": "month", "until": ""}
        entry = entry_form.filled({**before, "day": before["anchor"]}, view.names()["account_of"]).values
        return {**empty, **entry, "every": before["every"], "until": str(before["until"] or "")}

    def read(self, before: Row | None) -> dict[str, Any]:
        entry: dict[str, Any] = dict(entry_form.read(entry_form.sent()))
        anchor, until = entry.pop("day").isoformat(), forms.text("until") or None
        return forms.read(RecurringIn, "every", anchor=anchor, until=until, **entry)

    def add(self, made: Changes) -> None:
        with _first_day():
            recurring.add(made, self.read(None), books.today(g.member.timezone))

    def change(self, made: Changes, before: Row) -> None:
        with _first_day():
            recurring.change(made, before, self.read(before), books.today(g.member.timezone))

    def remove(self, made: Changes, before: Row) -> None:
        recurring.remove(made, before)


RULES, RECURRING = _Rules(), _Recurring()


@contextmanager
def _first_day() -> Iterator[None]:
    """Say what is wrong with the first day at the field that it was typed into."""
    try:
        yield
    except Invalid as problem:
        errors = {"day" if field == "anchor" else field: texts for field, texts in problem.errors.items()}
        raise Invalid(errors, problem.params) from None
