"""Pages by key. A cursor is signed, so that nobody sends one that we did not make."""

import re
from datetime import date
from functools import cache
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import Connection

from account_book import history, ledger, queries
from account_book.errors import BadRequest
from account_book.marks import N_


def entries(
    connection: Connection, book_id: int, filters: queries.Filters, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of entries and the cursor of the next one, None after the last.

    Raises BadRequest for a cursor that is not of this book.
    """
    after = _read("entries", book_id, cursor) if cursor is not None else None
    known = {"after_day": date.fromisoformat(after[0]), "after_id": after[1]} if after else {}
    # One row more than asked tells whether there is a next page.
    asked = {**filters.values(), **known, "book_id": book_id, "limit": limit + 1}
    found = connection.execute(queries.entries(frozenset(asked)), asked).all()
    items = [ledger.as_dict(row) for row in found[:limit]]
    if len(found) <= limit:
        return items, None
    return items, _cursor("entries", book_id, items[-1]["day"].isoformat(), items[-1]["id"])


def lines(
    connection: Connection, book_id: int, limit: int, cursor: str | None, row: tuple[str, int] | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of the log, of one row if it is named, as `entries` does."""
    after = _read("log", book_id, cursor) if cursor is not None else None
    found = history.lines(connection, book_id, limit + 1, after and (after[0], after[1]), row)
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], _cursor("log", book_id, last["group_id"], last["id"]) if last else None


def _cursor(of: str, book_id: int, *key: Any) -> str:
    return str(_signing(current_app.secret_key).dumps([of, book_id, *key]))


@cache
def _signing(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="cursor")


def _read(of: str, book_id: int, cursor: str) -> tuple[Any, int]:
    try:
        # itsdangerous skips what base64 does not know, and of the last digit it leaves two bits
        # unread; so that one cursor would have many spellings.
        if not re.fullmatch(r"[A-Za-z0-9_.-]+[AEIMQUYcgkosw048]", cursor):
            raise BadData("not as we write it")
        made_for, its_book, *key = _signing(current_app.secret_key).loads(cursor)
        if (made_for, its_book) != (of, book_id):
            raise BadData("of another list or book")
    except BadData:
        raise BadRequest(
            N_("This cursor is not one of ours. Begin with the first page."),
            errors={"cursor": [N_("This is not valid.")]},
        ) from None
    return key[0], key[1]
