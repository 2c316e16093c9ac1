"""How amounts, days and choices are shown, in the reader's language."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import Flask, g
from flask_babel import get_locale, gettext

from account_book import books, money, tokens

_DAY = {"en": "EEE, MMM d", "ko": "M월 d일 (EEE)"}
_DAY_OF_ANOTHER_YEAR = {"en": "MMM d, y", "ko": "y년 M월 d일"}
_MONTH = {"en": "MMMM y", "ko": "y년 M월"}
_MOMENT = {"en": "MMM d, y, HH:mm", "ko": "y년 M월 d일 HH:mm"}


def register(app: Flask) -> None:
    """Give these to templates."""
    app.jinja_env.filters.update(money=_money, day=_day, month=_month, moment=_moment)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        kind_names=kind_names,
        options_of=options_of,
        usable=usable,
        current_locale=_language,
        new_id=tokens.new_id,
    )


def _language() -> str:
    return str(get_locale())


def _money(amount: int, currency: str) -> str:
    # Babel's minus is a hyphen, and shorter than the figures beside it.
    return money.shown(amount, currency, _language()).replace("-", "−")


def _day(day: date) -> str:
    this_year = day.year == books.today(g.member.timezone).year
    pattern = (_DAY if this_year else _DAY_OF_ANOTHER_YEAR)[_language()]
    return format_date(day, pattern, locale=_language())


def _month(day: date) -> str:
    return format_date(day, _MONTH[_language()], locale=_language())


def _moment(at: datetime) -> str:
    local = at.astimezone(ZoneInfo(g.member.timezone))
    return format_datetime(local, _MOMENT[_language()], locale=_language())


def kind_names() -> dict[str, str]:
    """Return what the kinds of entries are called."""
    return {"expense": gettext("Expense"), "income": gettext("Income"), "transfer": gettext("Transfer")}


def options_of(rows: Iterable[dict[str, Any]]) -> list[tuple[int, str]]:
    """Return rows as options of a select."""
    return [(row["id"], row["name"]) for row in rows]


def usable(rows: Iterable[dict[str, Any]], chosen: object = None) -> list[dict[str, Any]]:
    """Return the rows that are not archived, and the one that is chosen: else a form would change it."""
    return [row for row in rows if not row["archived_at"] or str(row["id"]) == str(chosen)]
