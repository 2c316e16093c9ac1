"""Exports, streamed, so that the memory they take does not grow with the book."""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from flask import Response, g
from pydantic import BaseModel
from sqlalchemy import Connection

from account_book import exports
from account_book.api.blueprint import BOOK, blueprint
from account_book.api.schemas import BookPath
from account_book.guard import Member, member

api = blueprint("exports", "The book as a file")

Responses = dict[str | int | HTTPStatus, type[BaseModel] | dict[Any, Any] | None]

_CSV: Responses = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
_JSON: Responses = {200: {"content": {"application/json": {"schema": {"type": "object"}}}}}


@api.get(f"{BOOK}/export.csv", responses=_CSV)
@member("viewer")
def export_csv(asker: Member, path: BookPath) -> Response:
    """Give all entries as CSV, in UTF-8 with a byte-order mark."""
    return _file(exports.as_csv(g.connection, path.book_id), "text/csv", "csv")


@api.get(f"{BOOK}/export.json", responses=_JSON)
@member("viewer")
def export_json(asker: Member, path: BookPath) -> Response:
    """Give the book with accounts, categories and all entries as JSON."""
    return _file(exports.as_json(g.connection, path.book_id), "application/json", "json")


def _file(pieces: Iterable[str | bytes], mimetype: str, suffix: str) -> Response:
    # The request ends before the file is sent; so its connection becomes the file's.
    blocks = _in_blocks(g.pop("connection"), pieces)
    # Only a generator that was begun closes what it holds, if nobody reads it to the end.
    next(blocks)
    response = Response(blocks, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="account-book.{suffix}"'
    return response


def _in_blocks(connection: Connection, pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    """Yield nothing, then the pieces in blocks, as each is a chunk on the wire; close the connection."""
    with connection:
        yield b""
        block: list[bytes] = []
        for piece in pieces:
            block.append(piece.encode() if isinstance(piece, str) else piece)
            if len(block) == 200:
                yield b"".join(block)
                block.clear()
        yield b"".join(block)
