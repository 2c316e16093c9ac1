"""The server of stage 04, guarded: who may do what is read from a token.

    uv run flask --app 05_jwt/jwt_server run --port 8000
    uv run python 05_jwt/jwt_server.py       asks it a few things and shows the answers

What it answers is in jwt_accounts.py and jwt_book.py, the guard in token_guard.py. The keys
are those of JWT_KEYS, else one that is gone when the server stops; the database as in stage 04.
"""

import atexit
import re
import secrets
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

import jwt
from bearer import refuse_token
from flask import Flask
from flask.typing import ResponseReturnValue
from jwt_accounts import accounts
from jwt_book import book
from jwt_databases import kept_database, own_database
from jwt_delegation import delegation
from jwt_models import Base
from jwt_refusals import sentence
from jwt_requests import SCRYPT, say, set_up
from request_session import close
from signing_keys import THIS_RUN, check, chosen_keys
from sqlalchemy import Engine, exc
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import sessionmaker
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import NotFound, ServiceUnavailable, UnprocessableEntity
from werkzeug.security import generate_password_hash

# MySQL's server is away (2003), busy or gave up on us; SQLite says what it has to say in words.
TRY_AGAIN = {1040, 1053, 1205, 1213, 2003, "database is locked"}
# MySQL: out of range, a character that the column's set has not, too long.
NO_ROOM = {1264, 1366, 1406}
CANNOT_STORE = "The database cannot store this: its column is too short, or does not know a character."
AWAY = "The database does not answer. Look whether your change is there before you send it again."


def create_app(
    engine: Engine | None = None, keys: Mapping[str, str] | None = None, password_hash: str = SCRYPT
) -> Flask:
    """Return the application on the engine's database, or on the one that is found; the same for its keys."""
    if engine is None:
        # `flask run` calls us without arguments; the database it gets is to live as long as the process.
        stack = ExitStack()
        engine = stack.enter_context(kept_database())
        atexit.register(stack.close)
    # What users send, and the hashes of their passwords, do not belong in a log of errors.
    engine.hide_parameters = True
    keys = keys or chosen_keys()
    for key in keys.values():
        check(key)
    if THIS_RUN in keys:
        print("Key: a new one for this run. JWT_KEYS would name one that stays.")
    app = Flask(__name__)
    # So that the log says why a token is refused; the answer does not.
    app.logger.setLevel("INFO")
    # Without expire_on_commit=False, each object would be read again after commit().
    app.config.update(SESSION=sessionmaker(engine, expire_on_commit=False), KEYS=keys)
    # An unknown user's password is compared with one that nobody has.
    nobodys = generate_password_hash(secrets.token_urlsafe(), password_hash)
    app.config.update(PASSWORD_HASH=password_hash, NOBODYS_HASH=nobodys)
    set_up(app)
    app.teardown_request(close)
    app.register_error_handler(jwt.InvalidTokenError, refuse_token)
    app.register_error_handler(SQLAlchemyError, answer)
    app.register_blueprint(accounts)
    app.register_blueprint(delegation)
    app.register_blueprint(book)
    try:
        Base.metadata.create_all(engine)
    except DBAPIError as error:
        sys.exit(sentence(error, engine))
    return app


def answer(error: SQLAlchemyError) -> ResponseReturnValue:
    """Answer 503 if the database is away; what is our own fault goes on to Flask, which says 500."""
    if isinstance(error, StaleDataError):
        return say(NotFound("Somebody else has deleted it meanwhile."))
    reason = error.orig.args[0] if isinstance(error, DBAPIError) and error.orig else None
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    # A pool that has no connection left for us says TimeoutError.
    if lost or reason in TRY_AGAIN or isinstance(error, exc.TimeoutError):
        return say(ServiceUnavailable(AWAY, retry_after=5))
    if reason in NO_ROOM:
        return say(UnprocessableEntity(CANNOT_STORE))
    raise error


def converse(app: Flask) -> None:
    """Send a few requests, with nobody's token, huey's, or that of a writer, and print what is answered."""
    client = app.test_client()
    tokens = {"nobody": ""}

    def ask(who: str, request: str, sent: dict[str, Any] | None = None) -> Any:
        method, path = request.split()
        headers = {"Authorization": f"Bearer {tokens[who]}"} if tokens[who] else {}
        reply = client.open(path, method=method, json=sent, headers=headers)
        shown = re.sub(r"eyJ[\w.-]+", "eyJ...", reply.text.strip())
        print(f"{who:6} {request:25} {reply.status_code} {shown}".rstrip())
        return reply.get_json(silent=True)

    huey = {"nickname": "huey", "password": "very-secret"}
    lunch = {"day": "2026-11-23", "amount": -9000, "memo": "lunch"}
    ask("nobody", "POST /users", huey)
    ask("nobody", "POST /users", huey | {"nickname": "dewey"})
    ask("nobody", "GET /users/1/entries")
    ask("nobody", "POST /login", huey | {"password": "a-guess"})
    first = ask("nobody", "POST /login", huey)
    tokens["huey"] = first["access_token"]
    ask("huey", "POST /users/1/entries", lunch)
    ask("huey", "GET /users/1/entries")
    ask("huey", "GET /users/2/entries")
    tokens["writer"] = ask("huey", "POST /tokens", {"scope": "entries:write", "minutes": 10})["access_token"]
    ask("writer", "POST /users/1/entries", lunch)
    ask("writer", "DELETE /users/1/entries/1")
    second = ask("nobody", "POST /refresh", {"refresh_token": first["refresh_token"]})
    ask("nobody", "POST /logout", {"refresh_token": second["refresh_token"]})
    ask("huey", "GET /users")


if __name__ == "__main__":
    with own_database() as engine:
        converse(create_app(engine))
