"""The answers of stage 04, guarded: above each view stands what a token has to be good for.

    uv run flask --app 05_jwt/jwt_server run --port 8000

sqlalchemy_book.py of stage 04 holds the same functions. There everybody may ask
for everybody's book; here the guard hands the view the user whose token it is.
"""

from typing import Any

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from jwt_models import Entry, User
from jwt_requests import NewEntry, Transfer, body
from request_session import session
from sqlalchemy import func, select
from token_guard import requires_token

book = Blueprint("book", __name__)


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
@requires_token("entries:read")
def list_users(user: User) -> ResponseReturnValue:
    """Return the users whose books one may see, which is oneself, with number and sum of the entries."""
    rows = session().execute(
        select(
            User.user_id,
            User.nickname,
            func.count(Entry.entry_id).label("entries"),
            func.sum(Entry.amount).label("balance"),
        )
        .where(User.user_id == user.user_id)
        .outerjoin(User.entries)
        .group_by(User.user_id, User.nickname)
    )
    # SUM is a Decimal in MySQL, which JSON has not, and NULL where there is nothing to add up.
    return {"users": [{**row._asdict(), "balance": int(row.balance or 0)} for row in rows]}


@book.get("/users/<id:user_id>/entries")
@requires_token("entries:read")
def list_entries(user: User, user_id: int) -> ResponseReturnValue:
    """Return a user's entries, the newest day first."""
    newest_first = select(Entry).where(Entry.user == user).order_by(Entry.day.desc(), Entry.entry_id.desc())
    return {"entries": [as_json(entry) for entry in session().scalars(newest_first)]}


@book.post("/users/<id:user_id>/entries")
@requires_token("entries:write")
def add_entry(user: User, user_id: int) -> ResponseReturnValue:
    """Write an entry into a user's book."""
    new: NewEntry = body(NewEntry)
    entry = Entry(user=user, **new.model_dump())
    session().add(entry)
    session().commit()
    return as_json(entry), 201


@book.put("/users/<id:user_id>/entries/<id:entry_id>")
@requires_token("entries:write", "entries:delete")
def change_entry(user: User, user_id: int, entry_id: int) -> ResponseReturnValue:
    """Write an entry anew; what stood there is gone, so this asks for both rights."""
    new: NewEntry = body(NewEntry)
    entry = find_entry(user_id, entry_id)
    entry.day, entry.amount, entry.memo = new.day, new.amount, new.memo
    session().commit()
    return as_json(entry)


@book.delete("/users/<id:user_id>/entries/<id:entry_id>")
@requires_token("entries:delete")
def delete_entry(user: User, user_id: int, entry_id: int) -> ResponseReturnValue:
    """Delete an entry."""
    session().delete(find_entry(user_id, entry_id))
    session().commit()
    return "", 204


@book.post("/transfers")
@requires_token("transfers:write")
def transfer(giver: User) -> ResponseReturnValue:
    """Write what one user gives to another into both books, or into neither."""
    new: Transfer = body(Transfer)
    if new.from_user != giver.user_id:
        abort(404, f"There is no user {new.from_user}.")
    taker = find_user(new.to_user)
    entries = [
        Entry(user=user, day=new.day, amount=amount, memo=new.memo)
        for user, amount in ((giver, -new.amount), (taker, new.amount))
    ]
    session().add_all(entries)
    session().commit()
    return {"entry_ids": [entry.entry_id for entry in entries]}, 201
