"""People: signing up, signing in, and the families of tokens that follow."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from argon2 import PasswordHasher
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from account_book import books, passwords, throttle, tokens
from account_book.db import Database, inserted_id
from account_book.errors import Conflict, Forbidden, Invalid, Unauthorized, WrongPassword
from account_book.marks import N_
from account_book.models import Token, User

_EMAIL_LENGTH = 254


def fold_email(email: str) -> str:
    """Return the form in which two addresses are the same: NFC, case folded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", email.strip()).casefold())


@dataclass(frozen=True)
class Signer:
    """Makes and checks the tokens and password hashes of one server."""

    key: str
    hasher: PasswordHasher

    def start(self, connection: Connection, user_id: int, use: tokens.Use, epoch: int = 0) -> str:
        """Begin a new family with a refresh or browser token; the caller commits."""
        return self._next(connection, user_id, epoch, tokens.new_id(), use)

    def access(self, refresh_token: str) -> str:
        """Return the access token that goes with a refresh token just made."""
        claims = tokens.read(self.key, refresh_token, "refresh")
        return tokens.issue(
            self.key,
            "access",
            user_id=claims.user_id,
            epoch=claims.epoch,
            family=claims.family,
            jti=tokens.new_id(),
        )

    def rotate(self, connection: Connection, refresh_token: str) -> str:
        """Exchange a refresh token for the next of its family; the caller commits.

        Raises Unauthorized. A token that was used before revokes its family:
        one of the two who hold it has stolen it (RFC 9700, 4.14.2). That stays
        written although the request fails, so the caller commits then too.
        """
        claims = tokens.read(self.key, refresh_token, "refresh")
        now = datetime.now(UTC)
        this = (Token.user_id == claims.user_id) & (Token.jti == claims.jti)
        won = connection.execute(
            update(Token).where(this, Token.used_at.is_(None), Token.revoked_at.is_(None)).values(used_at=now)
        )
        if won.rowcount == 0:
            revoke_family(connection, claims)
            raise Unauthorized
        epoch = connection.scalar(select(User.token_epoch).where(User.id == claims.user_id))
        if epoch != claims.epoch:
            raise Unauthorized
        return self._next(connection, claims.user_id, claims.epoch, claims.family, "refresh")

    def _next(self, connection: Connection, user_id: int, epoch: int, family: str, use: tokens.Use) -> str:
        jti = tokens.new_id()
        token = tokens.issue(self.key, use, user_id=user_id, epoch=epoch, family=family, jti=jti)
        expires_at = datetime.now(UTC) + tokens.LIFETIME[use]
        row = {"user_id": user_id, "jti": jti, "kind": use, "family": family, "expires_at": expires_at}
        connection.execute(insert(Token), row)
        return token


def log_out_everywhere(connection: Connection, user_id: int) -> None:
    """Void every token of a user, the personal ones too; the caller commits."""
    everywhere = update(User).where(User.id == user_id).values(token_epoch=User.token_epoch + 1)
    connection.execute(everywhere)
    mine = (Token.user_id == user_id, Token.revoked_at.is_(None))
    connection.execute(update(Token).where(*mine).values(revoked_at=datetime.now(UTC)))


def find(connection: Connection, email: str | None) -> int:
    """Return the user with this e-mail address, or without one the only user there is; raise Invalid."""
    statement = select(User.id)
    if email is not None:
        statement = statement.where(User.email == fold_email(email))
    found = connection.scalars(statement.limit(2)).all()
    if len(found) != 1:
        message = (
            N_("Nobody has this e-mail address.") if email else N_("Say which user: there is not just one.")
        )
        raise Invalid({"email": [message]})
    return found[0]


