"""Who is in a book, and the invites that let somebody in."""

from datetime import UTC, datetime
from typing import Any

from flask import g

from account_book import members, queries
from account_book.api.addresses import BookPath, InvitePath, MemberPath
from account_book.api.answers import BookOut, InvitesOut, MemberOut, MembersOut, NewInviteOut
from account_book.api.blueprint import BOOK, blueprint, page
from account_book.api.bodies import InviteCode, InviteIn, RoleIn
from account_book.errors import Forbidden
from account_book.guard import Member, changes, in_person, member
from account_book.marks import N_

api = blueprint("members", "Who is in a book")


@api.get(f"{BOOK}/members", responses={200: MembersOut})
@member("viewer")
def list_members(asker: Member, path: BookPath) -> dict[str, Any]:
    """List who is in the book."""
    return page(members.members(g.connection, path.book_id))


@api.patch(f"{BOOK}/members/<id:user_id>", responses={200: MemberOut})
@member("owner")
def change_role(asker: Member, path: MemberPath, body: RoleIn) -> dict[str, Any]:
    """Give a member another role; the last owner stays one."""
    members.change_role(changes(), path.user_id, body.role)
    found = members.members(g.connection, path.book_id)
    g.connection.commit()
    return next(row for row in found if row["user_id"] == path.user_id)


@api.delete(f"{BOOK}/members/<id:user_id>", responses={204: None})
@member("viewer", in_person=True)
def remove_member(asker: Member, path: MemberPath) -> tuple[str, int]:
    """Take a member out of the book, or leave it oneself; the last owner stays."""
    if path.user_id != asker.user_id and asker.role != "owner":
        raise Forbidden(N_("Your role in this book does not allow this."))
    members.remove(changes(), path.user_id)
    g.connection.commit()
    return "", 204


@api.get(f"{BOOK}/invites", responses={200: InvitesOut})
@member("owner")
def list_invites(asker: Member, path: BookPath) -> dict[str, Any]:
    """List the invites that can still be used."""
    return page(members.invites(g.connection, path.book_id, datetime.now(UTC)))


@api.post(f"{BOOK}/invites", responses={201: NewInviteOut})
@member("owner")
def add_invite(asker: Member, path: BookPath, body: InviteIn) -> tuple[dict[str, Any], int]:
    """Make an invite; its code is shown this once, and works once."""
    made = members.invite(changes(), body.role, body.days)
    g.connection.commit()
    return made, 201


@api.delete(f"{BOOK}/invites/<id:invite_id>", responses={204: None})
@member("owner")
def take_invite_back(asker: Member, path: InvitePath) -> tuple[str, int]:
    """Void an invite."""
    members.take_back(g.connection, path.book_id, path.invite_id)
    g.connection.commit()
    return "", 204


@api.post("/invites/accept", responses={200: BookOut})
@in_person
def accept_invite(asker: Member, body: InviteCode) -> dict[str, Any]:
    """Become a member of the book that one was invited to."""
    book_id = members.accept(g.connection, asker.user_id, body.code, datetime.now(UTC))
    g.connection.commit()
    statement = queries.BOOKS.where(queries.book.id == book_id)
    return dict(g.connection.execute(statement, {"user_id": asker.user_id}).mappings().one())
