"""Who is asking, and whether they may: before anything else of a request is looked at.

Every view is marked `public`, `signed_in`, `in_person` or `member(role)`; one
that is not marked is answered to nobody.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from flask import current_app, g, request
from sqlalchemy import Executable
from sqlalchemy.exc import DBAPIError

from account_book import books, queries, tokens
from account_book.changes import Changes
from account_book.db import Database
from account_book.errors import Forbidden, NotFound, NotInScope, Unauthorized
from account_book.marks import N_
from account_book.recurring import Clock
from account_book.users import Signer

View = TypeVar("View", bound=Callable[..., Any])

RANK = {"viewer": 1, "editor": 2, "owner": 3}
_PUBLIC, _SIGNED_IN = -1, 0
READS = frozenset({"GET", "HEAD"})


class Member(NamedTuple):
    """The user of a request, and their role in the book that its address names."""

    user_id: int
    nickname: str
    locale: str
    book_id: int
    role: str
    currency: str
    timezone: str


def database() -> Database:
    """Return the database of the running application."""
    found: Database = current_app.extensions["account_book.database"]
    return found


def signer() -> Signer:
    """Return what signs tokens and hashes passwords in the running application."""
    found: Signer = current_app.extensions["account_book.signer"]
    return found


def public(view: View) -> View:
    """Mark a view that everybody may ask."""
    view.rank = _PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view for whoever is signed in; it gets the Member as its first argument."""
    return _with_member(view, _SIGNED_IN)


def in_person(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view for whoever signed in with a password: no personal token opens it."""
    return _with_member(view, _SIGNED_IN, in_person=True)


def member(role: str, *, in_person: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view for members of the book in its address with at least this role."""
    return lambda view: _with_member(view, RANK[role], in_person=in_person or role == "owner")


def _with_member(view: Callable[..., Any], rank: int, *, in_person: bool = False) -> Callable[..., Any]:
    @wraps(view)
    def asked_by_member(*args: Any, **kwargs: Any) -> Any:
        return view(g.member, *args, **kwargs)

    asked_by_member.rank = rank  # type: ignore[attr-defined]
    asked_by_member.in_person = in_person  # type: ignore[attr-defined]
    return asked_by_member


def check_sign_up() -> None:
    """Raise Forbidden if strangers may not sign up by themselves here."""
    if not current_app.config["SIGN_UP"]:
        raise Forbidden(N_("Nobody signs up here by themselves. Ask whoever runs this server to add you."))


def check(token: str | None, *uses: tokens.Use) -> None:
    """Let the request pass, or raise Unauthorized, NotFound or Forbidden, in this order.

    Opens the request's transaction, `g.connection`: for reading on GET, for
    writing otherwise. A book that one is no member of does not exist.
    """
    view = current_app.view_functions[request.endpoint or ""]
    rank: int | None = getattr(view, "rank", None)
    if rank == _PUBLIC:
        return
    if rank is None or token is None:
        raise Unauthorized
    g.claims = tokens.read(signer().key, token, *uses)
    g.connection = database().reading() if request.method in READS else database().writing()
    book_id = (request.view_args or {}).get("book_id")
    g.member = _identify(g.claims, book_id, rank)
    if g.claims.scope:
        _check_scope(g.claims.scope, in_person=getattr(view, "in_person", True))
    if book_id is not None:
        _see_to_what_is_due(book_id, rank)
        if request.method not in READS:
            books.lock(g.connection, book_id)


def _identify(claims: tokens.Claims, book_id: int | None, rank: int) -> Member:
    asked = {"user_id": claims.user_id, "epoch": claims.epoch, "family": claims.family, "book_id": book_id}
    row = g.connection.execute(queries.IDENTITY, asked).first()
    if row is None:
        raise Unauthorized
    found = Member(*row)
    if book_id is not None and (row.book_id is None or not _may_be_told(claims.scope, book_id)):
        raise NotFound
    if rank > _SIGNED_IN and RANK[found.role] < rank:
        raise Forbidden(N_("Your role in this book does not allow this."))
    return found


def _may_be_told(scope: tokens.Scope | None, book_id: int) -> bool:
    # The other books of its user are none of a token's business.
    return scope is None or scope.book_id in (None, book_id)


def _check_scope(scope: tokens.Scope, *, in_person: bool) -> None:
    if in_person or (scope.right == "read" and request.method not in READS):
        raise NotInScope


def _see_to_what_is_due(book_id: int, rank: int) -> None:
    """Write the recurring entries whose day has come, before the request looks at the book."""
    clock: Clock = current_app.extensions["account_book.clock"]
    today = books.today(g.member.timezone)
    if not clock.has_struck(book_id, today):
        # It writes in a transaction of its own, and what it wrote is to be seen in this one.
        g.connection.rollback()
        clock.strike(book_id, today)
        g.member = _identify(g.claims, book_id, rank)


def may_be_repeated() -> bool:
    """Return whether this request does no more if it is run twice: it only reads, or has taken a key."""
    return request.method in READS or "key" in g


def changes() -> Changes:
    """Return what writes the changes of this request into the book that its address names."""
    return Changes(g.connection, g.member.book_id, g.member.user_id, books.today(g.member.timezone))


def rows(statement: Executable) -> list[dict[str, Any]]:
    """Return what a statement selects in the book of this request."""
    found = g.connection.execute(statement, {"book_id": g.member.book_id}).mappings()
    return [dict(row) for row in found]


def close_connection(_error: BaseException | None = None) -> None:
    """End the request's transaction; what was not committed is undone."""
    if connection := g.pop("connection", None):
        # If it cannot be undone, then the database has done so already, and the answer stands.
        with suppress(DBAPIError):
            connection.close()
