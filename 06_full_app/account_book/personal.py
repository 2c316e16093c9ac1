"""Personal tokens: rights that are handed to a program without a password, with a scope and an end."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from account_book import tokens
from account_book.errors import NotFound
from account_book.models import Token
from account_book.users import Signer

_this = Token.__table__.c


def issue(
    connection: Connection,
    signer: Signer,
    user_id: int,
    *,
    epoch: int,
    name: str,
    scope: tokens.Scope,
    days: int,
) -> dict[str, Any]:
    """Make a personal token and return it as `listed` does, with the token itself, which is shown this once.

    The caller commits.
    """
    jti = tokens.new_id()
    lifetime = timedelta(days=days)
    token = tokens.issue(
        *(signer.key, "personal"),
        user_id=user_id,
        epoch=epoch,
        family=jti,
        jti=jti,
        lifetime=lifetime,
        scope=scope,
    )
    row = {"user_id": user_id, "jti": jti, "kind": "personal", "family": jti, "name": name}
    row |= {"scope": str(scope), "expires_at": datetime.now(UTC) + lifetime}
    connection.execute(insert(Token), row)
    return {**_seen(row), "token": token}


def listed(connection: Connection, user_id: int) -> list[dict[str, Any]]:
    """Return one's personal tokens that are good still, the oldest end first."""
    statement = (
        select(_this.jti, _this.name, _this.scope, _this.expires_at)
        .where(_this.user_id == user_id, _this.kind == "personal", _this.revoked_at.is_(None))
        .where(_this.expires_at > datetime.now(UTC))
        .order_by(_this.expires_at, _this.jti)
    )
    return [_seen(row) for row in connection.execute(statement).mappings()]


def revoke(connection: Connection, user_id: int, jti: str) -> None:
    """Void a personal token; the caller commits. Raises NotFound."""
    mine = (_this.user_id == user_id, _this.jti == jti, _this.kind == "personal", _this.revoked_at.is_(None))
    if connection.execute(update(Token).where(*mine).values(revoked_at=datetime.now(UTC))).rowcount == 0:
        raise NotFound


def _seen(row: Any) -> dict[str, Any]:
    scope = tokens.Scope.parse(row["scope"])
    return {
        "id": row["jti"],
        "name": row["name"],
        "scope": scope.right,
        "book_id": scope.book_id,
        "expires_at": row["expires_at"],
    }
