"""Pages of entries by key. A cursor is signed, so that nobody sends one that we did not make."""

import re
from datetime import date
from functools import cache
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import Connection

from account_book import ledger, queries
from account_book.errors import BadRequest
from account_book.marks import N_


def entries(
    connection: Connection, book_id: int, filters: queries.Filters, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of entries and the cursor of the next one, None after the last.

    Raises BadRequest for a cursor that is not of this book.
    """
    signing = _signing(current_app.secret_key)
    after = _read(signing, book_id, cursor) if cursor is not None else {}
    # One row more than asked tells whether there is a next page.
    asked = {**filters.values(), **after, "book_id": book_id, "limit": limit + 1}
    found = connection.execute(queries.entries(frozenset(asked)), asked).all()
    items = [ledger.as_dict(row) for row in found[:limit]]
    more = len(found) > limit
    return items, str(
        signing.dumps([book_id, items[-1]["day"].isoformat(), items[-1]["id"]])
    ) if more else None


@cache
def _signing(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="cursor")


def _read(signing: URLSafeSerializer, book_id: int, cursor: str) -> dict[str, Any]:
    try:
        # itsdangerous skips what base64 does not know, and of the last digit it leaves two bits
        # unread; so that one cursor would have many spellings.
        if not re.fullmatch(r"[A-Za-z0-9_.-]+[AEIMQUYcgkosw048]", cursor):
            raise BadData("not as we write it")
        made_for, day, entry_id = signing.loads(cursor)
        if made_for != book_id:
            raise BadData("of another book")
    except BadData:
        raise BadRequest(
            N_("This cursor is not one of ours. Begin with the first page."),
            errors={"cursor": [N_("This is not valid.")]},
        ) from None
    return {"after_day": date.fromisoformat(day), "after_id": entry_id}
