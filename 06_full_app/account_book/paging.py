"""Pages of entries by key. A cursor is signed, so that nobody sends one that we did not make."""

import re
from datetime import date
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from account_book import ledger, queries
from account_book.errors import BadRequest
from account_book.marks import N_


def entries(
    session: Session, book_id: int, filters: queries.Filters, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of entries and the cursor of the next one, None after the last.

    Raises BadRequest for a cursor that is not of this book.
    """
    signing = URLSafeSerializer(current_app.secret_key or "", salt=f"entries of {book_id}")
    after = _read(signing, cursor) if cursor is not None else None
    # One row more than asked tells whether there is a next page.
    found = session.execute(queries.entries(book_id, filters, limit + 1, after)).mappings().all()
    items = [ledger.as_dict(row) for row in found[:limit]]
    more = len(found) > limit
    return items, str(signing.dumps([items[-1]["day"].isoformat(), items[-1]["id"]])) if more else None


def _read(signing: URLSafeSerializer, cursor: str) -> tuple[date, int]:
    try:
        # itsdangerous skips what base64 does not know, and two cursors would be one.
        if not re.fullmatch(r"[A-Za-z0-9_.-]+", cursor):
            raise BadData("not of the alphabet")
        day, entry_id = signing.loads(cursor)
    except BadData:
        raise BadRequest(
            N_("This cursor is not one of ours. Begin with the first page."),
            errors={"cursor": [N_("This is not valid.")]},
        ) from None
    return date.fromisoformat(day), entry_id
