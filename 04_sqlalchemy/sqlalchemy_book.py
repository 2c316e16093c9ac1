"""The answers of the server, with the ORM: objects are changed, and SQLAlchemy writes the SQL.

    uv run flask --app 04_sqlalchemy/sqlalchemy_server run --port 8000

Each request gets a session of its own. What is not committed when it ends is
rolled back, because close() does that. pymysql_book.py of stage 03 holds the
same functions.
"""

from typing import Any

from flask import Blueprint, abort, current_app, g
from flask.typing import ResponseReturnValue
from models import Entry, User
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy_requests import NewEntry, NewUser, Transfer, body
from werkzeug.security import generate_password_hash

book = Blueprint("book", __name__)


def session() -> Session:
    """Return this request's session, which is made when it is first asked for."""
    if "session" not in g:
        g.session = current_app.config["SESSION"]()
    made: Session = g.session
    return made


@book.teardown_app_request
def close(_: BaseException | None) -> None:
    """Close this request's session, if it has one."""
    if made := g.pop("session", None):
        made.close()


def find_user(user_id: int) -> User:
    """Return a user; an unknown one is a 404."""
    return session().get(User, user_id) or abort(404, f"There is no user {user_id}.")


def find_entry(user_id: int, entry_id: int) -> Entry:
    """Return an entry of this user; an unknown one, and that of somebody else, is a 404."""
    query = select(Entry).where(Entry.entry_id == entry_id, Entry.user_id == user_id).with_for_update()
    return session().scalar(query) or abort(404, f"User {user_id} has no entry {entry_id}.")


def as_json(entry: Entry) -> dict[str, Any]:
    """Return an entry with its day as JSON has it; Flask would write Mon, 23 Nov 2026 00:00:00 GMT."""
    return {
        "entry_id": entry.entry_id,
        "day": entry.day.isoformat(),
        "amount": entry.amount,
        "memo": entry.memo,
    }


@book.get("/users")
def list_users() -> ResponseReturnValue:
    """Return all users with the number of their entries and what these add up to."""
    rows = session().execute(
        select(
            User.user_id,
            User.nickname,
            func.count(Entry.entry_id).label("entries"),
            func.sum(Entry.amount).label("balance"),
        )
        .outerjoin(User.entries)
        .group_by(User.user_id, User.nickname)
        .order_by(User.user_id)
    )
    # SUM is a Decimal in MySQL, which JSON has not, and NULL where there is nothing to add up.
    return {"users": [{**row._asdict(), "balance": int(row.balance or 0)} for row in rows]}


@book.post("/users")
def add_user() -> ResponseReturnValue:
    """Sign a user up; a nickname that is taken is a 409."""
    new: NewUser = body(NewUser)
    password_hash = generate_password_hash(new.password, current_app.config["PASSWORD_HASH"])
    user = User(nickname=new.nickname, password_hash=password_hash)
    session().add(user)
    try:
        session().commit()
    except IntegrityError:
        abort(409, f"The nickname {new.nickname} is taken. Choose another.")
    return {"user_id": user.user_id, "nickname": user.nickname}, 201


@book.get("/users/<id:user_id>/entries")
def list_entries(user_id: int) -> ResponseReturnValue:
    """Return a user's entries, the newest day first."""
    user = find_user(user_id)
    newest_first = select(Entry).where(Entry.user == user).order_by(Entry.day.desc(), Entry.entry_id.desc())
    return {"entries": [as_json(entry) for entry in session().scalars(newest_first)]}


@book.post("/users/<id:user_id>/entries")
def add_entry(user_id: int) -> ResponseReturnValue:
    """Write an entry into a user's book."""
    new: NewEntry = body(NewEntry)
    entry = Entry(user=find_user(user_id), **new.model_dump())
    session().add(entry)
    session().commit()
    return as_json(entry), 201


@book.put("/users/<id:user_id>/entries/<id:entry_id>")
def change_entry(user_id: int, entry_id: int) -> ResponseReturnValue:
    """Write an entry anew."""
    new: NewEntry = body(NewEntry)
    entry = find_entry(user_id, entry_id)
    entry.day, entry.amount, entry.memo = new.day, new.amount, new.memo
    session().commit()
    return as_json(entry)


@book.delete("/users/<id:user_id>/entries/<id:entry_id>")
def delete_entry(user_id: int, entry_id: int) -> ResponseReturnValue:
    """Delete an entry."""
    session().delete(find_entry(user_id, entry_id))
    session().commit()
    return "", 204


@book.post("/transfers")
def transfer() -> ResponseReturnValue:
    """Write what one user gives to another into both books, or into neither."""
    new: Transfer = body(Transfer)
    giver, taker = find_user(new.from_user), find_user(new.to_user)
    entries = [
        Entry(user=user, day=new.day, amount=amount, memo=new.memo)
        for user, amount in ((giver, -new.amount), (taker, new.amount))
    ]
    session().add_all(entries)
    session().commit()
    return {"entry_ids": [entry.entry_id for entry in entries]}, 201
