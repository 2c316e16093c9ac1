"""How a token travels: in a header, and what is answered if it is not good (RFC 6750).

Whoever bears the token is let in, hence the name. token_server.py and
token_guard.py both use this.
"""

import jwt
from flask import current_app, request
from flask.typing import ResponseReturnValue

INVALID = {"error": "The token is missing, or no longer good. Log in, and send what you get."}


def refuse_token(error: jwt.InvalidTokenError) -> ResponseReturnValue:
    """Answer 401, the same for every cause: the reason would tell an attacker how far they got.

    RFC 6750, 3 wants no error code if there is no token at all; here they are not told apart.
    """
    # As repr(), because some of PyJWT's messages quote the token, line ends and all.
    current_app.logger.info("401: %r", error)
    return INVALID, 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'}


def bearer_token() -> str:
    """Return the token in the header `Authorization: Bearer ...`; raise jwt.InvalidTokenError without one."""
    # Not request.authorization: it reads other kinds as well, and stumbles over some of them.
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise jwt.InvalidTokenError("There is no token")
    return token
