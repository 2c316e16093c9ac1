"""People: who can sign in, with which tokens, and what they asked for twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from account_book.models.base import IN_MYSQL, Base, File


class User(Base):
    """Somebody who can sign in. `email` is folded: NFC, lower case."""

    __tablename__ = "user"
    __table_args__ = (UniqueConstraint("email"), IN_MYSQL)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    nickname: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str] = mapped_column(String(255))
    locale: Mapped[str] = mapped_column(String(8))
    # Goes up when the password changes, and all tokens of before are void.
    token_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class Token(Base):
    """The state of a token. The token itself is never stored; `jti` is its number."""

    __tablename__ = "token"
    __table_args__ = (Index(None, "user_id", "family"), IN_MYSQL)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    jti: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    # All tokens that came from one log-in share their family.
    family: Mapped[str] = mapped_column(String(32))
    name: Mapped[str | None] = mapped_column(String(64))
    scope: Mapped[str | None] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Throttle(Base):
    """Failed log-ins of one name or address; `bucket` is a hash, `started_at` the first of them."""

    __tablename__ = "throttle"
    __table_args__ = (IN_MYSQL,)

    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    started_at: Mapped[datetime]
    failures: Mapped[int]


class Idempotency(Base):
    """A request that came with an Idempotency-Key, and its answer; the row without one is being answered."""

    __tablename__ = "idempotency"
    __table_args__ = (IN_MYSQL,)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    body: Mapped[bytes | None] = mapped_column(File)
    created_at: Mapped[datetime]
