"""Servers, one of which is right, for the tests that are judged here."""

import calendar
import copy
import types
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.tutor.mine import Mine, Wrong, both, shown

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


def tests_on(server: str, korean: str) -> str:
    return both(f"your tests, on a server {server}", f"{korean} 서버에서 실행한 테스트")


BUGS: dict[str, tuple[type[Book], str]] = {
    "created": (AnotherStatus, tests_on("whose answer to a POST has a bug", "POST의 응답에 버그가 있는")),
    "deleted": (StillThere, tests_on("whose DELETE has a bug", "DELETE에 버그가 있는")),
    "signs": (AllIsIncome, tests_on("whose balance has a bug", "잔액에 버그가 있는")),
    "month": (LastDayLost, tests_on("whose list of a month has a bug", "한 달 내역에 버그가 있는")),
    "refused": (
        AnyAmount,
        tests_on("that does not refuse what it has to", "거부해야 할 것을 거부하지 않는"),
    ),
    "privacy": (
        OpenToAll,
        tests_on("on which others see too much", "다른 사람에게 너무 많은 것이 보이는"),
    ),
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


def check_found(mine: Mine, book: type[Book], called: str, hint: str, found: str = "") -> None:
    names = tests_of(mine)
    if not any(fails(mine, name, book()) for name in names):
        all_pass = both("all of your tests pass", "모든 테스트가 통과합니다")
        got = all_pass if len(names) > 1 else both("your test passes", "테스트가 통과합니다")
        fails_there = both("at least one fails", "적어도 한 테스트는 실패")
        raise Wrong(called, f"{got}{found}", fails_there, hint)


def test_there_are_tests(mine: Mine) -> None:
    if not tests_of(mine):
        got = both("no function whose name begins with test_", "이름이 test_로 시작하는 함수가 없습니다")
        tests, expected = both("your tests", "작성한 테스트"), both("at least one", "하나 이상")
        raise Wrong(tests, got, expected, "no_tests")


def test_all_pass_where_all_is_right(mine: Mine) -> None:
    for name in tests_of(mine):
        expected = both("no error: this server is right", "오류 없음: 올바른 서버입니다")
        mine.run(f"{name}(server)", server=Server(mine), expected=expected, hint="right_server")


def test_answers_are_looked_at(mine: Mine) -> None:
    dead = tests_on("that answers 500 to everything", "모든 요청에 500으로 응답하는")
    check_found(mine, Dead, dead, "no_assert")
    forgetful = tests_on("that forgets all that it is told", "받은 내역을 모두 잊어버리는")
    check_found(mine, Forgetful, forgetful, "status_only")


def test_each_bug_is_found(mine: Mine) -> None:
    names = tests_of(mine)
    found = sum(any(fails(mine, name, book()) for name in names) for book, _ in BUGS.values())
    so_far = both(
        f"; found so far: {found} of {len(BUGS)} bugs",
        f". 지금까지 {len(BUGS)}개 중 {found}개의 버그를 찾았습니다",
    )
    for hint, (book, called) in BUGS.items():
        check_found(mine, book, called, hint, so_far)
