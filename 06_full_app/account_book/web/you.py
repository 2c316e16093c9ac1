"""Oneself: name, language, password, and the tokens that one gave to programs."""

from collections.abc import Callable

from flask import current_app, flash, g, render_template, request, session, url_for
from flask_babel import get_locale, gettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from account_book import personal, users
from account_book.api.bodies import NewPassword, TokenIn
from account_book.errors import NotFound
from account_book.fields import Fields, Name
from account_book.guard import Member, database, in_person, signed_in, signer
from account_book.models import User
from account_book.problems import Explained
from account_book.tokens import Scope
from account_book.web import forms, sign, view

pages = view.blueprint("you")


class Nickname(Fields):
    """What somebody is called."""

    nickname: Name


def _page(
    asker: Member, book_id: int | None = None, problem: Explained | None = None, made: str | None = None
) -> str:
    texts = {"nickname": asker.nickname, "name": "", "scope": "read", "book_id": "", "days": "90"}
    return render_template(
        "settings_you.html",
        email=g.connection.scalar(select(User.email).where(User.id == asker.user_id)),
        language=str(get_locale()),
        tokens=personal.listed(g.connection, asker.user_id),
        form=forms.filled(texts, problem),
        problem=problem,
        made=made,
    )


@pages.get("/you")
@pages.get("/books/<id:book_id>/you")
@signed_in
def show(asker: Member, book_id: int | None = None) -> str:
    """Show what somebody may change about themselves."""
    return _page(asker, book_id)


@pages.post("/you")
@pages.post("/books/<id:book_id>/you")
@in_person
@forms.again(_page)
def act(asker: Member, book_id: int | None = None) -> Response | str:
    """Do what the button that was pressed says."""
    action = _ACTIONS.get(forms.text("action"))
    if action is None:
        raise NotFound
    return action(asker, book_id)


def _profile(asker: Member, book_id: int | None) -> Response:
    values = forms.read(Nickname, "nickname")
    language = forms.text("language")
    if language in current_app.config["LANGUAGES"]:
        values["locale"] = session["language"] = language
        session.permanent = True
    users.change(g.connection, asker.user_id, values)
    return forms.done(url_for("you.show", book_id=book_id))


def _password(asker: Member, book_id: int | None) -> Response:
    fields = forms.read(NewPassword, **{name: request.form.get(name) for name in NewPassword.model_fields})
    # Hashing takes long on purpose; no transaction is open meanwhile.
    g.connection.rollback()
    checked = users.check_password(
        database(), signer(), asker.user_id, fields["old_password"], request.remote_addr or ""
    )
    users.set_password(g.connection, signer(), asker.user_id, fields["password"], instead_of=checked)
    # All tokens are void now, this browser's too.
    epoch = g.connection.scalar(select(User.token_epoch).where(User.id == asker.user_id))
    token = signer().start(g.connection, asker.user_id, "browser", epoch or 0)
    g.connection.commit()
    response = view.enter(token, url_for("you.show", book_id=book_id))
    flash(gettext("Your password is changed. All other devices are signed out."))
    return response


def _token(asker: Member, book_id: int | None) -> str:
    numbers = {name: forms.number(name) for name in ("book_id", "days")}
    fields = forms.read(TokenIn, "name", "scope", **numbers)
    right, its_book = fields.pop("scope"), fields.pop("book_id")
    if its_book is not None and its_book not in {book["id"] for book in g.books}:
        raise NotFound("book_id")
    scope, epoch = Scope(right, its_book), g.claims.epoch
    made = personal.issue(g.connection, signer(), asker.user_id, epoch=epoch, scope=scope, **fields)
    g.connection.commit()
    return _page(asker, book_id, made=made["token"])


def _revoke(asker: Member, book_id: int | None) -> Response:
    personal.revoke(g.connection, asker.user_id, forms.text("token"))
    return forms.done(url_for("you.show", book_id=book_id), gettext("The token is void."))


def _everywhere(asker: Member, _book_id: int | None) -> Response:
    users.log_out_everywhere(g.connection, asker.user_id)
    g.connection.commit()
    return sign.leave()


_ACTIONS: dict[str, Callable[[Member, int | None], Response | str]] = {
    "profile": _profile,
    "password": _password,
    "token": _token,
    "revoke": _revoke,
    "everywhere": _everywhere,
}
