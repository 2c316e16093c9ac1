"""A server of users and their entries on raw PyMySQL: the talk's account book, begun.

    uv run flask --app 03_pymysql/pymysql_server run --port 8000
    uv run python 03_pymysql/pymysql_server.py       asks it a few things and shows the answers

What it answers, and all its SQL, is in pymysql_book.py. Stage 04 answers the
same requests with SQLAlchemy.
"""

import atexit
import sys
from contextlib import ExitStack, closing
from typing import Any

import pymysql
from flask import Flask
from flask.typing import ResponseReturnValue
from mysql_server import advice, running_server, throw_away_database
from pymysql.constants import CR, ER
from pymysql_book import book
from pymysql_requests import SCRYPT, converse, say, set_up
from tables import create_tables
from werkzeug.exceptions import ServiceUnavailable, UnprocessableEntity

# The server is away, busy, or has ended the connection: 1927 in MariaDB, 4031 in MySQL 8. PyMySQL says 0
# of a connection that is lost.
TRY_AGAIN = {0, ER.CON_COUNT_ERROR, ER.SERVER_SHUTDOWN, ER.LOCK_WAIT_TIMEOUT, ER.LOCK_DEADLOCK, 1927, 4031}
# A table of somebody else's may have narrower columns, or a character set without emoji.
NO_ROOM = {ER.DATA_TOO_LONG, ER.WARN_DATA_OUT_OF_RANGE, ER.TRUNCATED_WRONG_VALUE_FOR_FIELD}
CANNOT_STORE = "The database cannot store this: its column is too short, or does not know a character."
# MySQL would wait 50 seconds for a row that somebody is changing.
PATIENCE = {"init_command": "SET SESSION innodb_lock_wait_timeout = 10"}
AWAY = "The database does not answer. Look whether your change is there before you send it again."


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """Return the application on the MySQL server with these settings, or on the one that is found."""
    if settings is None:
        # `flask run` calls us without arguments; the server it gets is to live as long as the process.
        stack = ExitStack()
        settings = stack.enter_context(running_server())
        atexit.register(stack.close)
    app = Flask(__name__)
    app.config.update(MYSQL=PATIENCE | settings | {"read_timeout": 15}, PASSWORD_HASH=SCRYPT)
    set_up(app)
    app.register_error_handler(pymysql.Error, answer)
    app.register_blueprint(book)
    try:
        with closing(pymysql.connect(**settings)) as connection:
            create_tables(connection)
    except pymysql.Error as error:
        sys.exit(advice(error, settings))
    return app


def answer(error: pymysql.Error) -> ResponseReturnValue:
    """Answer 503 if the database is away; what is our own fault goes on to Flask, which says 500."""
    number = error.args[0]
    # PyMySQL says in words what is wrong with the connection itself.
    lost = isinstance(number, str) or CR.CR_ERROR_FIRST <= number <= CR.CR_ERROR_LAST
    if lost or number in TRY_AGAIN:
        return say(ServiceUnavailable(AWAY, retry_after=5))
    if number in NO_ROOM:
        return say(UnprocessableEntity(CANNOT_STORE))
    raise error


if __name__ == "__main__":
    with throw_away_database() as settings:
        converse(create_app(settings))
