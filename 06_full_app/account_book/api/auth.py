"""Signing up, in and out, and getting the next pair of tokens."""

from typing import Any

from flask import current_app, g, request

from account_book import users
from account_book.api.answers import TokensOut
from account_book.api.blueprint import BEARER, blueprint
from account_book.api.schemas import LogIn, Refresh, SignUp
from account_book.guard import Member, database, public, signed_in, signer
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
        finally:
            # That a used token came back is kept, though the request fails.
            connection.commit()
    return _pair(token)


@api.post("/auth/logout", responses={204: None}, security=BEARER)
@signed_in
def log_out(_member: Member) -> tuple[str, int]:
    """Void all tokens of this log-in."""
    users.revoke_family(g.connection, g.claims)
    g.connection.commit()
    return "", 204
