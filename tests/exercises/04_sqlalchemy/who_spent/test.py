"""What the users of a household have spent in some days, and how many statements it takes to know."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from models import Base, Entry, User
from sqlalchemy import StaticPool, create_engine, event, insert
from sqlalchemy.orm import Session

from tests.tutor.mine import Mine, both

Book = dict[str, list[tuple[str, int]]]
OCTOBER = "spending(session, date(2026, 10, 1), date(2026, 10, 31))"


@contextmanager
def database(book: Book) -> Iterator[Session]:
    """Yield a session on a database with these users, and the day and amount of each entry."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.execute(insert(User), [{"nickname": name, "password_hash": "a hash"} for name in book])
        rows = [
            {"user_id": user_id, "day": date.fromisoformat(day), "amount": amount, "memo": "tea"}
            for user_id, entries in enumerate(book.values(), 1)
            for day, amount in entries
        ]
        session.execute(insert(Entry), rows)
        session.commit()
    with Session(engine) as session:
        yield session
    engine.dispose()


def asked(mine: Mine, book: Book, called: str, expected: dict[str, int]) -> tuple[str, Any, list[str]]:
    """Return what was called, on which book; what came back, and the statements that were sent."""
    lines = (
        f"# {name}: {', '.join(f'{d} {n:+,}' for d, n in entries) or '-'}" for name, entries in book.items()
    )
    called = "\n".join([*lines, called])
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        statements.append(arguments[2])

    with database(book) as session:
        event.listen(session.get_bind(), "before_cursor_execute", note)
        try:
            got = mine.run(called, session=session, date=date, expected=expected, hint="pairs")
        except TypeError as error:
            if "NoneType" in str(error) and 0 in expected.values():
                mine.hint = "no_sum"
            raise
    return called, got, statements


def expect(
    mine: Mine, book: Book, expected: dict[str, int], *, hint: str, called: str = OCTOBER
) -> tuple[str, list[str]]:
    """Check what comes back, and return what was called and the statements that were sent."""
    called, got, statements = asked(mine, book, called, expected)
    if not isinstance(got, dict):
        mine.compare(f"type({OCTOBER})", type(got), dict, hint="pairs")
    mine.compare(called, got, expected, hint=hint)
    # 0.0 == 0
    kinds = {name: type(amount).__name__ for name, amount in got.items()}
    types = both("the types", "값의 자료형")
    mine.compare(f"{called}\n# {types}", kinds, dict.fromkeys(got, "int"), hint="sum")
    return called, statements


def test_each_user_has_a_sum(mine: Mine) -> None:
    book: Book = {
        "huey": [("2026-10-03", -9_000), ("2026-10-20", -12_000)],
        "구름": [("2026-10-20", -12_000), ("2026-10-20", -12_000), ("2026-10-21", -500)],
    }
    expect(mine, book, {"huey": 21_000, "구름": 24_500}, hint="sum")


def test_income_is_not_spent(mine: Mine) -> None:
    book: Book = {
        "huey": [("2026-10-03", -9_000), ("2026-10-20", 3_000_000), ("2026-10-21", 1)],
        "dewey": [("2026-10-20", -1)],
    }
    expect(mine, book, {"huey": 9_000, "dewey": 1}, hint="income")


def test_both_days_are_included(mine: Mine) -> None:
    days = [("2026-09-30", -1), ("2026-10-01", -10), ("2026-10-31", -100), ("2026-11-01", -1_000)]
    days += [("2025-10-15", -10_000), ("2027-10-15", -100_000)]
    book: Book = {"huey": days}

    expect(mine, book, {"huey": 110}, hint="days")
    for day, spent in (("2026, 10, 31", 100), ("2026, 11, 1", 1_000)):
        called = f"spending(session, date({day}), date({day}))"
        expect(mine, book, {"huey": spent}, hint="days", called=called)


def test_nobody_is_left_out(mine: Mine) -> None:
    lunch = ("2026-10-03", -9_000)
    books: list[Book] = [
        {"huey": [lunch], "dewey": []},
        {"huey": [lunch], "dewey": [("2026-09-30", -7_000)], "louie": [("2026-10-25", 3_000_000)]},
    ]
    for book in books:
        expected = {**dict.fromkeys(book, 0), "huey": 9_000}
        called, got, statements = asked(mine, book, OCTOBER, expected)

        outer = any(" OUTER JOIN " in statement.upper() for statement in statements)
        absent = "where" if outer else "absent"
        mine.compare(called, got, expected, hint="zero" if got.keys() == book.keys() else absent)


def test_one_statement_is_enough(mine: Mine) -> None:
    book: Book = {name: [("2026-10-03", -9_000)] for name in ("huey", "dewey", "louie", "하늘")}

    called, statements = expect(mine, book, dict.fromkeys(book, 9_000), hint="sum")

    number = both("how many statements it sends", "보내는 SQL 문의 수")
    mine.compare(f"{called}\n# {number}", len(statements), 1, hint="statements")
