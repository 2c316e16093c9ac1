"""Requests that come once and twice, with new keys and with used ones."""

from typing import Any

# Imported here, so that it does not count as time that a file under test takes.
import flask  # noqa: F401

from tests.tutor.mine import Mine, Wrong, both, shown
from tests.tutor.servers import Answer, Site, serving

LUNCH = {"memo": "점심", "amount": 9000}
TAXI = {"memo": "taxi", "amount": 7000}


def post(
    site: Site, data: dict[str, Any], key: str | None, *, expected: int, hint: str, path: str = "/entries"
) -> Answer:
    """Send an entry, and return the answer, which may have another status than the one expected."""
    headers = {} if key is None else {"Idempotency-Key": key}
    return site.ask("POST", path, data=data, headers=headers, expected=str(expected), hint=hint)


def check_post(
    site: Site, data: dict[str, Any], key: str | None, *, expected: int, hint: str, path: str = "/entries"
) -> Answer:
    answer = post(site, data, key, expected=expected, hint=hint, path=path)
    if answer.status != expected:
        raise Wrong(answer.called, told(answer), str(expected), hint)
    return answer


def told(answer: Answer) -> str:
    return f"{answer.status}  {shown(answer.json)}"


def check_book(site: Site, sent: str, memos: list[str], *, hint: str) -> None:
    """Check what the book holds after what was sent to it."""
    answer = site.ask("GET", "/entries", expected=shown(memos), hint=hint)
    found = [entry["memo"] for entry in answer.json]
    if found != memos:
        called = f"{sent}\nGET  /entries  {both('(the memos)', '(메모)')}"
        raise Wrong(called, repr(found), repr(memos), hint)


def check_same(sent: str, answer: Answer, first: Answer, *, hint: str) -> None:
    """Check that an answer, after what was sent before, is the first one to this request."""
    if (answer.status, answer.json) != (first.status, first.json):
        raise Wrong(f"{sent}\n{answer.called}", told(answer), told(first), hint)


def test_requests_without_a_key(mine: Mine) -> None:
    with serving(mine, mine.app) as site:
        try:
            first = post(site, LUNCH, None, expected=201, hint="as_before")
        except KeyError:
            mine.hint = "key_wanted"
            raise
        if first.status != 201:
            refused = first.status >= 400 and not mine.entries
            raise Wrong(first.called, told(first), "201", "key_wanted" if refused else "as_before")
        check_book(site, first.called, ["점심"], hint="as_before")
        mine.compare(first.called, first.json, {**LUNCH, "id": 1}, hint="as_before")

        second = post(site, LUNCH, None, expected=201, hint="no_key")
        check_book(site, f"{first.called}\n{first.called}", ["점심", "점심"], hint="no_key")
        called = f"{first.called}\n{second.called}"
        mine.compare(called, second.json, {**LUNCH, "id": 2}, hint="no_key")


def test_a_request_that_comes_again(mine: Mine) -> None:
    with serving(mine, mine.app) as site:
        first = check_post(site, LUNCH, "a1", expected=201, hint="as_before")
        check_book(site, first.called, ["점심"], hint="as_before")

        second = post(site, LUNCH, "a1", expected=201, hint="same_answer")
        check_book(site, f"{first.called}\n{first.called}", ["점심"], hint="twice")
        check_same(first.called, second, first, hint="same_answer")
        third = post(site, LUNCH, "a1", expected=201, hint="same_answer")
        sent = f"{first.called}\n{second.called}"
        check_same(sent, third, first, hint="same_answer")
        check_book(site, f"{sent}\n{third.called}", ["점심"], hint="twice")


def test_several_keys(mine: Mine) -> None:
    with serving(mine, mine.app) as site:
        lunch = check_post(site, LUNCH, "a1", expected=201, hint="each_key")
        taxi = check_post(site, TAXI, "b2", expected=201, hint="each_key")
        check_book(site, f"{lunch.called}\n{taxi.called}", ["점심", "taxi"], hint="each_key")
        another = check_post(site, LUNCH, "c3", expected=201, hint="each_key")
        sent = f"{lunch.called}\n{taxi.called}\n{another.called}"
        check_book(site, sent, ["점심", "taxi", "점심"], hint="each_key")

        for data, key, first in [(LUNCH, "a1", lunch), (TAXI, "b2", taxi), (LUNCH, "c3", another)]:
            again = post(site, data, key, expected=201, hint="each_key")
            check_same(sent, again, first, hint="each_key")
            sent += f"\n{again.called}"
        check_book(site, sent, ["점심", "taxi", "점심"], hint="each_key")


def test_another_body(mine: Mine) -> None:
    with serving(mine, mine.app) as site:
        first = check_post(site, LUNCH, "a1", expected=201, hint="other_body")
        sent = first.called
        for data in (TAXI, {**LUNCH, "amount": 9001}, {**LUNCH, "amount": 8999}, {**LUNCH, "memo": "책"}):
            other = post(site, data, "a1", expected=422, hint="other_body")
            if other.status != 422:
                raise Wrong(f"{first.called}\n{other.called}", told(other), "422", "other_body")
            check_book(site, f"{first.called}\n{other.called}", ["점심"], hint="other_body")
            sent += f"\n{other.called}"
        again = post(site, LUNCH, "a1", expected=201, hint="other_body")
        check_same(sent, again, first, hint="other_body")


def test_an_answer_that_is_not_kept(mine: Mine) -> None:
    with serving(mine, mine.app) as site:
        book, sent = {"memo": "book", "amount": 0}, ""
        for amount, status in [(0, 400), (0, 400), (-1, 400), (1, 201)]:
            answer = post(site, {**book, "amount": amount}, "d4", expected=status, hint="free_again")
            sent += f"{answer.called}\n"
            if answer.status != status:
                raise Wrong(sent, told(answer), str(status), "free_again")
        check_book(site, sent.strip(), ["book"], hint="free_again")


def test_which_answers_are_kept(mine: Mine) -> None:
    calls = 0

    def view() -> tuple[dict[str, int], int]:
        nonlocal calls
        calls += 1
        return {"call": calls}, status

    with serving(mine, mine.app) as site:
        decorated = mine.run("idempotent(view)", view=view, hint="as_before")
        mine.app.add_url_rule("/test", "test", decorated, methods=["POST"])
        for status in (200, 303, 399, 404, 500):
            calls, kept = 0, status < 400
            hint = "which_are_kept" if kept else "free_again"
            first = check_post(site, {}, f"key{status}", expected=status, hint=hint, path="/test")
            second = check_post(site, {}, f"key{status}", expected=status, hint=hint, path="/test")
            if calls != (1 if kept else 2):
                called = f"{first.called}  ->  {status}\n{second.called}  ->  {status}"
                got = both(f"calls of the view: {calls}", f"뷰 호출 횟수: {calls}")
                raise Wrong(called, got, "1" if kept else "2", hint)
