"""A database session for each request, as in sqlalchemy_book.py of stage 04; here three files use it."""

from flask import current_app, g
from sqlalchemy.orm import Session


def session() -> Session:
    """Return this request's session, which is made when it is first asked for."""
    if "session" not in g:
        g.session = current_app.config["SESSION"]()
    made: Session = g.session
    return made


def close(_: BaseException | None) -> None:
    """Close this request's session, if it has one."""
    if made := g.pop("session", None):
        made.close()
