"""A household's account book: a Flask server with an API and pages, on SQLite or MariaDB."""

from collections.abc import Mapping
from typing import Any

from flask_babel import Babel
from flask_openapi3 import OpenAPI
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter

from account_book import api, guard, headers, passwords, problems, tokens, web
from account_book.api.answers import ProblemOut
from account_book.api.description import INFO, SECURITY
from account_book.db import Database
from account_book.recurring import Clock
from account_book.users import Signer
from account_book.wire import FastJson, StrictRequest

DEFAULTS = {
    "DATABASE_URL": "sqlite:///account-book.sqlite3",
    "LANGUAGES": ["en", "ko"],
    "PASSWORD_MEMORY_KIB": 19456,
    "PASSWORD_PASSES": 2,
    # Reverse proxies in front, whose word is taken for who asks, by which name and scheme.
    "PROXIES": 0,
    "SESSION_COOKIE_SAMESITE": "Lax",
    # Whether strangers may sign up; the command `account-book user add` always can add somebody.
    "SIGN_UP": True,
    # A form may stay open over lunch; its token goes with the log-in.
    "WTF_CSRF_TIME_LIMIT": None,
}

ANSWER_WITHIN = 12
"""Seconds that a database has for one statement; longer than it waits for a lock."""


class IdConverter(BaseConverter):
    """The id of a row: digits as people type them, no zeros in front, nothing beyond BIGINT."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """Return the id as a number."""
        return int(value)


class MonthConverter(BaseConverter):
    """A month such as 2026-01, of the years that a day may be in."""

    regex = "(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])"


class TokenConverter(BaseConverter):
    """The number of a personal token; to MariaDB one with a blank behind it would be equal."""

    regex = "[A-Za-z0-9_-]{1,32}"


def create_app(config: Mapping[str, Any] | None = None) -> OpenAPI:
    """Make the server: from DEFAULTS, then ACCOUNT_BOOK_* of the environment, then `config`.

    Raises WeakKey if SECRET_KEY could be guessed.
    """
    app = OpenAPI(
        __name__,
        info=INFO,
        security_schemes=SECURITY,
        doc_ui=False,
        validation_error_model=ProblemOut,
    )
    app.config.from_mapping(DEFAULTS)
    app.config.from_prefixed_env("ACCOUNT_BOOK")
    app.config.from_mapping(config or {})
    # Flask reads a key of digits only from the environment as a number.
    key = app.config["SECRET_KEY"] = tokens.check_key(str(app.config["SECRET_KEY"] or ""))
    hasher = passwords.hasher(app.config["PASSWORD_MEMORY_KIB"], app.config["PASSWORD_PASSES"])
    database = app.extensions["account_book.database"] = Database(app.config["DATABASE_URL"], ANSWER_WITHIN)
    app.extensions["account_book.clock"] = Clock(database)
    app.extensions["account_book.signer"] = Signer(key, hasher)

    # Who writes "no" or "off" means it, and TOML and JSON would have it as a text.
    app.config["SIGN_UP"] = app.config["SIGN_UP"] in {True}
    if proxies := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies)  # type: ignore[method-assign]
    app.request_class, app.json = StrictRequest, FastJson(app)
    app.url_map.converters |= {"id": IdConverter, "month": MonthConverter, "token": TokenConverter}
    app.teardown_appcontext(guard.close_connection)
    Babel(app, locale_selector=web.language)
    problems.register(app)
    headers.register(app)
    csrf = CSRFProtect(app)
    api.register(app, csrf)
    web.register(app)
    return app
