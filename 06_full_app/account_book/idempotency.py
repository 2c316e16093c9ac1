"""Idempotency keys: a request that is sent again, because its answer was lost, gets the stored answer.

After the IETF's draft "The Idempotency-Key HTTP Header Field". The key's row is
written in the transaction of the request itself, so that the database decides
who of fifty is first, and what is rolled back leaves no answer.

A form of the pages carries its key in the hidden field `once`; for it there is
no stored answer, only that it was saved.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from flask import Response, g, make_response, request
from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.dialects import mysql, sqlite

from account_book.errors import BadRequest, Invalid
from account_book.guard import Member
from account_book.marks import N_
from account_book.models import Idempotency

KEPT = timedelta(hours=48)
HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_KEPT_HEADERS = ("Content-Type", "Location", "ETag")
_this = Idempotency.__table__.c


def idempotent(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view that writes be asked twice with one Idempotency-Key; it must not commit itself."""

    @wraps(view)
    def once(asker: Member, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            response = make_response(view(asker, *args, **kwargs))
        elif not _KEY.fullmatch(key):
            raise BadRequest(N_("Idempotency-Key must be 1 to 200 visible characters of ASCII."))
        else:
            stored = _begin(g.connection, asker.user_id, key)
            if stored is not None:
                return stored
            response = make_response(view(asker, *args, **kwargs))
            _keep(g.connection, asker.user_id, key, response)
        g.connection.commit()
        return response

    # For the description of the API.
    once.idempotent = True  # type: ignore[attr-defined]
    return once


def _begin(connection: Connection, user_id: int, key: str) -> Response | None:
    """Take the key for this request, or return the stored answer of the one that had it."""
    digest = _digest()
    stored = _take(connection, user_id, key, digest)
    if stored is None:
        return None
    if stored.request_hash != digest:
        raise Invalid({HEADER: [N_("This key came with another request before.")]})
    return Response(stored.body, stored.status, dict(stored.headers))


def _take(connection: Connection, user_id: int, key: str, digest: str) -> Row[Any] | None:
    """Take a key, and return None; or return the row of the request that had it."""
    now = datetime.now(UTC)
    connection.execute(
        delete(Idempotency).where(Idempotency.user_id == user_id, Idempotency.created_at < now - KEPT)
    )
    row = {"user_id": user_id, "key": key, "request_hash": digest, "created_at": now}
    # Not a plain INSERT: those who wait for one in MySQL hold a lock that the others want to write over.
    insert = _TAKE_IN_SQLITE if connection.dialect.name == "sqlite" else _TAKE_IN_MYSQL
    connection.execute(insert, row)
    # From here on it does no harm to run this request again.
    g.key = key
    found = connection.execute(
        select(Idempotency.__table__).where(_this.user_id == user_id, _this.key == key)
    )
    stored = found.one()
    return None if stored.status is None else stored


def first_time(connection: Connection, user_id: int) -> bool:
    """Return whether this form was not saved yet; who presses a button twice sends it twice.

    Its key is the nonce that came with the page and all that was typed: what
    was changed after the browser's "back" is another form.
    """
    said = hashlib.sha256(repr((request.path, sorted(request.form.items(multi=True)))).encode())
    for file in request.files.values():
        said.update(file.read())
        file.seek(0)
    digest = said.hexdigest()
    if _take(connection, user_id, f"form:{digest}", digest) is not None:
        return False
    _keep(connection, user_id, f"form:{digest}", Response(status=303))
    return True


_TAKE_IN_SQLITE = sqlite.insert(Idempotency).on_conflict_do_nothing()
_TAKE_IN_MYSQL = mysql.insert(Idempotency).on_duplicate_key_update(user_id=Idempotency.user_id)


def _keep(connection: Connection, user_id: int, key: str, response: Response) -> None:
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    answer = {"status": response.status_code, "headers": headers, "body": response.get_data()}
    connection.execute(update(Idempotency).where(_this.user_id == user_id, _this.key == key).values(answer))


def _digest() -> str:
    said = f"{request.method} {request.path}\n{request.mimetype}\n".encode() + request.get_data()
    return hashlib.sha256(said).hexdigest()
