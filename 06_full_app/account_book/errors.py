"""What can go wrong, as exceptions that carry their HTTP status.

`api` and `web` turn them into problem documents (RFC 9457) and pages; this
module knows neither. Messages are in English with `%(name)s` places, and are
translated when they are shown.
"""

from collections.abc import Mapping

from account_book.marks import N_

NO_MORE = N_("A book has no more of these. Remove one that is not needed.")


class Problem(Exception):
    """Raised if a request cannot be served; the base of all that follow."""

    status = 400

    def __init__(
        self,
        detail: str,
        *,
        errors: dict[str, list[str]] | None = None,
        headers: dict[str, str] | None = None,
        extra: dict[str, object] | None = None,
        params: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors or {}
        self.headers = headers or {}
        self.extra = extra or {}
        self.params = params or {}


class BadRequest(Problem):
    """Raised if a request cannot be read."""


class Unauthorized(Problem):
    """Raised if there is no valid token; one body for every cause, so that none can be told apart."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            N_("Sign in to do this."), headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}
        )


class WrongPassword(Problem):
    """Raised if nobody has this e-mail address with this password."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            N_("The e-mail address or the password is wrong."), headers={"WWW-Authenticate": "Bearer"}
        )


class Forbidden(Problem):
    """Raised if a member's role does not allow this."""

    status = 403


class NotInScope(Forbidden):
    """Raised if a personal token is not for this (RFC 6750, 3.1)."""

    def __init__(self) -> None:
        super().__init__(
            N_("This token is not for that."),
            headers={"WWW-Authenticate": 'Bearer error="insufficient_scope"'},
        )


class NotFound(Problem):
    """Raised if a row does not exist, or is somebody else's: the two look alike from outside."""

    status = 404

    def __init__(self, field: str | None = None) -> None:
        detail = N_("There is nothing here.")
        super().__init__(detail, errors={field: [detail]} if field else None)


class Conflict(Problem):
    """Raised if the state of the data does not allow this."""

    status = 409


class Stale(Problem):
    """Raised if somebody else changed the row since it was read (RFC 9110, 13.1.1)."""

    status = 412

    def __init__(self, current: dict[str, object], version: int) -> None:
        super().__init__(
            N_("This was changed in the meantime. Look at it again, then change it."),
            headers={"ETag": f'"{version}"'},
            extra={"current": current},
        )
        self.current, self.version = current, version


class TooLarge(Problem):
    """Raised if a file holds more than is read."""

    status = 413


class WrongMediaType(Problem):
    """Raised if a body is not of the type that the route reads."""

    status = 415


class Invalid(Problem):
    """Raised if fields are wrong; `errors` names each of them."""

    status = 422

    def __init__(self, errors: dict[str, list[str]], params: Mapping[str, object] | None = None) -> None:
        super().__init__(N_("Some fields need another look."), errors=errors, params=params)


class PreconditionRequired(Problem):
    """Raised if a change comes without If-Match (RFC 6585, 3)."""

    status = 428


class TooMany(Problem):
    """Raised if somebody tried too often; Retry-After says when to try again."""

    status = 429
