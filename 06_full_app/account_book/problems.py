"""Turns everything that goes wrong into a problem document (RFC 9457) or a page, in the reader's language."""

import logging
from http import HTTPStatus
from typing import NamedTuple

import msgspec
from flask import Flask, Response, render_template, request
from flask_babel import gettext
from flask_openapi3 import OpenAPI
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException

from account_book import again, guard
from account_book.errors import Conflict, Invalid, Problem
from account_book.marks import N_

log = logging.getLogger(__name__)

TITLES = {
    400: N_("The request cannot be read"),
    401: N_("Not signed in"),
    403: N_("Not allowed"),
    404: N_("Not found"),
    405: N_("Not for this method"),
    409: N_("Not possible as things are"),
    412: N_("Changed in the meantime"),
    413: N_("Too large"),
    415: N_("Wrong type of content"),
    422: N_("Something is missing or wrong"),
    428: N_("If-Match is missing"),
    429: N_("Too many attempts"),
    500: N_("A fault of the server"),
    503: N_("The database does not answer"),
}
DETAILS = {
    404: N_("There is nothing here."),
    405: N_("This address does not take this method."),
    413: N_("This is larger than what is read here."),
}
# What pydantic calls its errors, and what we say for them; `%(name)s` comes from its context.
FIELD_ERRORS = {
    "missing": N_("This is needed."),
    "extra_forbidden": N_("This field is not known here."),
    "int_type": N_("This must be a whole number."),
    "int_from_float": N_("This must be a whole number."),
    "greater_than_equal": N_("This must be at least %(ge)s."),
    "less_than_equal": N_("This must be at most %(le)s."),
    "string_type": N_("This must be text."),
    "string_too_short": N_("This needs at least %(min_length)s characters."),
    "string_too_long": N_("This has %(max_length)s characters at most."),
    "literal_error": N_("This must be one of: %(expected)s."),
}


def register(app: OpenAPI) -> None:
    """Answer every failure of `app` here."""
    app.validation_error_callback = _validation_answer
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, _http_answer)
    app.register_error_handler(DBAPIError, _database_answer)
    app.register_error_handler(Exception, _fault_answer)


class Explained(NamedTuple):
    """A problem in the reader's words."""

    title: str
    detail: str
    errors: dict[str, list[str]]


def explain(problem: Problem) -> Explained:
    """Say a problem in the language of the request."""
    params = problem.params
    errors = {field: [gettext(text, **params) for text in texts] for field, texts in problem.errors.items()}
    return Explained(gettext(TITLES[problem.status]), gettext(problem.detail, **params), errors)


def answer(problem: Problem) -> Response:
    """Answer with a problem document under /api, with a page elsewhere."""
    status, said = problem.status, explain(problem)
    if request.path.startswith(("/api/", "/healthz")):
        document = {"type": "about:blank", "title": said.title, "status": status, "detail": said.detail}
        errors = {"errors": said.errors} if said.errors else {}
        body = msgspec.json.encode({**document, **errors, **problem.extra})
        response = Response(body, status, mimetype="application/problem+json")
    else:
        response = Response(render_template("problem.html", problem=said), status)
    response.headers.extend(problem.headers)
    if status == 401 or problem.extra:
        response.headers["Cache-Control"] = "no-store"
    return response


def from_validation(error: ValidationError) -> Invalid:
    """Return what pydantic found as one problem, each field named by its path."""
    fields: dict[str, list[str]] = {}
    for item in error.errors(include_url=False, include_input=False):
        field = ".".join(str(part) for part in item["loc"]) or "body"
        fields.setdefault(field, []).append(_field_text(item))
    return Invalid(fields)


def _field_text(item: ErrorDetails) -> str:
    context = item.get("ctx", {})
    if item["type"] == "value_error":
        return str(gettext(str(context["error"])))
    return str(gettext(FIELD_ERRORS.get(item["type"], N_("This is not valid.")), **context))


def _validation_answer(error: ValidationError) -> Response:
    return answer(from_validation(error))


def _http_answer(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return Response(
            response=error.get_response().response, status=error.code, headers=error.get_headers()
        )
    detail = DETAILS.get(error.code, N_("This request cannot be read."))
    if isinstance(error, CSRFError):
        detail = N_("This form is too old. Go back, load the page again and send it once more.")
    problem = Problem(detail)
    problem.status = error.code if error.code in TITLES else HTTPStatus.BAD_REQUEST
    problem.headers = {name: value for name, value in error.get_headers() if name == "Allow"}
    return answer(problem)


# A unique or a foreign key; and CHECK, which MariaDB and MySQL do not call a question of integrity.
_COLLISIONS = {
    *("SQLITE_CONSTRAINT_FOREIGNKEY", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"),
    *(1062, 1451, 1452),
}
_CHECKS_OF_MYSQL = {3819, 4025}
_FULL = {"SQLITE_FULL", 1021, 1114}


def _database_answer(error: DBAPIError) -> Response:
    code = again.code_of(error.orig)
    if code in _COLLISIONS:
        # Somebody removed what this refers to, or took its name, between our look and our write.
        return answer(Conflict(N_("Somebody changed what this needs at the same moment. Try again.")))
    if code in _CHECKS_OF_MYSQL or not isinstance(error, OperationalError | InterfaceError):
        return _fault_answer(error)
    # The driver's own words, without the statement and its values: they are the household's.
    if code not in again.CONFLICTS:
        log.error("The database does not answer: %s", error.orig)
    return answer(_unavailable(error))


def _unavailable(error: DBAPIError) -> Problem:
    """Return what is said after the last run; mark the request to be run again, if that may help."""
    environ = request.environ
    # What is not repeatable has no second run.
    repeatable = guard.may_be_repeated() or again.UNSURE in environ
    if isinstance(error, again.OutcomeUnknown):
        environ[again.UNSURE] = True
    unsure = again.UNSURE in environ
    if again.code_of(error.orig) in _FULL:
        detail = N_("The server's disk is full. Nothing was changed; try again when there is room.")
    elif unsure:
        detail = N_("The database went away while saving. Look whether it is saved before you send it again.")
    else:
        detail = N_("The database does not answer. Nothing was changed; try again in a moment.")
    # A program that obeys Retry-After would write twice.
    headers = {} if unsure and not repeatable else {"Retry-After": "5"}
    environ[again.MARK] = (
        bool(headers) and again.is_passing(error) and request.endpoint != "health.show_health"
    )
    problem = Problem(detail, headers=headers)
    problem.status = 503
    return problem


def _fault_answer(error: Exception) -> Response:
    log.error("A fault while answering %s %s", request.method, request.path, exc_info=error)
    problem = Problem(N_("This is our fault, not yours. Nothing was changed."))
    problem.status = 500
    return answer(problem)


def language_of(app: Flask) -> str:
    """Return the language of a request that nobody is signed in for."""
    known: list[str] = app.config["LANGUAGES"]
    # Werkzeug's own best match prefers `ko` to `en-GB`, whatever the client prefers.
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
    return next((language for language in wanted if language in known), known[0])
