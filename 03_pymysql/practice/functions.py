"""The functions of MariaDB that SQLite lacks, or has in another meaning."""

import re
import sqlite3
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from practice.tables import COLLATIONS
from practice.values import Value, compare_bin, compare_ci, compare_decimal, key_ci, moment_of, weight


@lru_cache(512)
def like_pattern(pattern: str) -> re.Pattern[str]:
    """Return a LIKE pattern as a regular expression."""
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    return re.compile("".join(wild.get(part) or re.escape(part[-1]) for part in parts), re.DOTALL)


def like(pattern: Value, value: Value, binary: int) -> int | None:
    """Return whether a value is LIKE a pattern; SQLite hands the pattern over first."""
    if pattern is None or value is None:
        return None
    if binary:
        return int(bool(like_pattern(str(pattern)).fullmatch(str(value))))
    return int(
        bool(like_pattern("".join(map(weight, str(pattern)))).fullmatch("".join(map(weight, str(value)))))
    )


def exact(operator: str) -> Callable[[Any, Any], Value]:
    """Return a function that calculates with decimals, where SQLite would with floats."""

    def calculate(left: Any, right: Any) -> Value:
        a, b = Decimal(str(left)), Decimal(str(right))
        if operator == "/":
            # As many digits as the left side has, and four more.
            places = 4 + max(0, -int(a.as_tuple().exponent))
            return None if not b else f"{(a / b).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
        return f"{ {'+': a + b, '-': a - b, '*': a * b}[operator]:f}"

    return null(calculate)


class Sum:
    """SUM: exact, and NULL if there is nothing to add up."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def step(self, value: Value) -> None:
        """Take one more value."""
        if value is not None:
            self.values.append(value)

    def total(self) -> Decimal:
        """Return the exact sum."""
        return sum((Decimal(str(value)) for value in self.values), Decimal(0))

    def finalize(self) -> Value:
        """Return the sum."""
        if any(isinstance(value, float) for value in self.values):
            return float(self.total())
        return f"{self.total():f}" if self.values else None


class Average(Sum):
    """AVG, with four more digits than the values have."""

    def finalize(self) -> Value:
        """Return the average."""
        if any(isinstance(value, float) for value in self.values):
            return float(self.total()) / len(self.values)
        return exact("/")(self.total(), len(self.values)) if self.values else None


class One(Sum):
    """The value of a query that is used as a value; one of more rows is an error."""

    def step(self, value: Value) -> None:
        """Take the value; raise ValueError, of which SQLite tells that it came from `step`."""
        if self.values:
            raise ValueError
        self.values.append(value)

    def finalize(self) -> Value:
        """Return the value, or NULL."""
        value: Value = self.values[0] if self.values else None
        return value


def part(name: str) -> Callable[[Any], int | None]:
    """Return a function that takes the year, the month, the day ... out of a date."""
    return lambda text: None if text is None else int(getattr(moment_of(str(text)), name))


def substring(text: Any, start: int, length: int | None = None) -> str:
    """Return SUBSTRING: the first character is 1, and below 0 it counts from the end."""
    text = text_of(text)
    begin = start - 1 if start > 0 else len(text) + start
    if start == 0 or begin < 0 or (length is not None and length < 0):
        return ""
    return str(text[begin : None if length is None else begin + length])


def same_type(value: Any, result: Decimal) -> Value:
    """Return a result in the type of the value from which it was calculated."""
    return type(value)(result) if isinstance(value, int | float) else f"{result:f}"


def text_of(value: Value) -> str:
    """Return a value as a text."""
    if isinstance(value, float):
        return repr(value).removesuffix(".0").replace("e+", "e")
    return value.decode() if isinstance(value, bytes) else str(value)


def bytes_of(value: Value) -> bytes:
    """Return a value as bytes."""
    return value if isinstance(value, bytes) else str(value).encode()


def date_format(text: str, form: str) -> str:
    """Return DATE_FORMAT."""
    moment = moment_of(text)
    # Python's letters for MariaDB's; those that are not named are the same.
    letters = {"%i": "%M", "%s": "%S", "%M": "%B", "%W": "%A", "%T": "%H:%M:%S", "%h": "%I"}
    letters |= {"%c": str(moment.month), "%e": str(moment.day)}
    return moment.strftime(re.sub("%.", lambda found: letters.get(found[0], found[0]), form))


def rounded(value: Any, places: Any = 0, way: str = ROUND_HALF_UP) -> Value:
    """Return ROUND: half of the last place goes up, also of what a float would hold inexactly."""
    return same_type(value, Decimal(str(value)).quantize(Decimal(1).scaleb(-int(places)), way))


def null(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that answers NULL if it is asked for NULL."""
    return lambda *values: None if None in values else function(*values)


