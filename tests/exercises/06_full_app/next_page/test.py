"""Pages of a list in which others write at the same time."""

from typing import Any
from urllib.parse import quote

# Imported here, so that it does not count as time that a file under test takes.
import flask  # noqa: F401

from tests.tutor.mine import Mine, Wrong, both, shown
from tests.tutor.servers import Site, serving

Item = dict[str, Any]
# In the order in which they were written.
IN_ORDER = ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"]
OUT_OF_ORDER = ["2026-01-03", "2026-01-05", "2025-12-31", "2026-01-05", "2026-01-04"]
ONE_DAY = ["2026-01-05", "2026-01-05", "2026-01-05", "2026-01-05", "2026-01-05"]
THERE_ARE_MORE = both("a cursor: there are more", "커서 (내역이 더 있습니다)")
NO_MORE = both("null: there are no more", "null (내역이 더 없습니다)")
MIXED = ["2026-01-05", "2026-01-06", "2026-01-05", "2026-01-04", "2026-01-06", "2026-01-05", "2026-01-04"]


def write(mine: Mine, days: list[str]) -> list[Item]:
    """Write entries, and return all in the order in which they are to be listed."""
    mine.database.executemany("INSERT INTO entries (day, memo) VALUES (?, '점심')", [(day,) for day in days])
    rows = mine.database.execute("SELECT id, day, memo FROM entries").fetchall()
    return sorted((dict(row) for row in rows), key=lambda item: (item["day"], item["id"]), reverse=True)


def page(site: Site, limit: int, cursor: object, hint: str) -> dict[str, Any]:
    path = f"/entries?limit={limit}" + ("" if cursor is None else f"&cursor={quote(str(cursor))}")
    wanted = '{"items": [...], "next": ...}'
    answer = site.ask("GET", path, expected=wanted, hint=hint)
    found = answer.json
    if answer.status != 200 or not isinstance(found, dict) or set(found) != {"items", "next"}:
        raise Wrong(answer.called, f"{answer.status}  {shown(found)}", wanted, hint)
    if not isinstance(found["next"], str | int | None):
        text = both("a text, or null", "텍스트 또는 null")
        raise Wrong(f'{answer.called}  ["next"]', shown(found["next"]), text, "shape")
    return {**found, "called": answer.called}


def check_items(found: dict[str, Any], items: list[Item], *, hint: str, before: str = "") -> None:
    """Check the entries of a page; `before` tells of what was asked or done before it."""
    if found["items"] != items:
        got, expected = told(found["items"]), told(items)
        if got == expected:
            got, expected = shown(found["items"]), shown(items)
        raise Wrong(f'{before}{found["called"]}  ["items"]', got, expected, hint)


def told(items: Any) -> str:
    """Return entries as days and ids, which is shorter."""
    try:
        return "[" + ", ".join(f"{item['day']} id {item['id']}" for item in items) + "]"
    except (TypeError, KeyError):
        return shown(items)


def check_all(site: Site, limit: int, items: list[Item], *, hint: str) -> None:
    """Check that the pages, one after the other, are the list."""
    cursor, before = None, ""
    for start in range(0, len(items), limit):
        found = page(site, limit, cursor, hint)
        check_items(found, items[start : start + limit], hint=hint, before=before)
        cursor, before = found["next"], f"{found['called']}  ->  {told(found['items'])}\n"
        if start + limit < len(items) and cursor is None:
            raise Wrong(next_of(found, len(items)), "null", THERE_ARE_MORE, "more")
    if cursor is not None:
        raise Wrong(next_of(found, len(items)), shown(cursor), NO_MORE, "more")


def next_of(found: dict[str, Any], count: int) -> str:
    """Return what was called for a page, whose `next` is looked at, and how many entries there are."""
    there = both(f"# entries in the table: {count}", f"# 테이블에 있는 내역: {count}건")
    return f'{there}\n{found["called"]}  ["next"]'


def test_one_page(mine: Mine) -> None:
    with serving(mine, mine.app) as site:
        check_items(page(site, 10, None, "shape"), [], hint="shape")

        items = write(mine, ["2026-01-05"])
        check_items(page(site, 10, None, "shape"), items, hint="shape")


def test_the_order(mine: Mine) -> None:
    items = write(mine, OUT_OF_ORDER)
    with serving(mine, mine.app) as site:
        check_items(page(site, 10, None, "order"), items, hint="order")


def test_as_many_as_asked_for(mine: Mine) -> None:
    items = write(mine, IN_ORDER)
    with serving(mine, mine.app) as site:
        for limit in (1, 4, 5, 200):
            check_items(page(site, limit, None, "limit"), items[:limit], hint="limit")


def test_whether_there_are_more(mine: Mine) -> None:
    with serving(mine, mine.app) as site:
        for days in ([], ["2026-01-05"], ["2026-01-06"]):
            items = write(mine, days)
            found = page(site, 2, None, "more")
            if found["next"] is not None:
                raise Wrong(next_of(found, len(items)), shown(found["next"]), NO_MORE, "more")
        items = write(mine, ["2026-01-07"])
        found = page(site, 2, None, "more")
        if found["next"] is None:
            raise Wrong(next_of(found, len(items)), "null", THERE_ARE_MORE, "more")


def test_all_pages(mine: Mine) -> None:
    items = write(mine, IN_ORDER)
    with serving(mine, mine.app) as site:
        check_all(site, 2, items, hint="follow")
        check_all(site, 5, items, hint="follow")
        # The days do not come in the order of the ids, nor do the ids, as texts, in their own.
        twelve = ["2026-01-05"] * 12
        for days, limit in [(OUT_OF_ORDER, 1), (ONE_DAY, 2), (MIXED, 2), (MIXED, 3), (twelve, 5)]:
            mine.database.execute("DELETE FROM entries")
            check_all(site, limit, write(mine, days), hint="both")


def test_an_entry_that_is_added(mine: Mine) -> None:
    items = write(mine, MIXED)
    with serving(mine, mine.app) as site:
        found = page(site, 2, None, "in_between")
        write(mine, ["2026-01-31"])
        added = both("(2026-01-31 is added)", "(2026-01-31 추가)")
        before = f"{found['called']}  ->  {told(found['items'])}\n{added}\n"
        second = page(site, 2, found["next"], "in_between")
        check_items(second, items[2:4], hint="in_between", before=before)


def test_an_entry_that_is_deleted(mine: Mine) -> None:
    items = write(mine, MIXED)
    with serving(mine, mine.app) as site:
        before, cursor = "", None
        # The first of a page is deleted when the page has been seen, and then the last of the next one.
        for start, end, gone, hint in [
            (0, 3, 0, "in_between"),
            (3, 5, 4, "in_between"),
            (5, 7, 5, "deleted"),
        ]:
            found = page(site, end - start, cursor, hint)
            check_items(found, items[start:end], hint=hint, before=before)
            mine.database.execute("DELETE FROM entries WHERE id = ?", (items[gone]["id"],))
            deleted = both(f"(id {items[gone]['id']} is deleted)", f"(id {items[gone]['id']} 삭제)")
            before = f"{found['called']}  ->  {told(found['items'])}\n{deleted}\n"
            cursor = found["next"]
