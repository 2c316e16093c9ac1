"""What a client may send to the server of this stage, and how the server says no.

The file pymysql_requests.py of stage 03 is the same, word for word: what
differs between the two servers is the way to the database, and nothing else.
pydantic checks a body against a class; what fails is named, and never reaches SQL.
"""

import json
import re
from contextlib import suppress
from datetime import date
from math import isfinite
from typing import Annotated, Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from werkzeug.exceptions import BadRequest, HTTPException, UnsupportedMediaType
from werkzeug.routing import BaseConverter

# OWASP's advice for scrypt: N=2^15, r=8, p=3. Werkzeug's default is weaker (p=1).
SCRYPT = "scrypt:32768:8:3"
NO_OBJECT = 'Send a JSON object such as {"amount": -9000}, in UTF-8, and each key once.'
MOST = 10**12
KEPT = {"Allow", "Retry-After", "WWW-Authenticate"}


def day_of(value: object) -> object:
    """Return the date that is written as 2026-11-23; pydantic itself would take "0" for a day of 1970."""
    if isinstance(value, str) and re.fullmatch("(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    if isinstance(value, date):
        return value
    raise ValueError("write a day of the years 1900 to 2199 as 2026-11-23")


Day = Annotated[date, BeforeValidator(day_of)]
Id = Annotated[int, Field(ge=1, lt=10**9)]
# As long as its column is wide; databases do not agree on NUL, nor on blanks at the end.
Nickname = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[^\x00]*$")
]
Memo = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00]*$")]


class IdConverter(BaseConverter):
    """A number in a path, as in /users/<id:user_id>: ASCII digits, and no more than a column holds."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)


class Body(BaseModel):
    """A JSON object with these keys and no others, each of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NewUser(Body):
    """Who signs up."""

    nickname: Nickname
    password: Annotated[str, StringConstraints(min_length=8, max_length=1024)]


class NewEntry(Body):
    """A line of a user's book: whole won, and negative if it was spent."""

    day: Day
    amount: Annotated[int, Field(ge=-MOST, le=MOST)]
    memo: Memo = ""


class Transfer(Body):
    """Money that one user gives to another."""

    from_user: Id
    to_user: Id
    day: Day
    amount: Annotated[int, Field(ge=1, le=MOST)]
    memo: Memo = ""


def body(model: type[Any]) -> Any:
    """Return the request's body as an object of the model; raise ValidationError or an HTTPException."""
    if not request.is_json:
        raise UnsupportedMediaType("Send JSON, with the header Content-Type: application/json.")
    try:
        text = request.get_data().decode()
        # A memo has room for 200; how deep is too deep, each version of Python says otherwise.
        if text.count("[") + text.count("{") > 300:
            raise ValueError("too many brackets")
        value = json.loads(
            text,
            object_pairs_hook=unique,
            parse_constant=finite,
            parse_float=finite,
        )
        # Half of an emoji, which JSON can write and no database can store, has no UTF-8.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise BadRequest(NO_OBJECT) from None
    if not isinstance(value, dict):
        raise BadRequest(NO_OBJECT)
    return model.model_validate(value)


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object; raise ValueError if a key stands in it twice, since one of them would be lost."""
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("a key stands in it twice")
    return found


def finite(text: str) -> float:
    """Return a number; raise ValueError for NaN, Infinity and 1e400, which are none."""
    if not isfinite(number := float(text)):
        raise ValueError(f"{text} is no number")
    return number


def refuse(error: ValidationError) -> ResponseReturnValue:
    """Answer 422, and name the key that is wrong."""
    first = error.errors(include_url=False, include_input=False)[0]
    return {"error": f"{'.'.join(map(str, first['loc']))}: {first['msg'].removeprefix('Value error, ')}"}, 422


def say(error: HTTPException) -> ResponseReturnValue:
    """Answer Flask's errors in the shape of ours, with the status and headers that belong to them."""
    response = error.get_response()
    headers = {name: value for name, value in response.headers if name in KEPT}
    return {"error": error.description}, error.code or 500, headers


def set_up(app: Flask) -> None:
    """Let paths hold <id:...>, limit what is sent, and answer errors as JSON: {"error": "what is wrong"}."""
    app.url_map.converters["id"] = IdConverter
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.register_error_handler(ValidationError, refuse)
    app.register_error_handler(HTTPException, say)


def converse(app: Flask) -> None:
    """Send a few requests, and print what is answered."""
    day = "2026-11-23"
    client = app.test_client()
    for method, path, sent in [
        ("POST", "/users", {"nickname": "huey", "password": "very-secret"}),
        ("POST", "/users", {"nickname": "dewey", "password": "very-secret"}),
        ("POST", "/users", {"nickname": "dewey", "password": "also-secret"}),
        ("POST", "/users/1/entries", {"day": day, "amount": -9000, "memo": "lunch"}),
        ("POST", "/users/1/entries", {"day": "yesterday", "amount": -9000}),
        ("PUT", "/users/1/entries/1", {"day": day, "amount": -9500, "memo": "lunch"}),
        ("POST", "/transfers", {"from_user": 1, "to_user": 2, "day": day, "amount": 5000}),
        ("GET", "/users/2/entries", None),
        ("DELETE", "/users/1/entries/1", None),
        ("POST", "/transfers", {"from_user": 1, "to_user": 9, "day": day, "amount": 5000}),
        ("GET", "/users", None),
    ]:
        reply = client.open(path, method=method, json=sent)
        print(f"{method:6} {path:18} {reply.status_code} {reply.text}".rstrip())
