"""What all pages share: the log-in cookie, the guard, and how figures are shown."""

from typing import Any

from flask import Blueprint, Flask, Request, Response, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.wrappers import Response as BaseResponse

from account_book import guard, queries, reports
from account_book.errors import Unauthorized
from account_book.tokens import LIFETIME
from account_book.wire import FILE_LIMIT, JSON_LIMIT

COOKIE = "account_book"


class PagesOnly(SecureCookieSessionInterface):
    """Flask's session for pages; the API has none, and need not look for one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a page's request."""
        if request.path.startswith("/api/"):
            return None
        return super().open_session(app, request)


def blueprint(name: str) -> Blueprint:
    """Return a blueprint whose requests pass the guard; who is not signed in is asked to."""
    pages = Blueprint(name, __name__)
    pages.before_request(_check)
    pages.after_request(_keep_private)
    pages.register_error_handler(Unauthorized, _ask_to_sign_in)
    return pages


def _check() -> None:
    request.max_content_length = FILE_LIMIT + JSON_LIMIT
    guard.check(request.cookies.get(COOKIE), "browser")


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


def names() -> dict[str, Any]:
    """Return the book's accounts and categories, for forms and lists."""
    book_id = g.member.book_id
    accounts = reports.balances(g.connection, book_id)
    categories = guard.rows(queries.CATEGORIES)
    return {
        "accounts": accounts,
        "categories": categories,
        "account_of": {row["id"]: row for row in accounts},
        "category_of": {row["id"]: row["name"] for row in categories},
    }
