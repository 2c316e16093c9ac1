"""Reads a book that `book_json` wrote into a new book of its reader, all of it or nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, cast

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from pydantic_core import PydanticKnownError
from sqlalchemy import Connection

from account_book import books, ledger, money, recurring
from account_book.book_json import BookFile, Places, linked
from account_book.changes import Changes, locked
from account_book.errors import BadRequest, Invalid, Problem
from account_book.fields import FIRST_YEAR, LAST_YEAR, name, timezones, without_nul
from account_book.marks import N_
from account_book.rules import fold
from account_book.wire import check_object


def read(content: bytes) -> BookFile:
    """Return what a file holds; raise BadRequest for what is no JSON, Invalid for what is no book."""
    check_object(content)
    try:
        return msgspec.json.decode(content, type=BookFile)
    except msgspec.ValidationError as error:
        raise Invalid(
            {"file": [N_("This is no book of this program: %(why)s")]}, {"why": str(error)}
        ) from None
    except msgspec.DecodeError:
        raise BadRequest(N_("The body is not valid JSON in UTF-8.")) from None


def load(
    connection: Connection,
    user_id: int,
    file: BookFile,
    progress: Callable[[int], object] = lambda rows: None,
) -> int:
    """Make a new book of a file for its owner, and return its number. The caller commits.

    Raises Invalid, naming the row, if one breaks a rule of bookkeeping.
    """
    with _naming("book"):
        _check(file.book)
    changes = books.empty_book(connection, user_id, **asdict(file.book))
    places = _load_names(changes, file)
    _load_plans(changes, file, places)
    ids = changes.insert_entries(_entries(changes, file, places), None, progress)
    words = (
        tag
        for id_, row in zip(ids, file.entries, strict=True)
        for tag in ledger.tag_rows(changes.book_id, id_, ledger.tags(row.memo))
    )
    if tagged := list(words):
        connection.execute(ledger.TAG, tagged)
    return changes.book_id


class _Names:
    """What the file's entries may refer to, by its own numbers."""

    def __init__(self, file: BookFile) -> None:
        self.currencies = {row.id: row.currency for row in file.accounts}
        self.kinds: dict[int | None, str] = {row.id: row.kind for row in file.categories}


def _load_names(changes: Changes, file: BookFile) -> Places:
    """Write accounts and categories, which all else refers to; return their new numbers."""
    places: Places = {"accounts": {}, "categories": {}}
    for section, kind in (("accounts", "account"), ("categories", "category")):
        for index, row in enumerate(getattr(file, section)):
            with _naming(f"{section}.{index}"):
                _check(row)
                _once(set(places[section]), "id", row.id)
                columns = {field: value for field, value in asdict(row).items() if field not in _NUMBERS}
                places[section][row.id] = books.add(changes, kind, columns)
    # A parent may stand below its children.
    rows = locked(changes.connection, "category", changes.book_id, places["categories"].values())
    for index, row in enumerate(file.categories):
        if row.parent_id is not None:
            with _naming(f"categories.{index}"):
                own_id, parent_id = places["categories"][row.id], linked(asdict(row), places)["parent_id"]
                books.check_parent(changes.connection, changes.book_id, row.kind, own_id, parent_id)
                changes.update("category", rows[own_id], {"parent_id": parent_id})
    return places


_NUMBERS = ("id", "parent_id")


def _load_plans(changes: Changes, file: BookFile, places: Places) -> None:
    names = _Names(file)
    seen: set[Any] = set()
    for section, kind in (("rules", "rule"), ("budgets", "budget"), ("recurring", "recurring")):
        for index, row in enumerate(getattr(file, section)):
            with _naming(f"{section}.{index}"):
                _check(row)
                columns = asdict(row)
                if kind == "recurring":
                    _check_sense(columns, names)
                    recurring.check_schedule(columns, changes.at.date())
                    columns["created_by"] = changes.user_id
                if kind == "rule":
                    _once(seen, "contains", row.contains)
                if kind == "budget":
                    _once(seen, "month", (row.category_id, row.month))
                if kind == "budget" and names.kinds.get(row.category_id) != "expense":
                    raise Invalid({"category_id": [N_("This category is of the other kind.")]})
                changes.insert(kind, linked(columns, places))


def _entries(changes: Changes, file: BookFile, places: Places) -> Iterator[dict[str, Any]]:
    names = _Names(file)
    seen: set[Any] = set()
    for index, row in enumerate(file.entries):
        with _naming(f"entries.{index}"):
            _check(row)
            for field in ("import_key", "to_import_key"):
                if (key := getattr(row, field)) is not None:
                    _once(seen, field, (field, key))
            entry = asdict(row)
            _check_sense(entry, names)
            yield ledger.new_row(changes, cast(ledger.EntryFields, linked(entry, places)))


def _once(seen: set[Any], field: str, value: Any) -> None:
    if value in seen:
        raise Invalid({field: [N_("This stands twice.")]})
    seen.add(value)


def _check_sense(entry: dict[str, Any], names: "_Names") -> None:
    kind = names.kinds.get(entry["category_id"])
    ledger.check_sense(cast(ledger.EntryFields, entry), names.currencies, kind)


def _check(row: Struct) -> None:
    """Raise Invalid for texts and days that no form would have let in."""
    for field, value in asdict(row).items():
        try:
            if value is not None and not _CHECKS[field](value):
                raise ValueError(N_("This is not valid."))
        except ValueError as error:
            # pydantic says its own in English.
            known = not isinstance(error, PydanticKnownError)
            raise Invalid({field: [str(error) if known else N_("This is not valid.")]}) from None


def _is_day(value: date) -> bool:
    return FIRST_YEAR <= value.year <= LAST_YEAR


_CHECKS: dict[str, Callable[[Any], bool]] = defaultdict(
    lambda: lambda value: not isinstance(value, str) or without_nul(value) == value,
    {
        "name": lambda value: name(value) == value,
        "currency": lambda value: value in money.currencies(),
        "timezone": lambda value: value in timezones(),
        "contains": lambda value: bool(value) and fold(value) == without_nul(value),
        # MariaDB compares keys without the blanks behind them.
        **dict.fromkeys(
            ("import_key", "to_import_key", "import_seed"), lambda value: without_nul(value).strip() == value
        ),
        "month": lambda value: _is_day(value) and value.day == 1,
        **dict.fromkeys(("day", "anchor", "until", "next_day", "archived_at"), _is_day),
    },
)


@contextmanager
def _naming(place: str) -> Iterator[None]:
    """Say of a problem in which row of the file it is."""
    try:
        yield
    except Problem as problem:
        errors = problem.errors or {"": [problem.detail]}
        named = {f"{place}.{field}".rstrip("."): texts for field, texts in errors.items()}
        raise Invalid(named, problem.params) from None
