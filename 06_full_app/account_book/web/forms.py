"""What the forms of the settings share: read as the API's bodies are, and shown again as they were typed."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from flask import flash, g, redirect, request
from flask_babel import gettext
from pydantic import BaseModel, ValidationError
from werkzeug.wrappers import Response

from account_book import money, problems
from account_book.changes import Changes, Row, locked
from account_book.errors import Invalid, NotFound, Problem, Stale
from account_book.web import view
from account_book.web.entry_form import Form

View = TypeVar("View", bound=Callable[..., Any])


def again(page: Callable[..., str]) -> Callable[[View], View]:
    """Answer a form that was refused with the page that it stands on, and the problem."""

    def decorate(act: View) -> View:
        @wraps(act)
        def tried(*args: Any, **kwargs: Any) -> Any:
            try:
                return act(*args, **kwargs)
            except Problem as problem:
                g.connection.rollback()
                said = problems.explain(problem)
                return page(*args, **kwargs, problem=said), problem.status, problem.headers

        return tried  # type: ignore[return-value]

    return decorate


def done(target: str, said: str | None = None, made: Changes | None = None) -> Response:
    """Keep what was changed, say so, and go on to `target`; changes of the book can be undone there."""
    if made is not None:
        view.changed(made, said or gettext("Saved."))
    else:
        g.connection.commit()
        flash(said or gettext("Saved."))
    return redirect(target)


def filled(
    values: Mapping[str, str], problem: problems.Explained | None = None, version: int | None = None
) -> Form:
    """Return a form with these values; after a problem, with what was typed in their place."""
    typed = {name: request.form.get(name, value) if problem else value for name, value in values.items()}
    return Form(typed, problem.errors if problem else {}, version)


def read(model: type[BaseModel], *texts: str, **values: object) -> dict[str, Any]:
    """Return the named texts and other values as one of the API's bodies takes them; raise Invalid."""
    try:
        return model(**{name: text(name) for name in texts}, **values).model_dump(exclude_unset=True)
    except ValidationError as error:
        raise problems.from_validation(error) from None


def text(name: str) -> str:
    """Return what was typed into a field."""
    return request.form.get(name, "").strip()


def number(name: str) -> int | str | None:
    """Return the number in a field; the text itself if it is none, None if it is empty."""
    found = view.number(text(name))
    return text(name) or None if found is None else found


def amount(name: str, currency: str) -> int:
    """Return the amount in a field, 0 if it is empty; raise Invalid."""
    try:
        return money.parse(text(name) or "0", currency)
    except money.AmountError as error:
        raise Invalid({name: [str(error)]}) from None


def seen(kind: str, row_id: int) -> Row:
    """Return a row of this book, locked to be changed; raise NotFound, or Stale if the form is behind it."""
    row = locked(g.connection, kind, g.member.book_id, [row_id]).get(row_id)
    if row is None or row.get("deleted_at"):
        raise NotFound
    if text("version") != str(row["version"]):
        raise Stale({}, row["version"])
    return row
