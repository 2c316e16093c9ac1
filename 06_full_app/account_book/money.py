"""Money as integers of minor units (won, cents), and the way in and out of text.

A float cannot hold 0.1, so no float touches an amount: JSON, the database and
every sum are whole numbers. How many decimals a currency has is ISO 4217's
choice, read from Babel's copy of the CLDR.
"""

import re
import unicodedata
from decimal import Decimal
from functools import cache

from babel.numbers import (
    format_currency,
    get_currency_precision,
    get_currency_symbol,
    list_currencies,
)

from account_book.marks import N_

LIMIT = 10**12
"""The largest amount of one entry, in minor units."""

_TERM = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_WHOLE = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,9})")
_SIGNS = str.maketrans(
    {"\u2212": "-", "\u25b3": "-", "\u25b2": "-"}
)  # minus sign, and bookkeepers' triangles
# What Babel does not know of; Korean fonts show a backslash as the sign of the won.
_SPOKEN = {"KRW": ("원", "\\")}


class AmountError(ValueError):
    """Raised if a text is no amount of the currency; its message can be translated."""


@cache
def currencies() -> frozenset[str]:
    """Return the codes of ISO 4217, such as `KRW`."""
    return frozenset(list_currencies())


@cache
def decimals(currency: str) -> int:
    """Return how many decimals `currency` has: 0 for KRW and JPY, 2 for USD."""
    return get_currency_precision(currency)


@cache
def _units(currency: str) -> tuple[str, ...]:
    """Return what may stand beside an amount of `currency`, and of no other: `US$`, `USD`, `$`."""
    signs = {get_currency_symbol(currency, locale) for locale in ("ko", "en")}
    bare = {sign.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for sign in signs}
    return tuple(sorted({currency, *signs, *bare, *_SPOKEN.get(currency, ())}, key=len, reverse=True))


def parse(text: str, currency: str) -> int:
    """Read what people type, `12,300`, `₩12,300`, `１２`, `=12000+3500`, as minor units.

    Raises AmountError for anything else: a word, `1e3`, NaN, the sign of another
    currency, more decimals than the currency has, more than LIMIT. A sum needs
    the `=` in front; brackets, a bookkeeper's minus, stand in none.
    """
    if _WHOLE.fullmatch(text) and decimals(currency) == 0:
        # Nine of ten amounts, in a tenth of the time.
        return int(text.replace(",", ""))
    if any(character.isnumeric() and not character.isdecimal() for character in text):
        # NFKC would make 52 of 5².
        raise AmountError(N_("This is not an amount."))
    clean = unicodedata.normalize("NFKC", text).strip().translate(_SIGNS)
    if clean.startswith("="):
        terms = re.findall(r"[+-]?[^+-]+", clean[1:])
        if "".join(terms) != clean[1:] or not terms:
            raise AmountError(N_("This is not a sum such as =12000+3500."))
        total = sum(_term(term, currency) for term in terms)
    else:
        total = _term(clean, currency, brackets=True)
    if abs(total) > LIMIT:
        raise AmountError(N_("This amount is too large."))
    return total


def _term(text: str, currency: str, *, brackets: bool = False) -> int:
    sign, digits = 1, _without_units(text, currency)
    if brackets and digits.startswith("(") and digits.endswith(")"):
        sign, digits = -1, _without_units(digits[1:-1], currency)
    elif digits[:1] in {"+", "-"}:
        sign = -1 if digits[0] == "-" else 1
        # Banks write both -₩500 and ₩-500.
        digits = _without_units(digits[1:], currency)
    if not _TERM.fullmatch(digits) or len(digits) > 24:
        raise AmountError(N_("This is not an amount."))
    scaled = Decimal(digits.replace(",", "")).scaleb(decimals(currency))
    if scaled != scaled.to_integral_value():
        raise AmountError(N_("This currency has no such small part."))
    return sign * int(scaled)


def _without_units(text: str, currency: str) -> str:
    text = text.strip()
    for unit in _units(currency):
        text = text.removeprefix(unit).removesuffix(unit).strip()
    return text


def plain(amount: int, currency: str) -> str:
    """Write minor units without marks, as files and form fields hold them: `12300`, `12.34`."""
    return str(Decimal(amount).scaleb(-decimals(currency)))


def shown(amount: int, currency: str, locale: str) -> str:
    """Write minor units for people to read: `₩12,300`, `US$12.34`."""
    return str(format_currency(plain(amount, currency), currency, locale=locale))
