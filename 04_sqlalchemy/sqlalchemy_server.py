"""The server of stage 03 with SQLAlchemy: the same requests, the same answers, on more databases.

    uv run flask --app 04_sqlalchemy/sqlalchemy_server run --port 8000
    uv run python 04_sqlalchemy/sqlalchemy_server.py       asks it a few things and shows the answers

What it answers is in sqlalchemy_book.py, and no SQL is. The database is the one
in MYSQL_URL, else an SQLite file that is gone when the server stops.
"""

import atexit
import sys
from contextlib import ExitStack

from databases import kept_database, own_database, show_sql
from flask import Flask
from flask.typing import ResponseReturnValue
from models import Base
from refusals import sentence
from sqlalchemy import Engine, exc
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import sessionmaker
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy_book import book
from sqlalchemy_requests import SCRYPT, converse, say, set_up
from werkzeug.exceptions import NotFound, ServiceUnavailable, UnprocessableEntity

# MySQL's server is away (2003), busy or gave up on us; SQLite says what it has to say in words.
TRY_AGAIN = {1040, 1053, 1205, 1213, 2003, "database is locked"}
# MySQL: out of range, a character that the column's set has not, too long.
NO_ROOM = {1264, 1366, 1406}
CANNOT_STORE = "The database cannot store this: its column is too short, or does not know a character."
AWAY = "The database does not answer. Look whether your change is there before you send it again."


def create_app(engine: Engine | None = None) -> Flask:
    """Return the application on the engine's database, or on the one that is found."""
    if engine is None:
        # `flask run` calls us without arguments; its database is to live as long as the process.
        stack = ExitStack()
        engine = stack.enter_context(kept_database())
        atexit.register(stack.close)
        # What users send, and the hashes of their passwords, do not belong into a log of errors.
        engine.hide_parameters = True
    app = Flask(__name__)
    # Without expire_on_commit=False, each object would be read again after commit().
    app.config.update(SESSION=sessionmaker(engine, expire_on_commit=False), PASSWORD_HASH=SCRYPT)
    set_up(app)
    app.register_error_handler(SQLAlchemyError, answer)
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


if __name__ == "__main__":
    with own_database() as engine:
        app = create_app(engine)
        show_sql(engine)
        converse(app)
