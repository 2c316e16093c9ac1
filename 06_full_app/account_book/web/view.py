"""What all pages share: the log-in cookie, the guard, and how figures are shown."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Request, Response, flash, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from account_book import guard, idempotency, queries
from account_book.changes import Changes
from account_book.errors import Forbidden, Unauthorized
from account_book.marks import N_
from account_book.models import ChangeLog
from account_book.tokens import LIFETIME

COOKIE = "account_book"


class PagesOnly(SecureCookieSessionInterface):
    """Flask's session for pages; the API has none, and need not look for one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a page's request."""
        if request.path.startswith("/api/"):
            return None
        return super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Follow the request's scheme, as the log-in's cookie does."""
        return request.is_secure


def blueprint(name: str) -> Blueprint:
    """Return a blueprint whose requests pass the guard; who is not signed in is asked to."""
    pages = Blueprint(name, __name__)
    pages.before_request(_check)
    pages.after_request(_keep_private)
    pages.register_error_handler(Unauthorized, _ask_to_sign_in)
    return pages


def _check() -> BaseResponse | None:
    # Cookies know no ports: a page of another program on this machine could send both, and its own token.
    if request.method == "POST" and request.headers.get("Origin", own := request.host_url[:-1]) != own:
        raise Forbidden(N_("This form comes from another site."))
    guard.check(request.cookies.get(COOKIE), "browser")
    if "member" in g:
        # Read before anything can fail, so that the page which says what failed can show them.
        g.books = g.connection.execute(queries.BOOKS, {"user_id": g.member.user_id}).mappings().all()
        if "once" in request.form and not idempotency.first_time(g.connection, g.member.user_id):
            flash(gettext("This is saved already."))
            return redirect(local_path(urlsplit(request.referrer or "").path) or url_for("sign.home"))
    return None


def _keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _ask_to_sign_in(_problem: Unauthorized) -> BaseResponse:
    back = request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None
    response = redirect(url_for("sign.log_in", next=back))
    response.delete_cookie(COOKIE)
    return response


def enter(token: str, target: str) -> BaseResponse:
    """Send a new log-in's cookie and go on to `target`."""
    chosen = session.get("language")
    # Nothing of before the log-in stays: a planted session would know its CSRF token.
    session.clear()
    if chosen:
        session["language"] = chosen
    response = redirect(target)
    response.set_cookie(
        COOKIE,
        token,
        max_age=LIFETIME["browser"],
        httponly=True,
        samesite="Lax",
        # http://localhost has no TLS, and a Secure cookie would never come back.
        secure=request.is_secure,
    )
    return response


def local_path(target: str | None) -> str | None:
    """Return `target` if it is a path of this server, so that no link sends people elsewhere."""
    safe = target and target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if safe and target and target.isprintable() else None


def number(text: str | None) -> int | None:
    """Return the number of a row, None for all that is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def changed(made: Changes, said: str) -> None:
    """Commit what was changed, and say so on the next page, with a button that undoes it."""
    lines = select(ChangeLog.id).where(ChangeLog.book_id == made.book_id, ChangeLog.group_id == made.group_id)
    # A form that was saved as it was shown leaves nothing to undo.
    undo = f"undo/{made.book_id}/{made.group_id}" if made.connection.scalar(lines.limit(1)) else "message"
    made.connection.commit()
    flash(said, undo)


def names() -> dict[str, Any]:
    """Return the book's accounts and categories, for forms and lists."""
    accounts = guard.rows(queries.ACCOUNT_NAMES)
    categories = guard.rows(queries.CATEGORIES)
    return {
        "accounts": accounts,
        "categories": categories,
        "account_of": {row["id"]: row for row in accounts},
        "category_of": {row["id"]: row["name"] for row in categories},
    }