# Name, how many arguments (-1: any number), and what it does. SQLite calls them with `my_` before the name.
FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "add": (2, exact("+")),
    "sub": (2, exact("-")),
    "mul": (2, exact("*")),
    "div": (2, exact("/")),
    "mod": (2, null(lambda left, right: f"{Decimal(left) % Decimal(right):f}" if Decimal(right) else None)),
    "neg": (1, null(lambda value: f"{-Decimal(value):f}")),
    "like": (3, like),
    "signed": (1, null(lambda value: int(rounded(number_of(value)) or 0))),
    "concat": (-1, null(lambda *values: "".join(map(text_of, values)))),
    "char_length": (1, null(lambda value: len(text_of(value)))),
    "length": (1, null(lambda value: len(bytes_of(value)))),
    "lower": (1, null(lambda value: text_of(value).lower())),
    "upper": (1, null(lambda value: text_of(value).upper())),
    "left": (2, null(lambda value, count: text_of(value)[: max(0, count)])),
    "right": (2, null(lambda value, count: text_of(value)[-count:] if count > 0 else "")),
    "locate": (2, null(lambda part, text: key_ci(text_of(text)).find(key_ci(text_of(part))) + 1)),
    "round": (-1, null(rounded)),
    "truncate": (2, null(lambda value, places: rounded(value, places, ROUND_DOWN))),
    "abs": (1, null(lambda value: same_type(value, abs(Decimal(str(value)))))),
    "ceil": (1, null(lambda value: int(Decimal(str(value)).to_integral_value(ROUND_CEILING)))),
    "floor": (1, null(lambda value: int(Decimal(str(value)).to_integral_value(ROUND_FLOOR)))),
    "moment": (1, null(lambda text: str(moment_of(text)))),
    "substring": (-1, null(substring)),
    "instr": (2, null(lambda text, part: key_ci(text_of(text)).find(key_ci(text_of(part))) + 1)),
    "date_format": (2, null(date_format)),
    "date": (1, null(lambda text: str(moment_of(text).date()))),
    "datediff": (2, null(lambda one, other: (moment_of(one).date() - moment_of(other).date()).days)),
    **{name: (1, part(name)) for name in ("year", "month", "day", "hour", "minute", "second")},
}


def number_of(value: Any) -> int | float | str:
    """Return the number with which a text begins; 0 if it begins with none."""
    if isinstance(value, int | float):
        return value
    found = re.match(r"\s*[-+]?\d+(\.\d*)?(e[-+]?\d+)?", text_of(value), re.IGNORECASE)
    return float(found[0]) if found else 0.0


def register(connection: sqlite3.Connection) -> None:
    """Make collations and functions known to an SQLite connection."""
    for name in COLLATIONS:
        connection.create_collation(name, compare_bin if name.endswith("_bin") else compare_ci)
    connection.create_collation("decimal", compare_decimal)
    for name, (count, function) in FUNCTIONS.items():
        connection.create_function(f"my_{name}", count, function, deterministic=True)
    connection.create_aggregate("my_one", 1, One)  # type: ignore[arg-type]
    connection.create_aggregate("sum", 1, Sum)  # type: ignore[arg-type]
    connection.create_aggregate("avg", 1, Average)  # type: ignore[arg-type]
