"""A book as a file: exports are streamed, so that the memory they take does not grow with the book."""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from flask import Response, g, request
from pydantic import BaseModel
from sqlalchemy import Connection

from account_book import book_json, book_load, exports, queries
from account_book.api.addresses import BookPath
from account_book.api.answers import BookOut
from account_book.api.blueprint import BOOK, blueprint
from account_book.api.conditional import tagged
from account_book.errors import WrongMediaType
from account_book.guard import Member, in_person, member
from account_book.marks import N_

api = blueprint("exports", "The book as a file")

Responses = dict[str | int | HTTPStatus, type[BaseModel] | dict[Any, Any] | None]

_BODY = {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}, "required": True}}
_CSV: Responses = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
_JSON: Responses = {200: {"content": {"application/json": {"schema": {"type": "object"}}}}}


@api.get(f"{BOOK}/export.csv", responses=_CSV)
@member("viewer")
def export_csv(asker: Member, path: BookPath) -> Response:
    """Give all entries as CSV, in UTF-8 with a byte-order mark."""
    return file(exports.as_csv(g.connection, path.book_id), "text/csv", "csv")


@api.get(f"{BOOK}/export.json", responses=_JSON)
@member("viewer")
def export_json(asker: Member, path: BookPath) -> Response:
    """Give the book as JSON, with all that a new book needs to be its like."""
    return file(book_json.write(g.connection, path.book_id), "application/json", "json")


@api.post("/books/import.json", responses={201: BookOut}, openapi_extensions=_BODY)
@in_person
def import_json(asker: Member) -> Response:
    """Make a new book of what `export.json` gave; exported again, it is the same, byte for byte."""
    if request.mimetype != "application/json":
        raise WrongMediaType(N_("Send this as application/json."))
    found = book_load.read(request.get_data())
    book_id = book_load.load(g.connection, asker.user_id, found)
    g.connection.commit()
    statement = queries.BOOKS.where(queries.book.id == book_id)
    row = g.connection.execute(statement, {"user_id": asker.user_id}).mappings().one()
    return tagged(dict(row), 201, f"/api/v1/books/{book_id}")


def file(pieces: Iterable[str | bytes], mimetype: str, suffix: str) -> Response:
    """Answer with a file that is sent while it is read from the database."""
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
