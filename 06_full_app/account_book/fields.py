"""What may stand in a field, shared by the API and the pages.

Nothing is converted: a whole number is an integer, not `"5"`, `5.0` or `true`.
"""

import re
import unicodedata
from datetime import date
from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticKnownError

from account_book import money
from account_book.marks import N_

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_NAME_LENGTH = 64
FIRST_YEAR, LAST_YEAR = 1900, 2199
MAX_ID = 10**18 - 1


def day(value: object) -> date:
    """Return a day written as `2026-01-31` (RFC 3339 full-date); raise ValueError for all else."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            raise ValueError(N_("There is no such day.")) from None
        if FIRST_YEAR <= found.year <= LAST_YEAR:
            return found
    raise ValueError(N_("This must be a day such as 2026-01-31."))


def month(value: object) -> date:
    """Return the first day of a month written as `2026-01`; raise ValueError for all else."""
    if isinstance(value, str) and _MONTH.fullmatch(value):
        try:
            return day(f"{value}-01")
        except ValueError:
            pass
    raise ValueError(N_("This must be a month such as 2026-01."))


def without_nul(text: str) -> str:
    """Return a text that can be kept; raise ValueError for one with a NUL."""
    # No database keeps it, and C programs would end the text there.
    if "\0" in text:
        raise ValueError(N_("This holds a character that cannot be kept."))
    return text


def name(text: str) -> str:
    """Return a name as it is kept: NFC, no blanks around it; raise ValueError for what is none."""
    clean = unicodedata.normalize("NFC", text).strip()
    if not clean or any(unicodedata.category(character) == "Cc" for character in clean):
        raise ValueError(N_("This needs a name."))
    # Some characters are longer in NFC than they came.
    if len(clean) > _NAME_LENGTH:
        raise PydanticKnownError("string_too_long", {"max_length": _NAME_LENGTH})
    return clean


@cache
def timezones() -> frozenset[str]:
    """Return the names of time zones, such as `Asia/Seoul`."""
    return frozenset(available_timezones())


def _one_of(known: Any, message: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in known():
            raise ValueError(message)
        return value

    return AfterValidator(check)


def _digits(value: object) -> object:
    """Turn the text of a query into the integer it is; leave all else to the next check."""
    return int(value) if isinstance(value, str) and re.fullmatch(r"0|[1-9][0-9]{0,17}", value) else value


def _email(value: str) -> str:
    local, at, domain = value.strip().rpartition("@")
    broken = any(
        character.isspace() or unicodedata.category(character) == "Cc" for character in value.strip()
    )
    if not at or not local or "." not in domain.strip(".") or broken:
        raise ValueError(N_("This must be an e-mail address."))
    return value


_STRICT = Field(strict=True)
Id = Annotated[int, Field(strict=True, ge=1, le=MAX_ID)]
Amount = Annotated[int, Field(strict=True, ge=1, le=money.LIMIT, description="Minor units: won, cents")]
Balance = Annotated[int, Field(strict=True, ge=-money.LIMIT, le=money.LIMIT, description="Minor units")]
Position = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Day = Annotated[date, BeforeValidator(day), WithJsonSchema({"type": "string", "format": "date"})]
Month = Annotated[
    date, BeforeValidator(month), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}$"})
]
Name = Annotated[str, StringConstraints(strict=True, max_length=_NAME_LENGTH), AfterValidator(name)]
Payee = Annotated[str, StringConstraints(strict=True, max_length=200), AfterValidator(without_nul)]
Memo = Annotated[str, StringConstraints(strict=True, max_length=1000), AfterValidator(without_nul)]
Email = Annotated[str, StringConstraints(strict=True, max_length=254), AfterValidator(_email)]
# Longer than any password that is taken, so that the rule on passwords speaks, not this.
Password = Annotated[str, StringConstraints(strict=True, max_length=8192), AfterValidator(without_nul)]
Currency = Annotated[str, _STRICT, _one_of(money.currencies, N_("This is no currency of ISO 4217."))]
Timezone = Annotated[str, _STRICT, _one_of(timezones, N_("This is no time zone such as Asia/Seoul."))]
# SQLite's LIKE ends a pattern at a NUL, and would find everything.
QueryText = Annotated[str, StringConstraints(max_length=200), AfterValidator(without_nul)]
QueryId = Annotated[int, BeforeValidator(_digits), _STRICT, Field(ge=1, le=MAX_ID)]
QueryAmount = Annotated[int, BeforeValidator(_digits), _STRICT, Field(ge=0, le=money.LIMIT)]
QueryTag = Annotated[str, StringConstraints(max_length=50, strip_whitespace=True)]
QueryMonths = Annotated[int, BeforeValidator(_digits), _STRICT, Field(ge=1, le=120)]
QueryYear = Annotated[int, BeforeValidator(_digits), _STRICT, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
QueryLimit = Annotated[int, BeforeValidator(_digits), _STRICT, Field(ge=1, le=200)]


class Fields(BaseModel):
    """Fields that come from outside: one that is not known here is an error (no mass assignment)."""

    model_config = ConfigDict(extra="forbid")
