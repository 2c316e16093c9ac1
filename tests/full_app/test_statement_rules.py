"""Rules of reading statements that hold for all of them, tried on many; no server, no database."""

import csv
import io
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from account_book import columns, preview, statements
from account_book.errors import Invalid, Problem, TooLarge
from hypothesis import given, settings
from hypothesis import strategies as st

SAMPLES = Path(__file__).parents[2] / "06_full_app" / "samples"
Booking = tuple[date, int, str]
# A slow machine breaks no rule.
rule = settings(deadline=None)

CARD = "승인일,승인번호,가맹점명,이용금액,상태"
# What payees are made of: no control characters, and nothing that ends a line.
texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60).map(str.strip)
amounts = st.integers(-(10**9), 10**9).filter(bool)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
# A handful of days, amounts and payees, so that equal lines are common.
few_days = st.integers(0, 6).map(lambda number: date(2026, 1, 28) + timedelta(number))
tickets = st.tuples(few_days, st.sampled_from([-1500, 1500, -1550]), st.sampled_from(["버스", "BUS", " bus"]))

DAYS: list[Callable[[date], str]] = [
    lambda day: f"{day:%Y.%m.%d}",
    lambda day: f"{day:%Y-%m-%d} 13:02",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}년 {day.month}월 {day.day}일",
]
AMOUNTS: list[Callable[[int], str]] = [str, "{:,}".format, "{:,}원".format]
LAYOUTS: dict[str, Callable[[int], tuple[Any, Any]]] = {
    "출금액,입금액": lambda amount: (-amount, 0) if amount < 0 else (0, amount),
    "거래금액,잔액": lambda amount: (amount, 0),
    "잔액,이용금액": lambda amount: (0, -amount),
}


