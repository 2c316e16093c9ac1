"""The answers of the server, each with its SQL: what a program by hand has to think of.

    uv run flask --app 03_pymysql/pymysql_server run --port 8000

Each request gets a connection of its own. What is not committed when it ends is
rolled back, because close() does that. sqlalchemy_book.py of stage 04 holds the
same functions.
"""

from typing import Any

import pymysql
from flask import Blueprint, abort, current_app, g
from flask.typing import ResponseReturnValue
from mysql_server import Connection
from pymysql.constants import ER
from pymysql.cursors import DictCursor
from pymysql_requests import NewEntry, NewUser, Transfer, body
from werkzeug.security import generate_password_hash

book = Blueprint("book", __name__)


def connection() -> Connection:
    """Return this request's connection, which is opened when it is first asked for."""
    if "connection" not in g:
        g.connection = pymysql.connect(**current_app.config["MYSQL"], cursorclass=DictCursor)
    opened: Connection = g.connection
    return opened


@book.teardown_app_request
def close(_: BaseException | None) -> None:
    """Close this request's connection, if it has one."""
    if opened := g.pop("connection", None):
        opened.close()


def run(sql: str, *values: object) -> Any:
    """Run a statement, and return its cursor."""
    cursor = connection().cursor()
    cursor.execute(sql, values)
    return cursor


def as_json(row: dict[str, Any]) -> dict[str, Any]:
    """Return an entry with its day as JSON has it; Flask would write Mon, 23 Nov 2026 00:00:00 GMT."""
    return {**row, "day": row["day"].isoformat()}


@book.get("/users")
def list_users() -> ResponseReturnValue:
    """Return all users with the number of their entries and what these add up to."""
    rows = run(
        "SELECT users.user_id, nickname, COUNT(entry_id) AS entries, SUM(amount) AS balance"
        " FROM users LEFT JOIN entries ON entries.user_id = users.user_id"
        " GROUP BY users.user_id, nickname ORDER BY users.user_id"
    ).fetchall()
    # SUM is a Decimal, which JSON has not, and NULL where there is nothing to add up.
    return {"users": [{**row, "balance": int(row["balance"] or 0)} for row in rows]}


@book.post("/users")
def add_user() -> ResponseReturnValue:
    """Sign a user up; a nickname that is taken is a 409."""
    new: NewUser = body(NewUser)
    password_hash = generate_password_hash(new.password, current_app.config["PASSWORD_HASH"])
    try:
        cursor = run(
            "INSERT INTO users (nickname, password_hash) VALUES (%s, %s)", new.nickname, password_hash
        )
    except pymysql.IntegrityError as error:
        if error.args[0] == ER.DUP_ENTRY:
            abort(409, f"The nickname {new.nickname} is taken. Choose another.")
        raise
    connection().commit()
    return {"user_id": cursor.lastrowid, "nickname": new.nickname}, 201


@book.get("/users/<id:user_id>/entries")
def list_entries(user_id: int) -> ResponseReturnValue:
    """Return a user's entries, the newest day first."""
    if not run("SELECT 1 FROM users WHERE user_id = %s", user_id).fetchone():
        abort(404, f"There is no user {user_id}.")
    rows = run(
        "SELECT entry_id, day, amount, memo FROM entries WHERE user_id = %s ORDER BY day DESC, entry_id DESC",
        user_id,
    ).fetchall()
    return {"entries": [as_json(row) for row in rows]}


@book.post("/users/<id:user_id>/entries")
def add_entry(user_id: int) -> ResponseReturnValue:
    """Write an entry into a user's book."""
    new: NewEntry = body(NewEntry)
    entry_id = insert_entry(user_id, new)
    connection().commit()
    return {"entry_id": entry_id, **new.model_dump(mode="json")}, 201


def insert_entry(user_id: int, new: NewEntry) -> int:
    """Insert an entry without committing, and return its number; an unknown user is a 404."""
    try:
        cursor = run(
            "INSERT INTO entries (user_id, day, amount, memo) VALUES (%s, %s, %s, %s)",
            user_id,
            new.day,
            new.amount,
            new.memo,
        )
    except pymysql.IntegrityError as error:
        if error.args[0] == ER.NO_REFERENCED_ROW_2:
            abort(404, f"There is no user {user_id}.")
        raise
    return int(cursor.lastrowid)


@book.put("/users/<id:user_id>/entries/<id:entry_id>")
def change_entry(user_id: int, entry_id: int) -> ResponseReturnValue:
    """Write an entry anew."""
    new: NewEntry = body(NewEntry)
    # rowcount is of no use here: MySQL counts the rows that changed, and 0 if they were so already.
    found = run("SELECT 1 FROM entries WHERE entry_id = %s AND user_id = %s FOR UPDATE", entry_id, user_id)
    if not found.fetchone():
        abort(404, f"User {user_id} has no entry {entry_id}.")
    run(
        "UPDATE entries SET day = %s, amount = %s, memo = %s WHERE entry_id = %s",
        new.day,
        new.amount,
        new.memo,
        entry_id,
    )
    connection().commit()
    return {"entry_id": entry_id, **new.model_dump(mode="json")}


@book.delete("/users/<id:user_id>/entries/<id:entry_id>")
def delete_entry(user_id: int, entry_id: int) -> ResponseReturnValue:
    """Delete an entry."""
    cursor = run("DELETE FROM entries WHERE entry_id = %s AND user_id = %s", entry_id, user_id)
    if not cursor.rowcount:
        abort(404, f"User {user_id} has no entry {entry_id}.")
    connection().commit()
    return "", 204


@book.post("/transfers")
def transfer() -> ResponseReturnValue:
    """Write what one user gives to another into both books, or into neither."""
    new: Transfer = body(Transfer)
    given, taken = (
        NewEntry(day=new.day, amount=amount, memo=new.memo) for amount in (-new.amount, new.amount)
    )
    ids = [insert_entry(new.from_user, given), insert_entry(new.to_user, taken)]
    connection().commit()
    return {"entry_ids": ids}, 201
