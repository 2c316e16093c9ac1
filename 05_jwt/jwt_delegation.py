"""Handing rights on: a token with fewer of them, for a program that must never see the password.

    uv run flask --app 05_jwt/jwt_server run --port 8000

delegation.py asks for one, and cafe_till.py gets it.
"""

from typing import Annotated

import tokens
from flask import Blueprint, current_app, g
from flask.typing import ResponseReturnValue
from jwt_models import User
from jwt_requests import Body, body
from pydantic import Field, field_validator
from refresh_rotation import NO_STORE
from token_guard import requires_token

delegation = Blueprint("delegation", __name__)
# Whoever holds a token that was handed on must not hand on more of them, for ever.
DELEGABLE = set(tokens.SCOPES) - {"tokens:write"}


class Delegation(Body):
    """Rights for somebody else's program: which ones, and for how many minutes."""

    scope: str
    minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 60

    @field_validator("scope")
    @classmethod
    def known(cls, scope: str) -> str:
        """Return the scopes; raise ValueError for others, and for none (RFC 6749, 3.3)."""
        if not set(scope.split(" ")) <= DELEGABLE:
            raise ValueError(f"some of these, separated by spaces: {' '.join(sorted(DELEGABLE))}")
        return scope


@delegation.post("/tokens")
@requires_token("tokens:write")
def delegate(user: User) -> ResponseReturnValue:
    """Return an access token with fewer rights, for a program that must never see the password."""
    new: Delegation = body(Delegation)
    seconds = new.minutes * 60
    keys, sid = current_app.config["KEYS"], g.claims.sid
    token = tokens.issue(keys, "access", user.user_id, sid, new.scope, lifetime=seconds)
    return (
        {"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": new.scope},
        201,
        NO_STORE,
    )
