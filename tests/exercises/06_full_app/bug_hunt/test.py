"""Servers, one of which is right, for the tests that are judged here."""

import calendar
import copy
import types
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.tutor.mine import Mine, Wrong, shown

Answer = tuple[int, Any]
Entry = dict[str, Any]
KINDS = {"income": 1, "expense": -1}


class Book:
    """The right one; each method that a subclass replaces is one promise."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, Entry]] = []
        self.last_id = 0

    def get(self, path: str, user: str = "kim") -> Answer:
        return self.answer("GET", path, user, None)

    def post(self, path: str, data: Entry, user: str = "kim") -> Answer:
        return self.answer("POST", path, user, data)

    def delete(self, path: str, user: str = "kim") -> Answer:
        return self.answer("DELETE", path, user, None)

    def answer(self, method: str, path: str, user: str, data: Entry | None) -> Answer:
        parts = urlsplit(path)
        match method, parts.path.strip("/").split("/"):
            case "GET", ["entries"]:
                return self.list(parse_qs(parts.query).get("month", [""])[0], user)
            case "POST", ["entries"]:
                return self.create(copy.deepcopy(data), user)
            case "DELETE", ["entries", number]:
                return self.remove(number, user)
            case "GET", ["balance"]:
                return 200, {"balance": self.balance(user)}
        return 404, None

    def list(self, month: str, user: str) -> Answer:
        mine = [entry for owner, entry in self.entries if self.may_see(user, owner)]
        return 200, copy.deepcopy([entry for entry in mine if not month or self.is_in(entry["day"], month)])

    def create(self, data: Any, user: str) -> Answer:
        if not isinstance(data, dict) or not is_day(data.get("day")) or data.get("kind") not in KINDS:
            return 422, None
        amount = data.get("amount")
        if type(amount) is not int or not self.accepts(amount):
            return 422, None
        self.last_id += 1
        entry = {"id": self.last_id, "day": data["day"], "kind": data["kind"], "amount": amount}
        self.entries.append((user, entry))
        return self.created(), dict(entry)

    def remove(self, number: str, user: str) -> Answer:
        found = [row for row in self.entries if row[0] == user and str(row[1]["id"]) == number]
        for row in found:
            self.forget(row)
        return (204 if found else 404), None

    def balance(self, user: str) -> int:
        return sum(
            self.sign(entry["kind"]) * entry["amount"] for owner, entry in self.entries if owner == user
        )

    def created(self) -> int:
        return 201

    def may_see(self, user: str, owner: str) -> bool:
        return user == owner

    def is_in(self, day: str, month: str) -> bool:
        return day.startswith(f"{month}-")

    def accepts(self, amount: int) -> bool:
        return amount > 0

    def forget(self, row: tuple[str, Entry]) -> None:
        self.entries.remove(row)

    def sign(self, kind: str) -> int:
        return KINDS[kind]


def is_day(text: object) -> bool:
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class Dead(Book):
    def answer(self, *_: object) -> Answer:
        return 500, None


class Forgetful(Book):
    def list(self, *_: object) -> Answer:
        return 200, []

    def balance(self, *_: object) -> int:
        return 0


class AnotherStatus(Book):
    def created(self) -> int:
        return 200


class StillThere(Book):
    def forget(self, row: tuple[str, Entry]) -> None:
        """Answer as if it were gone."""


class AllIsIncome(Book):
    def sign(self, kind: str) -> int:
        return 1


class LastDayLost(Book):
    def is_in(self, day: str, month: str) -> bool:
        year, number, last = map(int, day.split("-"))
        return super().is_in(day, month) and last < calendar.monthrange(year, number)[1]


class AnyAmount(Book):
    def accepts(self, amount: int) -> bool:
        return True


class OpenToAll(Book):
    def may_see(self, user: str, owner: str) -> bool:
        return True


BUGS: dict[str, tuple[type[Book], str]] = {
    "created": (AnotherStatus, "whose answer to a POST has a bug"),
    "deleted": (StillThere, "whose DELETE has a bug"),
    "signs": (AllIsIncome, "whose balance has a bug"),
    "month": (LastDayLost, "whose list of a month has a bug"),
    "refused": (AnyAmount, "that does not refuse what it has to"),
    "privacy": (OpenToAll, "on which others see too much"),
}


class Server:
    """The right server, which notes what is asked for the report of an error."""

    LINES = 4

    def __init__(self, mine: Mine) -> None:
        self._mine = mine
        self._book = Book()
        self._lines: list[str] = []

    def get(self, path: str, user: str = "kim") -> Answer:
        return self._note(f"GET {path}", user, self._book.get(path, user))

    def post(self, path: str, data: Entry, user: str = "kim") -> Answer:
        return self._note(f"POST {path}  {shown(data)}", user, self._book.post(path, data, user))

    def delete(self, path: str, user: str = "kim") -> Answer:
        return self._note(f"DELETE {path}", user, self._book.delete(path, user))

    def _note(self, asked: str, user: str, answer: Answer) -> Answer:
        self._lines.append(f"{user}:  {asked}  ->  {answer[0]}, {shown(answer[1])}")
        test, *_ = self._mine.called.splitlines()
        self._mine.called = "\n".join([test, *self._lines[-self.LINES :]])
        return answer


def tests_of(mine: Mine) -> list[str]:
    names: list[str] = mine.run("list(globals())", hint="no_tests")
    tests = [name for name in names if name.startswith("test_")]
    return [name for name in tests if isinstance(getattr(mine, name), types.FunctionType)]


def fails(mine: Mine, test: str, book: Book) -> bool:
    try:
        mine.run(f"{test}(server)", server=book, hint="right_server")
    except (SystemExit, KeyboardInterrupt):
        raise
    # What pytest.fail() raises is no Exception.
    except BaseException:
        mine.called = ""
        return True
    return False


def check_found(mine: Mine, book: type[Book], what: str, hint: str, found: str = "") -> None:
    names = tests_of(mine)
    if not any(fails(mine, name, book()) for name in names):
        got = "all of your tests pass" if len(names) > 1 else "your test passes"
        raise Wrong(f"your tests, on a server {what}", f"{got}{found}", "at least one fails", hint)


def test_there_are_tests(mine: Mine) -> None:
    if not tests_of(mine):
        raise Wrong("your tests", "no function whose name begins with test_", "at least one", "no_tests")


def test_all_pass_where_all_is_right(mine: Mine) -> None:
    for name in tests_of(mine):
        expected = "no error: this server is right"
        mine.run(f"{name}(server)", server=Server(mine), expected=expected, hint="right_server")


def test_answers_are_looked_at(mine: Mine) -> None:
    check_found(mine, Dead, "that answers 500 to everything", "no_assert")
    check_found(mine, Forgetful, "that forgets all that it is told", "status_only")


def test_each_bug_is_found(mine: Mine) -> None:
    names = tests_of(mine)
    found = sum(any(fails(mine, name, book()) for name in names) for book, _ in BUGS.values())
    for hint, (book, what) in BUGS.items():
        check_found(mine, book, what, hint, f"; found so far: {found} of {len(BUGS)} bugs")
