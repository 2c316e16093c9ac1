"""What the columns of a statement mean, and what each of its lines says."""

import re
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from account_book import money
from account_book.fields import FIRST_YEAR, LAST_YEAR
from account_book.marks import N_
from account_book.statements import Row, fault

ROLES = ("day", "out", "in", "amount", "spent", "payee", "memo", "status", "ref")
"""`amount` has a sign, minus for money that went out; `spent` is a card's, plus for money that went out."""

# The words that Korean banks and cards write above their columns; the first found wins.
NAMES: dict[str, tuple[str, ...]] = {
    "day": (
        *(
            "거래일자",
            "거래일시",
            "거래일",
            "이용일자",
            "이용일시",
            "이용일",
            "승인일자",
            "승인일시",
            "승인일",
        ),
        *(
            "매출일자",
            "매출일",
            "사용일자",
            "사용일",
            "날짜",
            "일자",
            "transaction date",
            "booking date",
            "date",
            "day",
        ),
    ),
    "out": (
        "출금액",
        "출금금액",
        "출금",
        "찾으신금액",
        "지급금액",
        "지급액",
        "withdrawal",
        "debit",
        "paid out",
    ),
    "in": ("입금액", "입금금액", "입금", "맡기신금액", "deposit", "credit", "paid in"),
    "spent": ("이용금액", "승인금액", "매출금액", "결제금액", "사용금액", "이용하신금액"),
    "amount": ("거래금액", "금액", "amount"),
    "payee": (
        *(
            "가맹점명",
            "이용가맹점",
            "가맹점",
            "이용하신곳",
            "사용처",
            "거래처",
            "보낸분/받는분",
            "받는분/보내는분",
        ),
        *("의뢰인/수취인", "거래내용", "기재내용", "내용", "적요", "payee", "merchant", "description"),
    ),
    "memo": ("메모", "비고", "적요", "memo", "note"),
    "ref": ("승인번호", "전표번호"),
    "status": ("취소여부", "취소구분", "승인구분", "매출구분", "거래상태", "상태", "status"),
}
_TOTALS = ("합계", "총계", "소계", "누계", "total")
CANCELLED = N_("Cancelled.")
_CANCELLED = re.compile(r"취소|cancel", re.IGNORECASE)
_NOT_CANCELLED = {"취소안함", "n", "정상"}
_DAY = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{2})[.\-/년]\s?(?P<month>[0-9]{1,2})[.\-/월]\s?(?P<day>[0-9]{1,2})[.일]?"
    # A time or a weekday, and not the end of a period.
    r"(?:[ T(][^~]*)?"
)
_DIGITS = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?:[0-9]{4,6}|\s[^~]*)?")


@dataclass(frozen=True)
class Table:
    """A statement whose header was found: its column names, their roles, and the lines below, once."""

    names: list[str]
    roles: list[str | None]
    rows: Iterator[Row]


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of a statement says; `amount` is in minor units, below 0 for money that went out."""

    n: int
    state: str = "new"
    day: date | None = None
    amount: int | None = None
    payee: str = ""
    memo: str = ""
    ref: str = ""
    error: str | None = None
    params: Mapping[str, object] | None = None


def find_table(rows: Iterator[Row], *, card: bool) -> Table:
    """Find the header below whatever stands above it, and guess what its columns are.

    Raises Invalid if no line names a day and an amount.
    """
    for row in islice(rows, 50):
        roles = _guess(row.cells, card=card)
        if "day" in roles and {"out", "in", "amount", "spent"} & set(roles):
            return Table(row.cells, roles, rows)
    raise fault(
        N_("No line of this file names its columns: there must be one for the day and one for the amount.")
    )


def with_roles(table: Table, roles: list[str | None]) -> Table:
    """Return the table with other roles; raise Invalid if they leave a line without day or amount."""
    given = [role for role in roles if role]
    if len(roles) != len(table.names):
        raise fault(N_("This statement has %(count)s columns."), count=len(table.names))
    if len(given) != len(set(given)):
        raise fault(N_("Each meaning can be given to one column only."))
    if "day" not in given or not {"out", "in", "amount", "spent"} & set(given):
        raise fault(N_("One column must be the day and one the amount."))
    return replace(table, roles=roles)


def _guess(cells: list[str], *, card: bool) -> list[str | None]:
    names = [_plain(cell) for cell in cells]
    roles: list[str | None] = [None] * len(cells)
    for role, words in NAMES.items():
        found = next(
            (names.index(word) for word in words if word in names and roles[names.index(word)] is None), None
        )
        if found is not None:
            roles[found] = role
    if "amount" in roles and {"out", "in", "spent"} & set(roles):
        roles[roles.index("amount")] = None
    elif "amount" in roles and card:
        roles[roles.index("amount")] = "spent"
    return roles


def _plain(name: str) -> str:
    """Return a column's name without spaces, units and brackets: `출금액(원)` is `출금액`."""
    # No column has a longer name, and brackets that do not end take the square of its length.
    folded = unicodedata.normalize("NFKC", name[:100]).casefold()
    return re.sub(r"\(.*?\)|\[.*?\]|(?<=[가-힣])\s+(?=[가-힣])|[\s*]+$|^\s+", "", folded).strip()


