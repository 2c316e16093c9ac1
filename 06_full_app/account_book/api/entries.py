"""Entries: written, read, listed, changed by whoever saw the newest version, deleted."""

import re
from typing import Any, cast

from flask import Response, g, jsonify, request
from sqlalchemy import RowMapping

from account_book import ledger, paging, queries, reports
from account_book.api.answers import EntriesOut, EntryOut
from account_book.api.blueprint import BOOK, blueprint
from account_book.api.schemas import BookPath, EntriesQuery, EntryIn, EntryPatch, EntryPath
from account_book.errors import BadRequest, NotFound, PreconditionRequired, Stale
from account_book.guard import Member, changes, member
from account_book.marks import N_

api = blueprint("entries", "What came in, went out and moved")

_ETAG = re.compile(r'"([0-9]{1,18})"')


@api.get(f"{BOOK}/entries", responses={200: EntriesOut})
@member("viewer")
def list_entries(asker: Member, path: BookPath, query: EntriesQuery) -> dict[str, Any]:
    """List entries, newest day first, with the sums of all that the filters select."""
    filters = queries.Filters(**{name: getattr(query, name) for name in queries.Filters.__annotations__})
    items, after = paging.entries(g.connection, path.book_id, filters, query.limit, query.cursor)
    return {
        "items": items,
        "next": after,
        "sums": reports.sums(g.connection, path.book_id, asker.currency, filters),
    }


@api.post(f"{BOOK}/entries", responses={201: EntryOut})
@member("editor")
def create_entry(asker: Member, path: BookPath, body: EntryIn) -> Response:
    """Write an entry."""
    entry = ledger.create(changes(), cast(ledger.EntryFields, dict(body)))
    g.connection.commit()
    response = _answer(entry)
    response.status_code = 201
    response.headers["Location"] = f"{request.path}/{entry['id']}"
    return response


@api.get(f"{BOOK}/entries/<id:entry_id>", responses={200: EntryOut})
@member("viewer")
def get_entry(asker: Member, path: EntryPath) -> Response:
    """Show an entry; its ETag is needed to change it."""
    found = g.connection.execute(queries.ENTRY, {"book_id": path.book_id, "id": path.entry_id}).first()
    if found is None:
        raise NotFound
    return _answer(ledger.as_dict(found))


@api.put(f"{BOOK}/entries/<id:entry_id>", responses={200: EntryOut})
@member("editor")
def replace_entry(asker: Member, path: EntryPath, body: EntryIn) -> Response:
    """Replace an entry; If-Match names the version that was seen."""
    entry = ledger.change(changes(), _seen_by_client(path), cast(ledger.EntryFields, dict(body)))
    g.connection.commit()
    return _answer(entry)


@api.patch(f"{BOOK}/entries/<id:entry_id>", responses={200: EntryOut})
@member("editor")
def change_entry(asker: Member, path: EntryPath, body: EntryPatch) -> Response:
    """Change the fields that are named; If-Match names the version that was seen."""
    before = _seen_by_client(path)
    fields = {name: before[name] for name in EntryIn.model_fields} | body.model_dump(exclude_unset=True)
    entry = ledger.change(changes(), before, cast(ledger.EntryFields, fields))
    g.connection.commit()
    return _answer(entry)


@api.delete(f"{BOOK}/entries/<id:entry_id>", responses={204: None})
@member("editor")
def delete_entry(asker: Member, path: EntryPath) -> tuple[str, int]:
    """Delete an entry; If-Match names the version that was seen."""
    ledger.delete(changes(), _seen_by_client(path))
    g.connection.commit()
    return "", 204


def _seen_by_client(path: EntryPath) -> RowMapping:
    """Return the entry to change, if the client has seen its newest version (RFC 9110, 13.1.1)."""
    entry = ledger.load(g.connection, path.book_id, path.entry_id)
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired(N_("Say which version you have seen: If-Match with the ETag."))
    if header.strip() == "*":
        return entry
    found = _ETAG.fullmatch(header.strip())
    if found is None:
        raise BadRequest(N_('If-Match must be an ETag such as "3".'))
    if int(found[1]) != entry["version"]:
        raise Stale(ledger.seen(entry), entry["version"])
    return entry


def _answer(entry: dict[str, Any]) -> Response:
    response = jsonify(entry)
    response.set_etag(str(entry["version"]))
    return response
