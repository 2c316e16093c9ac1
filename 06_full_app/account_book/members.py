"""Who is in a book: members with roles, and the invites that make them."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from account_book.changes import Changes
from account_book.db import inserted_id
from account_book.errors import Conflict, NotFound
from account_book.marks import N_
from account_book.models import Book, Invite, Member, User

MEMBERS = (
    select(Member.user_id, User.nickname, User.email, Member.role)
    .join(User, User.id == Member.user_id)
    .order_by(User.id)
)
INVITES = select(Invite.id, Invite.role, Invite.created_at, Invite.expires_at).order_by(Invite.id)


def members(connection: Connection, book_id: int) -> list[dict[str, Any]]:
    """Return who is in a book, with their roles."""
    return [dict(row) for row in connection.execute(MEMBERS.where(Member.book_id == book_id)).mappings()]


def change_role(changes: Changes, user_id: int, role: str) -> None:
    """Give a member another role; the caller commits.

    Raises NotFound for who is no member, Conflict if nobody would be left to decide.
    """
    before = _locked(changes, user_id, leaves_owner=role != "owner")
    changes.update("member", before, {"role": role})
    if role != "owner":
        _void_invites_of(changes, user_id)


def remove(changes: Changes, user_id: int) -> None:
    """Take a member out of the book, whose entries stay; the caller commits. Raises as `change_role` does."""
    changes.delete("member", _locked(changes, user_id, leaves_owner=True))
    _void_invites_of(changes, user_id)


def _void_invites_of(changes: Changes, user_id: int) -> None:
    # Who does not decide any more comes back by no invite of their own.
    mine = (Invite.book_id == changes.book_id, Invite.created_by == user_id, Invite.used_by.is_(None))
    changes.connection.execute(delete(Invite).where(*mine))


def _locked(changes: Changes, user_id: int, *, leaves_owner: bool) -> Any:
    # All of them, so that two owners who let each other go do so one after the other.
    everybody = select(Member.__table__).where(Member.book_id == changes.book_id).with_for_update()
    found = {row["user_id"]: row for row in changes.connection.execute(everybody).mappings()}
    if user_id not in found:
        raise NotFound
    owners = {row["user_id"] for row in found.values() if row["role"] == "owner"}
    if leaves_owner and owners == {user_id}:
        raise Conflict(N_("A book keeps its last owner. Make somebody else an owner first."))
    return found[user_id]


def invites(connection: Connection, book_id: int, now: datetime) -> list[dict[str, Any]]:
    """Return the invites that can still be used."""
    open_ones = (Invite.book_id == book_id, Invite.used_by.is_(None), Invite.expires_at > now)
    return [dict(row) for row in connection.execute(INVITES.where(*open_ones)).mappings()]


def invite(changes: Changes, role: str, days: int) -> dict[str, Any]:
    """Make an invite and return it with its code, which is shown this once; the caller commits."""
    code = secrets.token_urlsafe(24)
    row = {
        "book_id": changes.book_id,
        "hash": _hash(code),
        "role": role,
        "created_by": changes.user_id,
        "created_at": changes.at,
        "expires_at": changes.at + timedelta(days=days),
    }
    invite_id = inserted_id(changes.connection.execute(insert(Invite), row))
    shown = {name: row[name] for name in ("role", "created_at", "expires_at")}
    return {"id": invite_id, **shown, "code": code}


def take_back(connection: Connection, book_id: int, invite_id: int) -> None:
    """Void an invite; the caller commits. Raises NotFound."""
    mine = (Invite.book_id == book_id, Invite.id == invite_id, Invite.used_by.is_(None))
    if connection.execute(delete(Invite).where(*mine)).rowcount == 0:
        raise NotFound


def invited_to(connection: Connection, code: str, now: datetime) -> Any:
    """Return (id, book_id, book, role) of the invite with this code, locked; raise NotFound if it is void."""
    statement = (
        select(Invite.id, Invite.book_id, Book.name.label("book"), Invite.role)
        .join(Book, Book.id == Invite.book_id)
        .join(Member, (Member.book_id == Invite.book_id) & (Member.user_id == Invite.created_by))
        .where(
            Member.role == "owner",
            Invite.hash == _hash(code),
            Invite.used_by.is_(None),
            Invite.expires_at > now,
        )
        .with_for_update()
    )
    found = connection.execute(statement).first()
    if found is None:
        raise NotFound("code")
    return found


def accept(connection: Connection, user_id: int, code: str, now: datetime) -> int:
    """Use an invite and return the number of its book; the caller commits.

    Raises NotFound for a code that is unknown, used or too old, Conflict for
    who is a member already: the invite stays good for somebody else.
    """
    found = invited_to(connection, code, now)
    mine = (Member.book_id == found.book_id, Member.user_id == user_id)
    if connection.scalar(select(Member.role).where(*mine)):
        raise Conflict(N_("You are a member of this book already."))
    connection.execute(update(Invite).where(Invite.id == found.id).values(used_by=user_id))
    Changes(connection, found.book_id, user_id).insert("member", {"user_id": user_id, "role": found.role})
    return int(found.book_id)


def _hash(code: str) -> str:
    # A code has 192 random bits, so that one round is enough.
    return hashlib.sha256(code.encode()).hexdigest()
