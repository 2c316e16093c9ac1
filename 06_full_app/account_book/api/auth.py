"""Signing up, in and out, and getting the next pair of tokens."""

from typing import Any

from flask import current_app, g, request

from account_book import users
from account_book.api.answers import TokensOut
from account_book.api.blueprint import BEARER, blueprint
from account_book.api.bodies import LogIn, NewPassword, Refresh, SignUp
from account_book.errors import Unauthorized
from account_book.guard import Member, check_sign_up, database, in_person, public, signer
from account_book.problems import language_of
from account_book.tokens import LIFETIME

api = blueprint("auth", "Signing up, in and out", bearer=False)


def _pair(refresh_token: str) -> dict[str, Any]:
    return {
        "access_token": signer().access(refresh_token),
        "refresh_token": refresh_token,
        "token_type": "Bearer",
        "expires_in": int(LIFETIME["access"].total_seconds()),
    }


@api.post("/auth/signup", responses={201: TokensOut})
@public
def sign_up(body: SignUp) -> tuple[dict[str, Any], int]:
    """Make a user with a first book, and sign in."""
    check_sign_up()
    with database().writing() as connection:
        user_id = users.sign_up(
            connection,
            signer(),
            email=body.email,
            password=body.password,
            nickname=body.nickname or "",
            locale=body.locale or language_of(current_app),
        )
        token = signer().start(connection, user_id, "refresh")
        connection.commit()
    return _pair(token), 201


@api.post("/auth/login", responses={200: TokensOut})
@public
def log_in(body: LogIn) -> dict[str, Any]:
    """Sign in."""
    token = users.sign_in(
        database(),
        signer(),
        "refresh",
        email=body.email,
        password=body.password,
        address=request.remote_addr or "",
    )
    return _pair(token)


@api.post("/auth/refresh", responses={200: TokensOut})
@public
def refresh(body: Refresh) -> dict[str, Any]:
    """Exchange a refresh token for the next pair; each works once."""
    with database().writing() as connection:
        try:
            token = signer().rotate(connection, body.refresh_token)
        except Unauthorized:
            # That a used token came back is kept, though the request fails.
            connection.commit()
            raise
        connection.commit()
    return _pair(token)


@api.post("/auth/logout", responses={204: None}, security=BEARER)
@in_person
def log_out(_member: Member) -> tuple[str, int]:
    """Void all tokens of this log-in."""
    users.revoke_family(g.connection, g.claims)
    g.connection.commit()
    return "", 204


@api.post("/auth/logout-all", responses={204: None}, security=BEARER)
@in_person
def log_out_everywhere(asker: Member) -> tuple[str, int]:
    """Void every token of this user, personal ones too."""
    users.log_out_everywhere(g.connection, asker.user_id)
    g.connection.commit()
    return "", 204


@api.post("/auth/password", responses={204: None}, security=BEARER)
@in_person
def change_password(asker: Member, body: NewPassword) -> tuple[str, int]:
    """Set another password, and void every token of this user: sign in anew."""
    # Hashing takes long on purpose; no transaction is open meanwhile.
    g.connection.rollback()
    address = request.remote_addr or ""
    checked = users.check_password(database(), signer(), asker.user_id, body.old_password, address)
    users.set_password(g.connection, signer(), asker.user_id, body.password, instead_of=checked)
    g.connection.commit()
    return "", 204
