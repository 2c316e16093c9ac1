"""Entries: written, read, listed, changed by whoever saw the newest version, deleted."""

from typing import Any, cast

from flask import Response, g, jsonify, request
from sqlalchemy import RowMapping

from account_book import batch, ledger, paging, queries, reports
from account_book.api.addresses import BookPath, EntriesQuery, EntryPath
from account_book.api.answers import BatchOut, EntriesOut, EntryOut
from account_book.api.blueprint import BOOK, blueprint
from account_book.api.bodies import BatchIn, EntryIn, EntryPatch
from account_book.api.conditional import check_seen, conditional, tagged
from account_book.errors import Invalid, NotFound
from account_book.guard import Member, changes, member
from account_book.idempotency import idempotent
from account_book.marks import N_

api = blueprint("entries", "What came in, went out and moved")


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
@idempotent
def create_entry(asker: Member, path: BookPath, body: EntryIn) -> Response:
    """Write an entry; sent again with the same Idempotency-Key, it is written once."""
    entry = ledger.create(changes(), cast(ledger.EntryFields, dict(body)))
    return tagged(entry, 201, f"{request.path}/{entry['id']}")


@api.post(f"{BOOK}/entries/batch", responses={200: BatchOut})
@member("editor")
@idempotent
def write_batch(asker: Member, path: BookPath, body: BatchIn) -> Response:
    """Create, change and delete up to 500 entries, all of them or none."""
    if not 0 < len(body.create) + len(body.change) + len(body.delete) <= batch.MOST:
        raise Invalid({"create": [N_("A batch has 1 to %(most)s entries.")]}, {"most": batch.MOST})
    edits = [
        (edit.id, edit.version, edit.model_dump(exclude_unset=True, exclude={"id", "version"}))
        for edit in body.change
    ]
    created, changed = batch.write(
        changes(),
        [cast(ledger.EntryFields, dict(fields)) for fields in body.create],
        edits,
        [(gone.id, gone.version) for gone in body.delete],
    )
    return jsonify({"created": created, "changed": changed, "deleted": len(body.delete)})


@api.get(f"{BOOK}/entries/<id:entry_id>", responses={200: EntryOut})
@member("viewer")
def get_entry(asker: Member, path: EntryPath) -> Response:
    """Show an entry; its ETag is needed to change it."""
    found = g.connection.execute(queries.ENTRY, {"book_id": path.book_id, "id": path.entry_id}).first()
    if found is None:
        raise NotFound
    return tagged(ledger.as_dict(found))


@api.put(f"{BOOK}/entries/<id:entry_id>", responses={200: EntryOut})
@member("editor")
@conditional
def replace_entry(asker: Member, path: EntryPath, body: EntryIn) -> Response:
    """Replace an entry; If-Match names the version that was seen."""
    entry = ledger.change(changes(), _seen_by_client(path), cast(ledger.EntryFields, dict(body)))
    g.connection.commit()
    return tagged(entry)


@api.patch(f"{BOOK}/entries/<id:entry_id>", responses={200: EntryOut})
@member("editor")
@conditional
def change_entry(asker: Member, path: EntryPath, body: EntryPatch) -> Response:
    """Change the fields that are named; If-Match names the version that was seen."""
    before = _seen_by_client(path)
    fields = {name: before[name] for name in EntryIn.model_fields} | body.model_dump(exclude_unset=True)
    entry = ledger.change(changes(), before, cast(ledger.EntryFields, fields))
    g.connection.commit()
    return tagged(entry)


@api.delete(f"{BOOK}/entries/<id:entry_id>", responses={204: None})
@member("editor")
@conditional
def delete_entry(asker: Member, path: EntryPath) -> tuple[str, int]:
    """Delete an entry; If-Match names the version that was seen."""
    ledger.delete(changes(), _seen_by_client(path))
    g.connection.commit()
    return "", 204


def _seen_by_client(path: EntryPath) -> RowMapping:
    """Return the entry to change, if the client has seen its newest version."""
    entry = ledger.load(g.connection, path.book_id, path.entry_id)
    check_seen(entry["version"], ledger.seen(entry))
    return entry
