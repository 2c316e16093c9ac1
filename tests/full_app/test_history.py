"""The history over the API: paged without gaps, for the whole book and for one entry, with who did it."""

from flask import Flask

from tests.full_app.bookkeeping import change, log, member, remove
from tests.full_app.conftest import Household
from tests.full_app.hostile import claims_of


def test_pages_of_the_history_are_whole_while_somebody_writes(home: Household) -> None:
    for amount in range(1, 6):
        home.spend(amount)
    expected = [line["id"] for line in log(home)]

    found, page = [], home.get("log", limit=4)
    while True:
        found += [line["id"] for line in page["items"]]
        if page["next"] is None:
            break
        home.spend(99)
        page = home.get("log", limit=4, cursor=page["next"])

    # Sign-up alone has more than a page: book, member, accounts and categories in one group.
    assert len(expected) > 20
    assert found == expected


def test_a_page_that_holds_the_last_line_is_the_last(home: Household) -> None:
    count = len(log(home))

    assert home.get("log", limit=count)["next"] is None
    assert home.get("log", limit=count - 1)["next"] is not None


def test_an_entry_has_a_history_of_its_own_when_it_is_deleted_too(home: Household) -> None:
    entry, other = home.spend(1), home.spend(2)
    change(home, f"entries/{entry['id']}", amount=3)
    change(home, f"entries/{other['id']}", amount=4)
    remove(home, f"entries/{entry['id']}")

    first = home.get(f"entries/{entry['id']}/log", limit=2)
    second = home.get(f"entries/{entry['id']}/log", limit=2, cursor=first["next"])

    lines = first["items"] + second["items"]
    assert [(line["row_id"], line["after"]["version"]) for line in lines] == [
        (entry["id"], n) for n in (3, 2, 1)
    ]
    assert second["next"] is None


def test_only_entries_of_this_book_have_a_history_in_it(home: Household, stranger: Household) -> None:
    entry = stranger.spend(1)

    answers = [home.ask("GET", f"entries/{id_}/log") for id_ in (entry["id"], 10**17)]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_cursor_is_good_for_the_list_and_the_book_it_is_of(home: Household, stranger: Household) -> None:
    cursors = [home.get("log", limit=1)["next"], stranger.get("log", limit=1)["next"]]
    for _ in range(2):
        home.spend(1)
    cursors.append(home.get("entries", limit=1)["next"])

    asked = [("entries", cursors[0]), ("log", cursors[1]), ("log", cursors[2])]
    statuses = [home.ask("GET", path, query_string={"cursor": it}).status_code for path, it in asked]

    assert statuses == [400, 400, 400]


def test_each_line_says_who_of_the_members_it_was(app: Flask, home: Household) -> None:
    guest = member(app, home, "editor")
    entry = home.spend(1)

    change(guest, f"entries/{entry['id']}", amount=2)

    lines = home.get(f"entries/{entry['id']}/log")["items"]
    people = [int(claims_of(asker.tokens["access_token"])["sub"]) for asker in (guest, home)]
    assert [line["user_id"] for line in lines] == people
