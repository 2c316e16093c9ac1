"""Where the marks of a chart stand: in percent, so that it fits every window without a script."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from babel.dates import format_date
from babel.numbers import format_compact_decimal
from flask_babel import get_locale

from account_book import money, reports


def dated(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return months, named as in JSON, with their first and last day and what their place is called."""
    return [{**row, **_days(date.fromisoformat(f"{row['month']}-01"))} for row in rows]


def _days(first: date) -> dict[str, Any]:
    _, end = reports.month_bounds(first)
    return {
        "first": first,
        "last": end - timedelta(days=1),
        "label": format_date(first, "LLL", locale=get_locale()),
    }


@dataclass(frozen=True)
class Chart:
    """Months side by side; each has a bar for each kind in `bars`, and a point on each line of `lines`."""

    months: list[dict[str, Any]]
    currency: str
    bars: tuple[str, ...]
    lines: tuple[str, ...]

    @cached_property
    def ticks(self) -> range:
        """The round amounts that have a line across, from the lowest to the highest."""
        amounts = [0, *(month[kind] for month in self.months for kind in (*self.bars, *self.lines))]
        step = _step(max(amounts) - min(amounts), 10 ** money.decimals(self.currency))
        lowest, highest = min(amounts) // step, -(-max(amounts) // step)
        return range(lowest * step, max(highest, lowest + 1) * step + 1, step)

    def y(self, amount: int) -> float:
        """Return where an amount stands, from the top."""
        lowest, highest = self.ticks[0], self.ticks[-1]
        return round(100 * (highest - amount) / (highest - lowest), 2)

    def x(self, place: float) -> float:
        """Return where a place stands, from the left: month 0 goes from place 0 to 1."""
        return round(100 * place / len(self.months), 2)

    def points(self, kind: str) -> str:
        """Return the line of a kind, which ends where nothing is written yet."""
        written = [index for index, month in enumerate(self.months) if month["income"] or month["expense"]]
        shown = self.months[: max(written, default=-1) + 1]
        return " ".join(f"{self.x(index + 0.5)},{self.y(month[kind])}" for index, month in enumerate(shown))

    def short(self, amount: int) -> str:
        """Write an amount for the side of the chart: `120만`, `1.2M`."""
        figure = Decimal(money.plain(amount, self.currency))
        return format_compact_decimal(figure, locale=get_locale(), fraction_digits=1).replace("-", "−")

    def label(self, month: dict[str, Any]) -> str:
        """Return what stands below a month: of many, only each third has a name, and January is its year."""
        if len(self.months) <= 12:
            return str(month["label"])
        number = month["first"].month
        return str(month["first"].year if number == 1 else month["label"] if number % 3 == 1 else "")


def _step(span: int, unit: int) -> int:
    power: int = max(10 ** max(len(str(span)) - 2, 0), unit)
    return next(step for factor in (1, 2, 5, 10, 20, 50) if 4 * (step := factor * power) >= span)
