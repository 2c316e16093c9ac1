"""Who is in a book: members and their roles, invites, and the page that an invite opens."""

from datetime import UTC, datetime

from flask import g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from account_book import members
from account_book.api.bodies import InviteIn, RoleIn
from account_book.errors import Forbidden, NotFound
from account_book.guard import Member, changes, in_person, member, signed_in
from account_book.marks import N_
from account_book.problems import Explained
from account_book.web import forms, view

pages = view.blueprint("people")

_MEMBERS = "/books/<id:book_id>/settings/members"


def role_names() -> dict[str, str]:
    """Return what the roles are called."""
    return {"owner": gettext("Owner"), "editor": gettext("Editor"), "viewer": gettext("Viewer")}


def _page(
    asker: Member, book_id: int, problem: Explained | None = None, link: str | None = None, **_path: int
) -> str:
    open_ones = members.invites(g.connection, book_id, datetime.now(UTC))
    return render_template(
        "settings_members.html",
        members=members.members(g.connection, book_id),
        invites=open_ones if asker.role == "owner" else [],
        role_names=role_names(),
        form=forms.filled({"role": "editor", "days": "7"}, problem),
        problem=problem,
        link=link,
    )


@pages.get(_MEMBERS)
@member("viewer")
def show(asker: Member, book_id: int) -> str:
    """List who is in the book."""
    return _page(asker, book_id)


@pages.post(f"{_MEMBERS}/<id:user_id>")
@member("viewer", in_person=True)
@forms.again(_page)
def act(asker: Member, book_id: int, user_id: int) -> Response:
    """Give a member another role, take one out, or leave."""
    leaves = request.form.get("action") == "remove"
    if asker.role != "owner" and not (leaves and user_id == asker.user_id):
        raise Forbidden(N_("Your role in this book does not allow this."))
    if leaves:
        members.remove(changes(), user_id)
    else:
        members.change_role(changes(), user_id, **forms.read(RoleIn, "role"))
    if leaves and user_id == asker.user_id:
        return forms.done(url_for("sign.home"), gettext("You have left the book."))
    return forms.done(url_for("people.show", book_id=book_id))


@pages.post(f"{_MEMBERS}/invites")
@member("owner")
@forms.again(_page)
def invite(asker: Member, book_id: int) -> str:
    """Make an invite, and show its link this once."""
    made = members.invite(changes(), **forms.read(InviteIn, "role", days=forms.number("days")))
    g.connection.commit()
    return _page(asker, book_id, link=url_for("people.show_invite", code=made["code"], _external=True))


@pages.post(f"{_MEMBERS}/invites/<id:invite_id>")
@member("owner")
def take_back(_asker: Member, book_id: int, invite_id: int) -> Response:
    """Void an invite."""
    members.take_back(g.connection, book_id, invite_id)
    return forms.done(url_for("people.show", book_id=book_id), gettext("The invite is void."))


def _invite_page(_asker: Member, code: str, problem: Explained | None = None) -> str:
    try:
        invited = members.invited_to(g.connection, code, datetime.now(UTC))
    except NotFound as unknown:
        unknown.detail = N_("This invite was used, taken back, or is too old. Ask for another one.")
        unknown.errors = {}
        raise
    return render_template("invite.html", invited=invited, role_names=role_names(), problem=problem)


@pages.get("/invites/<code>")
@signed_in
def show_invite(asker: Member, code: str) -> str:
    """Show to which book one is invited, and as what."""
    return _invite_page(asker, code)


@pages.post("/invites/<code>")
@in_person
@forms.again(_invite_page)
def join(asker: Member, code: str) -> Response:
    """Become a member of the book that one was invited to."""
    book_id = members.accept(g.connection, asker.user_id, code, datetime.now(UTC))
    return forms.done(url_for("month.show", book_id=book_id), gettext("You are in this book now."))