def set_password(
    connection: Connection, signer: Signer, user_id: int, password: str, *, instead_of: str | None = None
) -> None:
    """Set a user's password and void every token; the caller commits.

    Raises Invalid for a weak one, and Forbidden if the hash is not that of
    `instead_of` any more: of two changes at once the second does not win.
    """
    # Before the first statement: it takes long on purpose, and others wait for a transaction.
    hashed = signer.hasher.hash(passwords.fold(password))
    email = connection.scalar(select(User.email).where(User.id == user_id)) or ""
    if fault := passwords.fault(password, email):
        raise Invalid({"password": [fault]})
    this = update(User).where(User.id == user_id)
    if instead_of is not None:
        this = this.where(User.password_hash == instead_of)
    if connection.execute(this.values(password_hash=hashed)).rowcount == 0:
        raise Forbidden(_NOT_YOURS)
    log_out_everywhere(connection, user_id)


def change(connection: Connection, user_id: int, values: Mapping[str, str]) -> None:
    """Change a user's nickname or locale; the caller commits."""
    connection.execute(update(User).where(User.id == user_id).values(values))


def check_password(database: Database, signer: Signer, user_id: int, password: str, address: str) -> str:
    """Return the user's hash if this is the password; raise Forbidden, or TooMany after repeated failures.

    The token is good, so that a wrong password is no 401.
    """
    with database.reading() as connection:
        user = connection.execute(select(User.email, User.password_hash).where(User.id == user_id)).one()
        limits = throttle.buckets(user.email, address)
        throttle.check(connection, limits)
    if not passwords.matches(signer.hasher, user.password_hash, password):
        with database.writing() as connection:
            throttle.count_failure(connection, limits)
            connection.commit()
        raise Forbidden(_NOT_YOURS, errors={"old_password": [_NOT_YOURS]})
    return str(user.password_hash)


_NOT_YOURS = N_("This is not your password.")


def revoke_family(connection: Connection, claims: tokens.Claims) -> None:
    """Void all tokens of one log-in; the caller commits."""
    connection.execute(
        update(Token)
        .where(Token.user_id == claims.user_id, Token.family == claims.family, Token.revoked_at.is_(None))
        .values(revoked_at=datetime.now(UTC))
    )


def sign_up(
    connection: Connection, signer: Signer, *, email: str, password: str, nickname: str, locale: str
) -> int:
    """Make a user with a first book and return the user's number; the caller commits.

    Raises Invalid for a weak password, Conflict for an address that is taken.
    """
    email = fold_email(email)
    # Folding makes some letters two or three.
    if len(email) > _EMAIL_LENGTH:
        raise Invalid({"email": [N_("This must be an e-mail address.")]})
    if fault := passwords.fault(password, email):
        raise Invalid({"password": [fault]})
    user = {
        "email": email,
        "nickname": nickname or email.partition("@")[0][:64],
        "password_hash": signer.hasher.hash(passwords.fold(password)),
        "locale": locale,
        "token_epoch": 0,
        "created_at": datetime.now(UTC),
    }
    try:
        user_id = inserted_id(connection.execute(insert(User), user))
    except IntegrityError:
        taken = N_("This e-mail address has an account already.")
        raise Conflict(taken, errors={"email": [taken]}) from None
    books.open_book(connection, user_id, locale)
    return user_id


def sign_in(
    database: Database, signer: Signer, use: tokens.Use, *, email: str, password: str, address: str
) -> str:
    """Return a token for the user of this e-mail address and password.

    Raises WrongPassword, the same and after the same time whether the address
    is unknown or the password wrong; TooMany after repeated failures.
    """
    email = fold_email(email)
    limits = throttle.buckets(email, address)
    with database.reading() as connection:
        throttle.check(connection, limits)
        user = connection.execute(
            select(User.id, User.password_hash, User.token_epoch).where(User.email == email)
        ).first()
    # Hashing takes long on purpose; no transaction is open meanwhile.
    right = passwords.matches(signer.hasher, user.password_hash if user else None, password)
    with database.writing() as connection:
        if not right or user is None:
            throttle.count_failure(connection, limits)
            connection.commit()
            raise WrongPassword
        throttle.forget(connection, email)
        token = signer.start(connection, user.id, use, user.token_epoch)
        connection.commit()
    return token
