"""Passwords: which are taken, and how they are kept.

argon2id at OWASP's floor (19 MiB, 2 passes, 1 lane): about 30 ms of one core,
for the server and for whoever steals the table and guesses.
"""

import unicodedata
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from account_book.marks import N_

MIN_CHARACTERS = 8
MAX_BYTES = 1024

_COMMON = frozenset(
    files("account_book").joinpath("common_passwords.txt").read_text(encoding="utf-8").split()
)


def hasher(memory_kib: int = 19456, passes: int = 2) -> PasswordHasher:
    """Return a hasher; only tests ask for a cheaper one."""
    return PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)


def fold(password: str) -> str:
    """Return the form that is hashed (NIST SP 800-63B: NFKC), so that every keyboard gives the same."""
    return unicodedata.normalize("NFKC", password)


def fault(password: str, email: str) -> str | None:
    """Say why a new password is refused, or None."""
    # What is hashed is what is judged: full-width letters make no common word a rare one.
    password = fold(password)
    if len(password) < MIN_CHARACTERS:
        return N_("A password needs at least 8 characters.")
    if len(password.encode()) > MAX_BYTES:
        return N_("A password has 1,024 bytes at most.")
    if password.casefold() in _COMMON or password.casefold() == email or len(set(password)) < 3:
        return N_("This password is among the first that somebody would guess.")
    return None


def matches(hasher: PasswordHasher, password_hash: str | None, password: str) -> bool:
    """Check a password, taking the same time when there is nobody to check it for."""
    try:
        hasher.verify(password_hash or _hash_of_nobody(hasher), fold(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _hash_of_nobody(hasher: PasswordHasher) -> str:
    """Return a well-formed hash of the same cost that no password has."""
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${cost}${'A' * 22}${'A' * 43}"