def written(
    bookings: Iterable[Booking],
    day: Callable[[date], str] = DAYS[0],
    amount: Callable[[int], str] = str,
    layout: str = "출금액,입금액",
    mark: str = ",",
) -> str:
    """Write bookings as a bank does."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=mark)
    writer.writerow(["거래일자", "내용", *layout.split(",")])
    for when, signed, payee in bookings:
        writer.writerow([day(when), payee, *map(amount, LAYOUTS[layout](signed))])
    return file.getvalue()


def read(content: bytes, *, card: bool = False) -> list[columns.Line]:
    return columns.read_lines(columns.find_table(statements.read(content), card=card), "KRW")


def bookings_of(lines: Iterable[columns.Line]) -> Iterator[Booking]:
    for line in lines:
        if line.state == "new" and line.day and line.amount:
            yield line.day, line.amount, line.payee


@rule
@given(
    bookings=st.lists(st.tuples(days, amounts, texts), max_size=20),
    day=st.sampled_from(DAYS),
    amount=st.sampled_from(AMOUNTS),
    layout=st.sampled_from(list(LAYOUTS)),
    mark=st.sampled_from(",\t;|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp949"]),
)
def test_what_a_bank_writes_reads_back_the_same(
    bookings: list[Booking],
    day: Callable[[date], str],
    amount: Callable[[int], str],
    layout: str,
    mark: str,
    encoding: str,
) -> None:
    if encoding == "cp949":
        bookings = [
            (when, signed, payee.encode("cp949", "ignore").decode("cp949").strip())
            for when, signed, payee in bookings
        ]

    lines = read(written(bookings, day, amount, layout, mark).encode(encoding))

    assert list(bookings_of(lines)) == bookings
    assert len(lines) == len(bookings)


def added(pieces: Iterable[Iterable[Booking]]) -> Counter[Booking]:
    """Return what is in an account after the pieces were imported one after another."""
    keys: set[str] = set()
    found: Counter[Booking] = Counter()
    for piece in pieces:
        lines = {line.n: line for line in read(written(piece).encode())}
        for n, key in preview._keys("1", lines.values()):
            if key not in keys:
                keys.add(key)
                found += simplified(bookings_of([lines[n]]))
    return found


def simplified(bookings: Iterable[Booking]) -> Counter[Booking]:
    """Count bookings; how a payee is written makes no other booking of it."""
    return Counter((day, amount, payee.strip().casefold()) for day, amount, payee in bookings)


@rule
@given(whole=st.lists(tickets, max_size=25), first=few_days, last=few_days, newest_first=st.booleans())
def test_pieces_that_overlap_by_whole_days_make_the_whole(
    whole: list[Booking], first: date, last: date, newest_first: bool
) -> None:
    until, since = max(first, last), min(first, last)
    early = [booking for booking in whole if booking[0] <= until]
    late = [booking for booking in whole if booking[0] >= since]

    found = added([early, late[::-1] if newest_first else late])

    assert found == simplified(whole)


@rule
@given(whole=st.lists(tickets, max_size=25), order=st.randoms(use_true_random=False))
def test_the_same_lines_in_any_order_add_nothing(whole: list[Booking], order: Any) -> None:
    shuffled = whole.copy()
    order.shuffle(shuffled)

    once, twice = added([whole]), added([whole, shuffled, whole])

    assert once == twice


@rule
@given(whole=st.lists(tickets, max_size=25))
def test_no_key_is_of_two_lines_or_two_accounts(whole: list[Booking]) -> None:
    lines = read(written(whole).encode())

    keys = [key for account in ("1", "2", "12") for _, key in preview._keys(account, lines)]

    assert len(set(keys)) == len(keys) == 3 * len(whole)


def cancelled(purchase: tuple[str, int], number: str, way: str) -> list[list[str]]:
    """Return the lines of a purchase that its card cancelled in one of the ways that cards have."""
    shop, amount = purchase
    ref = number if "number" in way else ""
    bought = ["2026-01-15", ref, shop, str(amount), "취소" if way in {"marked", "both"} else "승인"]
    back = ["2026-01-16", ref, shop, str(amount if way == "number" else -amount), "취소"]
    return [bought] if way == "marked" else [bought, back]


@rule
@given(
    purchases=st.lists(
        st.tuples(st.tuples(st.sampled_from(["가게", "카페"]), st.sampled_from([1000, 2000])), st.booleans()),
        max_size=15,
    ),
    way=st.sampled_from(["marked", "number", "number and minus", "minus", "both"]),
    order=st.randoms(use_true_random=False),
)
def test_what_is_left_of_a_card_is_what_was_not_cancelled(
    purchases: list[tuple[tuple[str, int], bool]], way: str, order: Any
) -> None:
    rows = []
    for number, (purchase, taken_back) in enumerate(purchases, 100):
        shop, amount = purchase
        kept = [["2026-01-15", str(number) if "number" in way else "", shop, str(amount), "승인"]]
        rows += cancelled(purchase, str(number), way) if taken_back else kept
    order.shuffle(rows)
    text = "\n".join(",".join(row) for row in [[CARD], *rows])

    found = [(payee, -amount) for _, amount, payee in bookings_of(read(text.encode(), card=True))]

    assert Counter(found) == Counter(purchase for purchase, taken_back in purchases if not taken_back)


def status(content: bytes) -> int:
    """Return what the API would answer an upload with."""
    try:
        lines = read(content, card=True)
    except Problem as problem:
        return problem.status
    return 200 if {line.state for line in lines} <= {"new", "skip", "error"} else 500


@rule
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.text('",;\t|\r\n 0123456789.-년월일원=합계취소￦①\ufeff').map(
            lambda text: f"{CARD}\n{text}".encode()
        ),
    )
)
def test_whatever_a_file_holds_it_is_read_or_refused(content: bytes) -> None:
    assert status(content) in {200, 413, 422}


@rule
@given(
    changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=5),
    cut=st.integers(0, 50),
)
def test_a_damaged_workbook_is_read_or_refused(changes: list[tuple[int, int]], cut: int) -> None:
    content = bytearray((SAMPLES / "bank_january_february.xlsx").read_bytes())
    for place, value in changes:
        # Counted from the end, where the list of parts is.
        content[-1 - place % len(content)] = value

    assert status(bytes(content[: len(content) - cut])) in {200, 413, 422}


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        pytest.param(b"a,b\n" * 20_000, 20_000, id="20,000 lines"),
        pytest.param(b"a,b\r\n\r\n" * 10, 10, id="blank lines"),
        pytest.param(b"," * 99 + b"a", 1, id="100 columns"),
        pytest.param(b"a" * 2_000, 1, id="2,000 characters"),
        pytest.param(b'"a\nb",c', 1, id="line break in quotes"),
        pytest.param(b'a,"b""c"', 1, id="quotes in quotes"),
    ],
)
def test_what_is_just_small_enough_is_read(content: bytes, rows: int) -> None:
    assert sum(1 for _ in statements.read(content)) == rows


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"a,b\n" * 20_001, TooLarge, id="20,001 lines"),
        pytest.param(b"," * 100 + b"a", Invalid, id="101 columns"),
        pytest.param(b"a" * 2_001, Invalid, id="2,001 characters"),
    ],
)
def test_what_is_just_too_large_is_refused(content: bytes, problem: type[Problem]) -> None:
    with pytest.raises(problem):
        list(statements.read(content))


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    content = b'a\r\n\r\n"b\r\nb"\r\nc\r\n'

    assert [(row.line, row.cells) for row in statements.read(content)] == [
        (1, ["a"]),
        (3, ["b\r\nb"]),
        (5, ["c"]),
    ]


def sheet_of(xml: bytes) -> bytes:
    """Return the sample workbook with `xml` behind its cells."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(SAMPLES / "bank_january_february.xlsx") as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            found = source.read(name)
            target.writestr(name, found + xml if name.startswith("xl/worksheets/") else found)
    return file.getvalue()


@pytest.mark.parametrize(
    ("make", "answer"),
    [
        pytest.param(lambda: sheet_of(b"<c " * 200_000), 422, id="cells that do not end"),
        pytest.param(lambda: sheet_of(b"<c " + b'r="A1" ' * 200_000), 422, id="a cell with many places"),
        pytest.param(
            lambda: b"\n".join([b",".join([b"(" * 2_000] * 40)] * 25), 422, id="brackets that do not end"
        ),
        pytest.param(
            lambda: "\n".join([CARD, *["2026-01-15,,가게,-1000,취소"] * 15_000]).encode(),
            200,
            id="all is cancelled",
        ),
    ],
)
def test_a_hostile_file_takes_no_longer_than_others(make: Callable[[], bytes], answer: int) -> None:
    content = make()
    start = time.monotonic()

    found = status(content)

    # A wide guard: these take a second at most, and minutes where the time grows with the square.
    assert time.monotonic() - start < 15
    assert found == answer
