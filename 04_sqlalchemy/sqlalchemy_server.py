"""The server of stage 03 with SQLAlchemy: the same requests, the same answers, on more databases.

    uv run flask --app 04_sqlalchemy/sqlalchemy_server run --port 8000
    uv run python 04_sqlalchemy/sqlalchemy_server.py       asks it a few things and shows the answers

What it answers is in sqlalchemy_book.py, and no SQL is. The database is the one
in MYSQL_URL, else an SQLite file that is gone when the server stops.
"""

import atexit
from contextlib import ExitStack

from databases import kept_database, own_database
from flask import Flask
from flask.typing import ResponseReturnValue
from models import Base
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError, TimeoutError
from sqlalchemy.orm import sessionmaker
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy_book import book
from sqlalchemy_requests import SCRYPT, converse, say, set_up
from werkzeug.exceptions import NotFound, ServiceUnavailable

# MySQL's server is away (2003), busy or gave up on us; SQLite says what it has to say in words.
TRY_AGAIN = {1040, 1053, 1205, 1213, 2003, "database is locked"}
AWAY = "The database does not answer. Look whether your change is there before you send it again."


def create_app(engine: Engine | None = None) -> Flask:
    """Return the application on the engine's database, or on the one that is found."""
    if engine is None:
        # `flask run` calls us without arguments; the database it gets is to live as long as the process.
        stack = ExitStack()
        engine = stack.enter_context(kept_database())
        atexit.register(stack.close)
    app = Flask(__name__)
    # Without expire_on_commit=False, each object would be read again after commit().
    app.config.update(SESSION=sessionmaker(engine, expire_on_commit=False), PASSWORD_HASH=SCRYPT)
    set_up(app)
    app.register_error_handler(SQLAlchemyError, answer)
    app.register_blueprint(book)
    Base.metadata.create_all(engine)
    return app


def answer(error: SQLAlchemyError) -> ResponseReturnValue:
    """Answer 503 if the database is away; what is our own fault goes on to Flask, which says 500."""
    if isinstance(error, StaleDataError):
        return say(NotFound("Somebody else has deleted it meanwhile."))
    # A pool that has no connection left for us says TimeoutError.
    away = isinstance(error, TimeoutError)
    if isinstance(error, DBAPIError) and error.orig and error.orig.args:
        away = error.connection_invalidated or error.orig.args[0] in TRY_AGAIN
    if away:
        return say(ServiceUnavailable(AWAY, retry_after=5))
    raise error


if __name__ == "__main__":
    with own_database() as engine:
        converse(create_app(engine))
