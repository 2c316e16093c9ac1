"""Money as integers of minor units (won, cents), and the way in and out of text.

A float cannot hold 0.1, so no float touches an amount: JSON, the database and
every sum are whole numbers. How many decimals a currency has is ISO 4217's
choice, read from Babel's copy of the CLDR.
"""

import re
import unicodedata
from decimal import Decimal
from functools import cache

from babel.numbers import format_currency, get_currency_precision, list_currencies

from account_book.marks import N_

LIMIT = 10**12
"""The largest amount of one entry, in minor units."""

_TERM = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_WHOLE = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,9})")
_SIGNS = str.maketrans(
    {"\u2212": "-", "\u25b3": "-", "\u25b2": "-"}
)  # minus sign, and bookkeepers' triangles
_UNITS = ("원", "₩", "\\", "$", "€", "¥", "£")


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


def parse(text: str, currency: str) -> int:
    """Read what people type, `12,300`, `₩12,300`, `１２`, `=12000+3500`, as minor units.

    Raises AmountError for anything else: a word, `1e3`, NaN, more decimals than
    the currency has, more than LIMIT. A sum needs the `=` in front.
    """
    if _WHOLE.fullmatch(text) and decimals(currency) == 0:
        # Nine of ten amounts, in a tenth of the time.
        return int(text.replace(",", ""))
    clean = unicodedata.normalize("NFKC", text).strip().translate(_SIGNS)
    if clean.startswith("="):
        terms = re.findall(r"[+-]?[^+-]+", clean[1:])
        if "".join(terms) != clean[1:] or not terms:
            raise AmountError(N_("This is not a sum such as =12000+3500."))
    else:
        terms = [clean]
    total = sum(_term(term, currency) for term in terms)
    if abs(total) > LIMIT:
        raise AmountError(N_("This amount is too large."))
    return total


def _term(text: str, currency: str) -> int:
    sign, digits = 1, text.replace(currency, "").strip()
    if digits.startswith("(") and digits.endswith(")"):
        sign, digits = -1, digits[1:-1]
    # Banks write both -₩500 and ₩-500.
    for _ in range(2):
        for unit in _UNITS:
            digits = digits.removeprefix(unit).removesuffix(unit).strip()
        if digits[:1] in {"+", "-"}:
            sign, digits = sign * (-1 if digits[0] == "-" else 1), digits[1:].strip()
            if digits[:1] in {"+", "-"}:
                raise AmountError(N_("This is not an amount."))
    if not _TERM.fullmatch(digits) or len(digits) > 24:
        raise AmountError(N_("This is not an amount."))
    scaled = Decimal(digits.replace(",", "")).scaleb(decimals(currency))
    if scaled != scaled.to_integral_value():
        raise AmountError(N_("This currency has no such small part."))
    return sign * int(scaled)


def plain(amount: int, currency: str) -> str:
    """Write minor units without marks, as files and form fields hold them: `12300`, `12.34`."""
    return str(Decimal(amount).scaleb(-decimals(currency)))


def shown(amount: int, currency: str, locale: str) -> str:
    """Write minor units for people to read: `₩12,300`, `US$12.34`."""
    return str(format_currency(plain(amount, currency), currency, locale=locale))
