"""Statements that come again, overlap, and hold equal lines."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from tests.tutor.mine import Mine, Wrong, both, shown

Line = tuple[str, int, str]

BUS = ("2026-01-05", -1250, "Bus")
COFFEE = ("2026-01-05", -4500, "카페 봄")
LUNCH = ("2026-01-06", -9000, "김밥천국")
SECONDS = 5
SAME_KEYS = both("the same keys", "같은 키")
RESTARTED = """
import json, runpy, sys
names = runpy.run_path(sys.argv[1])
lines = [tuple(line) for line in json.load(sys.stdin)]
print()
print(json.dumps(list(names["keys"](lines))))
"""


def call(lines: list[Line]) -> str:
    return f"keys({lines!r})"


def keys(mine: Mine, lines: list[Line], hint: str) -> list[str]:
    """Return the keys of some lines; they have to be as many, and texts."""
    texts = both("a list of texts, one for each line", "행마다 하나씩, 텍스트의 리스트")
    expected = texts if lines else "[]"
    value: Any = mine.run(call(lines), hint=hint, expected=expected)
    if isinstance(value, Iterator):
        mine.about_to(call(lines), hint, expected)
        value = list(value)
        mine.called = ""
    is_list = isinstance(value, list | tuple) and all(isinstance(key, str) for key in value)
    if not is_list or len(value) != len(lines):
        raise Wrong(call(lines), shown(value), expected, "one_each")
    return list(value)


def different(number: int) -> str:
    several = both(f"{number} different keys", f"서로 다른 키 {number}개")
    return several if number > 1 else both("the same key", "같은 키")


def others(keys: list[str], first: list[str]) -> str:
    """Return how keys differ from those that came first."""
    one, another = next(pair for pair in zip(first, keys, strict=True) if pair[0] != pair[1])
    return both(
        f"other keys the second time: {another!r} in place of {one!r}",
        f"두 번째에는 다른 키: {one!r} 대신 {another!r}",
    )


def test_one_key_for_each_line(mine: Mine) -> None:
    keys(mine, [], "one_each")
    keys(mine, [BUS], "one_each")
    keys(mine, [BUS, COFFEE, LUNCH], "one_each")
    keys(mine, [BUS, BUS], "one_each")


def test_the_same_statement_again(mine: Mine) -> None:
    statement = [BUS, COFFEE, BUS]
    first, second = keys(mine, statement, "again"), keys(mine, statement, "again")
    if first != second:
        raise Wrong(f"{call(statement)}\n{call(statement)}", others(second, first), SAME_KEYS, "again")


def test_equal_lines(mine: Mine) -> None:
    for statement in ([BUS, BUS], [BUS, COFFEE, BUS], [COFFEE, COFFEE, COFFEE]):
        found = len(set(keys(mine, statement, "twins")))
        if found != len(statement):
            raise Wrong(call(statement), different(found), different(len(statement)), "twins")


def test_statements_that_overlap(mine: Mine) -> None:
    # Each line alone is the first of its kind, and so it is among lines that are unlike it.
    statement = [
        *(("2026-01-04", -1250, "Bus"), BUS, ("2026-01-05", -1250, "카페 봄")),
        *(("2026-01-05", -3000, "Bus"), ("2026-01-05", 1250, "Bus")),
    ]
    for index, line in enumerate(statement):
        if keys(mine, statement, "overlap")[index] != keys(mine, [line], "overlap")[0]:
            called = f"{call(statement)}[{index}]\n{call([line])}[0]"
            raise Wrong(called, different(2), different(1), "overlap")
    before, after = [BUS, COFFEE, BUS, COFFEE], [COFFEE, LUNCH, COFFEE, BUS, COFFEE]
    known = keys(mine, before, "overlap")
    found = keys(mine, after, "overlap")
    for index, wanted in [(0, 1), (2, 3), (3, 0)]:
        called = f"{call(before)}[{wanted}]\n{call(after)}[{index}]"
        if found[index] != known[wanted]:
            raise Wrong(called, different(2), different(1), "overlap")
    if found[4] in known:
        got = both(f"a key that {call(before)} has", f"{call(before)}에 있는 키")
        raise Wrong(f"{call(after)}[4]", got, both("a new key", "새로운 키"), "twins")


def test_lines_that_differ(mine: Mine) -> None:
    others = [("2026-01-06", -1250, "Bus"), ("2025-01-05", -1250, "Bus"), ("2026-01-05", 1250, "Bus")]
    others += [("2026-01-05", -1251, "Bus"), ("2026-01-05", -1250, "버스"), ("2026-01-05", -1250, "bus")]
    for other in others:
        called = f"{call([BUS])}\n{call([other])}"
        if keys(mine, [BUS], "apart") == keys(mine, [other], "apart"):
            raise Wrong(called, different(1), different(2), "apart")


def test_a_long_payee(mine: Mine) -> None:
    line = ("2026-01-05", -1250, "서울특별시 버스운송사업조합 " * 4)
    long = keys(mine, [line], "short")[0]
    if len(long) > 64:
        got = both(f"a key of {len(long)} characters: {long!r}", f"{len(long)}자인 키: {long!r}")
        raise Wrong(call([line]), got, both("64 at most", "64자 이하"), "short")
    other = ("2026-01-05", -1250, f"{line[2]}2")
    if keys(mine, [other], "cut") == [long]:
        raise Wrong(f"{call([line])}\n{call([other])}", different(1), different(2), "cut")


def test_values_that_touch(mine: Mine) -> None:
    for one, other in [
        (("2026-01-05", -1250, "3M"), ("2026-01-05", -12503, "M")),
        (("2026-01-05", 1250, "7-Eleven"), ("2026-01-05", 12507, "-Eleven")),
    ]:
        called = f"{call([one])}\n{call([other])}"
        if keys(mine, [one], "joined") == keys(mine, [other], "joined"):
            raise Wrong(called, different(1), different(2), "joined")
    # The eleventh of one kind, beside the first of another.
    for often, once in [
        (("2026-01-05", -1250, "Bus"), ("2026-01-05", -1250, "Bus1")),
        (("2026-01-05", 25, "Bus"), ("2026-01-05", 251, "Bus")),
        (("2026-01-05", 250, "Bus"), ("2026-01-05", 1250, "Bus")),
    ]:
        found = len(set(keys(mine, [once] + [often] * 11, "joined")))
        if found != 12:
            raise Wrong(f"keys([{once!r}] + [{often!r}] * 11)", different(found), different(12), "joined")


def test_after_a_restart(mine: Mine) -> None:
    statement = [BUS, COFFEE, BUS]
    command = [sys.executable, "-I", "-X", "utf8", "-c", RESTARTED, mine.__file__]
    done = subprocess.run(
        command, input=json.dumps(statement), capture_output=True, encoding="utf-8", timeout=SECONDS
    )
    restarted = both("(the server is started anew)", "(서버를 다시 시작)")
    called = f"{call(statement)}\n{restarted}\n{call(statement)}"
    *_, last = (done.stdout if done.returncode == 0 else done.stderr).splitlines()
    if done.returncode != 0:
        raise Wrong(called, last, SAME_KEYS, "restart")
    first, second = keys(mine, statement, "restart"), json.loads(last)
    if first != second:
        raise Wrong(called, others(second, first), SAME_KEYS, "restart")