def read_lines(table: Table, currency: str) -> list[Line]:
    """Read every line below the header; what cannot be read says so in its `error`."""
    lines = [_line(table, row, currency) for row in table.rows]
    return _pair_cancelled(lines)


def _line(table: Table, row: Row, currency: str) -> Line:
    cells = dict.fromkeys(ROLES, "")
    cells.update({role: cell for role, cell in zip(table.roles, row.cells, strict=False) if role})
    line = Line(row.line, payee=cells["payee"][:200], memo=cells["memo"][:1000], ref=cells["ref"])
    joined = "".join(row.cells).replace(" ", "").casefold()
    when = _read_day(cells["day"])
    if when is None and any(word in joined for word in _TOTALS):
        return replace(line, state="skip", error=N_("A line of totals."))
    if not any(cells[role] for role in ("out", "in", "amount", "spent")) and when is None:
        return replace(line, state="skip", error=N_("No day and no amount: a remark."))
    if when is None:
        return _unreadable(
            table, line, "day", cells["day"], N_("Line %(line)s, column %(column)s: “%(text)s” is no day.")
        )
    try:
        amount = _read_amount(cells, currency)
    except _BadCell as bad:
        message = N_("Line %(line)s, column %(column)s: “%(text)s” is no amount.")
        return _unreadable(table, replace(line, day=when), bad.role, cells[bad.role], message)
    if amount == 0:
        return replace(line, state="skip", day=when, error=N_("No amount."))
    status = cells["status"].strip().casefold()
    if (_CANCELLED.search(status) and status.replace(" ", "") not in _NOT_CANCELLED) or status == "y":
        return replace(line, state="skip", day=when, amount=amount, error=CANCELLED)
    return replace(line, day=when, amount=amount)


def _unreadable(table: Table, line: Line, role: str, text: str, message: str) -> Line:
    column = table.names[table.roles.index(role)]
    params = {"line": line.n, "column": column, "text": text[:40]}
    return replace(line, state="error", error=message, params=params)


class _BadCell(Exception):
    def __init__(self, role: str) -> None:
        self.role = role


def _read_amount(cells: dict[str, str], currency: str) -> int:
    total = 0
    for role, sign in (("in", 1), ("out", -1), ("amount", 1), ("spent", -1)):
        text = cells[role]
        if text in {"", "-"}:
            continue
        if text.startswith("="):
            # A sum for people who type, a formula in a file.
            raise _BadCell(role)
        try:
            total += sign * money.parse(text, currency)
        except money.AmountError:
            raise _BadCell(role) from None
    return total


def _read_day(text: str) -> date | None:
    clean = unicodedata.normalize("NFKC", text).strip()
    found = _DAY.fullmatch(clean) or _DIGITS.fullmatch(clean)
    if found is None:
        return None
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    try:
        when = date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return when if FIRST_YEAR <= year <= LAST_YEAR else None


def _pair_cancelled(lines: list[Line]) -> list[Line]:
    """Take out the purchases that cancelled lines take back.

    Cards cancel in three ways: the purchase itself is marked; a second line
    with the same approval number is; or a line with the opposite sign. What
    takes back less than the purchase, or one of before this statement, is income.
    """
    result = list(lines)
    purchases = _Purchases(lines)
    for index, line in enumerate(lines):
        if line.error != CANCELLED or line.amount is None:
            continue
        found = purchases.taken_back_by(line, line.amount)
        if found is not None:
            result[found] = replace(result[found], state="skip", error=CANCELLED)
        elif line.amount > 0 or (line.ref and -line.amount < purchases.largest[line.ref]):
            result[index] = replace(line, state="new", error=None, amount=abs(line.amount))
    return result


class _Purchases:
    """The purchases of a statement, found by number or payee and amount; each is taken back once."""

    def __init__(self, lines: list[Line]) -> None:
        self.marked: dict[object, deque[int]] = defaultdict(deque)
        self.unmarked: dict[object, deque[int]] = defaultdict(deque)
        self.largest: dict[str, int] = defaultdict(int)
        self.taken: set[int] = set()
        self.taken_by_number: dict[object, int] = {}
        for index, line in enumerate(lines):
            if line.amount is None:
                continue
            kind = self.marked if line.error == CANCELLED else self.unmarked
            if line.amount < 0:
                kind[None, line.payee, -line.amount].append(index)
                self.largest[line.ref] = max(self.largest[line.ref], -line.amount)
            if line.ref and (line.amount < 0 or kind is self.unmarked):
                kind[line.ref, abs(line.amount)].append(index)

    def taken_back_by(self, line: Line, amount: int) -> int | None:
        """Return the index of the purchase that a cancelled line is about, None if there is none."""
        key = (line.ref, abs(amount)) if line.ref else (None, line.payee, amount)
        # Where both are marked, an equal purchase that is not was another one.
        for kind in (self.marked, self.unmarked) if amount > 0 else (self.unmarked,):
            while kind[key]:
                index = kind[key].popleft()
                if index not in self.taken:
                    self.taken.add(index)
                    self.taken_by_number[key] = index
                    return index
        # Two lines can cancel one number: when it was asked for, and when it was done.
        return self.taken_by_number.get(key) if line.ref else None
