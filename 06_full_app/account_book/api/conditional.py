"""Changes by whoever saw the newest version: ETag and If-Match (RFC 9110, 13.1.1)."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Response, g, jsonify, request

from account_book.changes import locked
from account_book.errors import BadRequest, NotFound, PreconditionRequired, Stale
from account_book.marks import N_

_ETAG = re.compile(r'"([0-9]{1,18})"')


View = TypeVar("View", bound=Callable[..., Any])


def conditional(view: View) -> View:
    """Mark a view that needs If-Match, for the description of the API."""
    view.conditional = True  # type: ignore[attr-defined]
    return view


def check_seen(version: int, current: dict[str, Any]) -> None:
    """Raise PreconditionRequired, BadRequest or Stale unless the client has seen this version."""
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired(N_("Say which version you have seen: If-Match with the ETag."))
    if header.strip() == "*":
        return
    found = _ETAG.fullmatch(header.strip())
    if found is None:
        raise BadRequest(N_('If-Match must be an ETag such as "3".'))
    if int(found[1]) != version:
        raise Stale(current, version)


def seen_row(kind: str, row_id: int, fields: Mapping[str, Any]) -> Mapping[Any, Any]:
    """Return a whole row of this book, locked to be changed, whose newest version the client has seen.

    `fields` are those that a client sees. Raises NotFound, and as `check_seen` does.
    """
    row = locked(g.connection, kind, g.member.book_id, [row_id]).get(row_id)
    if row is None or row.get("deleted_at"):
        raise NotFound
    check_seen(row["version"], {name: row[name] for name in fields if name in row})
    return row


def tagged(answer: dict[str, Any], status: int = 200, location: str | None = None) -> Response:
    """Answer with a row; its ETag is needed to change it."""
    response = jsonify(answer)
    response.status_code = status
    response.set_etag(str(answer["version"]))
    if location:
        response.headers["Location"] = location
    return response
