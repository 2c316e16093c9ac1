"""Reads a request's body more strictly than `json.loads` does, and writes answers faster.

RFC 8259 leaves open what a repeated name, NaN or a lone surrogate means; where
money is written, a guess is worse than a refusal.
"""

import json
import math
from typing import Any, NoReturn

import msgspec
from flask import Request, Response
from flask.json.provider import JSONProvider

from account_book.errors import BadRequest, WrongMediaType
from account_book.marks import N_

JSON_LIMIT = 64 * 1024
FILE_LIMIT = 5 * 1024 * 1024
BATCH_LIMIT = 512 * 1024
"""Bytes of a batch: 500 entries with long memos in Korean."""
BOOK_LIMIT = 32 * 1024 * 1024
"""Bytes of a whole book: about 100,000 entries, thirty years of a household."""
BOOK_PATHS = frozenset({"/api/v1/books/import.json", "/books/import"})
MAX_DEPTH = 32


def body_limit(path: str) -> int:
    """Return how many bytes a body sent to this path may have at most."""
    return (BOOK_LIMIT if path in BOOK_PATHS else FILE_LIMIT) + JSON_LIMIT


class StrictRequest(Request):
    """A request whose JSON is one object, read without guessing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # From the beginning: the check of a form's CSRF token reads the form before any view does.
        self.max_content_length = body_limit(self.path)

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """Return the body's object; raise WrongMediaType or BadRequest."""
        if self.mimetype != "application/json":
            raise WrongMediaType(N_("Send this as application/json."))
        return read_object(self.get_data())


def read_object(data: bytes) -> dict[str, Any]:
    """Return the JSON object in `data`; raise BadRequest for all that is none."""
    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_no_repeats, parse_constant=_refuse, parse_float=_finite)
        if "\\u" in text:
            # Fails on half a surrogate pair, which UTF-8 cannot hold.
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        if text.count("{") + text.count("[") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
            raise RecursionError
    except RecursionError:
        raise BadRequest(N_("This JSON is nested too deeply.")) from None
    except ValueError:
        raise BadRequest(N_("The body is not valid JSON in UTF-8.")) from None
    if not isinstance(value, dict):
        raise BadRequest(N_("The body must be a JSON object."))
    return value


def check_object(data: bytes) -> None:
    """Raise as `read_object` does, but keep nothing of the object, however large it is."""
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_only_look, parse_constant=_refuse, parse_float=_finite
        )
    except RecursionError:
        raise BadRequest(N_("This JSON is nested too deeply.")) from None
    except ValueError:
        raise BadRequest(N_("The body is not valid JSON in UTF-8.")) from None
    if value is not _LOOKED_AT:
        raise BadRequest(N_("The body must be a JSON object."))


_LOOKED_AT = object()


def _only_look(pairs: list[tuple[str, Any]]) -> object:
    _no_repeats(pairs)
    return _LOOKED_AT


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


class FastJson(JSONProvider):
    """Writes JSON by msgspec: dates as ISO 8601, a page of 50 entries in a tenth of the time."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Return `obj` as JSON text."""
        return msgspec.json.encode(obj).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return the value in a JSON text."""
        return msgspec.json.decode(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Answer with one value as JSON."""
        return Response(msgspec.json.encode(args[0] if args else kwargs), mimetype="application/json")
