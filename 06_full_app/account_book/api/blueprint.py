"""What all routes of /api/v1 share: the bearer's token first, then how large and of what type a body is."""

from typing import Any

from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag

from account_book import guard
from account_book.errors import Invalid, WrongMediaType
from account_book.marks import N_
from account_book.wire import BATCH_LIMIT, BOOK_LIMIT, FILE_LIMIT, JSON_LIMIT

BOOK = "/books/<id:book_id>"
BEARER: list[dict[str, list[str]]] = [{"bearer": []}]

_LONGEST_NUMBER = 18
_LIMITS = {"upload": FILE_LIMIT + JSON_LIMIT, "write_batch": BATCH_LIMIT, "import_json": BOOK_LIMIT}
_PROBLEM = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}}
_STATUSES = (400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429, 503)


def blueprint(name: str, description: str, *, bearer: bool = True) -> APIBlueprint:
    """Return a blueprint under /api/v1 whose requests pass the guard."""
    api = APIBlueprint(
        f"api_{name}",
        __name__,
        url_prefix="/api/v1",
        abp_tags=[Tag(name=name, description=description)],
        abp_security=BEARER if bearer else None,
        abp_responses={str(status): dict(_PROBLEM) for status in _STATUSES},
    )
    api.before_request(_check)
    api.after_request(_keep_private)
    return api


def _check() -> None:
    guard.check(_bearer(), "access", "personal")
    for name, values in request.args.lists():
        if len(values) > 1:
            raise Invalid({name: [N_("This stands twice.")]})
    view = (request.endpoint or "").rpartition(".")[2]
    upload = view == "upload"
    request.max_content_length = _LIMITS.get(view, JSON_LIMIT)
    if upload and request.mimetype != "multipart/form-data":
        raise WrongMediaType(N_("Send the file as multipart/form-data."))
    # The library reads these as JSON, and fails where that is long or deep.
    if upload and (long := [name for name, text in request.form.items() if len(text) > _LONGEST_NUMBER]):
        raise Invalid({name: [N_("This is not valid.")] for name in long})


def _bearer() -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None


def _keep_private(response: Response) -> Response:
    # A household's figures belong into no cache on the way.
    response.headers["Cache-Control"] = "no-store"
    return response


def page(items: list[Any]) -> dict[str, Any]:
    """Return a list that has no further page."""
    return {"items": items, "next": None}


def by_key(field: str, name: str, pairs: list[tuple[int, int | None]]) -> dict[int, int | None]:
    """Return pairs of a list as a dict; raise Invalid where a key stands twice: a guess would be worse."""
    found: dict[int, int | None] = {}
    for index, (key, value) in enumerate(pairs):
        if key in found:
            raise Invalid({f"{field}.{index}.{name}": [N_("This stands twice.")]})
        found[key] = value
    return found
