"""Many entries at once: created, changed and deleted, all of them or none."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from account_book import ledger
from account_book.changes import Changes, locked
from account_book.errors import NotFound, Problem, Stale
from account_book.ledger import EntryFields

MOST = 500
Edit = tuple[int, int, Mapping[str, Any]]


def write(
    changes: Changes,
    creates: Sequence[EntryFields],
    edits: Sequence[Edit],
    deletions: Sequence[tuple[int, int]],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Create, change (id, version, fields), delete (id, version), all or none; return what was written.

    The caller commits. Raises as `ledger.create` does, and Stale for a version that is
    not the newest, each naming the place in the batch: `change.3.amount`.
    """
    rows = locked(
        changes.connection,
        "entry",
        changes.book_id,
        [*(edit[0] for edit in edits), *(gone[0] for gone in deletions)],
    )
    created, changed = [], []
    for index, fields in enumerate(creates):
        with _naming(f"create.{index}"):
            created.append(ledger.create(changes, fields))
    for index, (entry_id, version, values) in enumerate(edits):
        with _naming(f"change.{index}"):
            before = _newest(rows, entry_id, version)
            whole = {**{name: before[name] for name in EntryFields.__annotations__}, **values}
            changed.append(ledger.change(changes, before, cast(EntryFields, whole)))
    for index, (entry_id, version) in enumerate(deletions):
        with _naming(f"delete.{index}"):
            ledger.delete(changes, _newest(rows, entry_id, version))
    return created, changed


def _newest(rows: dict[int, Mapping[Any, Any]], entry_id: int, version: int) -> Mapping[Any, Any]:
    # Taken out, so that nobody changes one entry twice in a batch.
    row = rows.pop(entry_id, None)
    if row is None or row["deleted_at"]:
        raise NotFound("id")
    if row["version"] != version:
        raise Stale(ledger.seen(row), row["version"])
    return row


@contextmanager
def _naming(place: str) -> Iterator[None]:
    """Say of a problem where in the batch it is."""
    try:
        yield
    except Problem as problem:
        problem.errors = {f"{place}.{field}": texts for field, texts in problem.errors.items()}
        if isinstance(problem, Stale):
            problem.errors = {f"{place}.version": [problem.detail]}
        raise
