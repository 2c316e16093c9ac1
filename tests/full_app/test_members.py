"""Who is in a book: roles, the last owner, and invites that work once."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from account_book.models import ChangeLog, Idempotency, Invite, Member
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.full_app.cast import book_id, let_in, user_id
from tests.full_app.conftest import Household, database_of, sign_up
from tests.full_app.hostile import refusal, row_counts
from tests.threads import at_once

ACCEPT = "/api/v1/invites/accept"


def roles(home: Household) -> dict[int, str]:
    """Return the role of everybody who is in the book."""
    return {row["user_id"]: row["role"] for row in home.get("members")["items"]}


def give(owner: Household, member: Household, role: str) -> TestResponse:
    """Give a member another role."""
    return owner.ask("PATCH", f"members/{user_id(member)}", json={"role": role})


def take_out(asker: Household, member: Household) -> TestResponse:
    """Take a member out of the book."""
    return asker.ask("DELETE", f"members/{user_id(member)}")


def accept(guest: Household, code: str) -> TestResponse:
    """Use an invite."""
    return guest.ask("POST", ACCEPT, json={"code": code})


def books(home: Household) -> dict[int, str]:
    """Return the books that somebody is in, and their role in each."""
    return {row["id"]: row["role"] for row in home.get("/api/v1/books")["items"]}


@pytest.mark.parametrize("asker", ["owner", "editor", "viewer"])
def test_everybody_in_a_book_sees_who_is_in_it(app: Flask, home: Household, asker: str) -> None:
    people = {"owner": home, "editor": let_in(app, home, "editor"), "viewer": let_in(app, home, "viewer")}

    listed = people[asker].get("members")

    assert listed["next"] is None
    assert [(row["user_id"], row["email"], row["role"]) for row in listed["items"]] == [
        (user_id(person), person.email, role) for role, person in people.items()
    ]


def test_another_role_holds_from_the_next_request_on(app: Flask, home: Household) -> None:
    member = let_in(app, home, "viewer")
    entry = {"kind": "income", "day": "2026-01-05", "amount": 5, "account_id": home.accounts["bank"]}
    before = member.ask("POST", "entries", json=entry)

    raised = give(home, member, "editor")
    during = member.ask("POST", "entries", json=entry)
    lowered = give(home, member, "viewer")

    assert [answer.get_json()["role"] for answer in (raised, lowered)] == ["editor", "viewer"]
    assert [before.status_code, during.status_code] == [403, 201]
    refusal(member.ask("POST", "entries", json=entry), 403)


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_who_is_no_owner_decides_about_nobody(app: Flask, home: Household, role: str) -> None:
    member, other = let_in(app, home, role), let_in(app, home, "viewer")
    before = roles(home)

    answers = [
        give(member, other, "editor"),
        give(member, member, "owner"),
        take_out(member, other),
        take_out(member, home),
    ]

    assert all("errors" not in refusal(answer, 403) for answer in answers)
    assert roles(home) == before


@pytest.mark.parametrize(
    "step_down",
    [
        pytest.param(lambda home: give(home, home, "editor"), id="as editor"),
        pytest.param(lambda home: give(home, home, "viewer"), id="as viewer"),
        pytest.param(lambda home: take_out(home, home), id="out of the book"),
    ],
)
def test_a_book_keeps_its_last_owner(
    app: Flask, home: Household, step_down: Callable[[Household], TestResponse]
) -> None:
    let_in(app, home, "editor")
    before = roles(home), row_counts(app)

    response = step_down(home)

    refusal(response, 409)
    assert (roles(home), row_counts(app)) == before


@pytest.mark.parametrize(
    ("step_down", "left"),
    [
        pytest.param(lambda home: give(home, home, "viewer"), ["viewer", "owner"], id="as viewer"),
        pytest.param(lambda home: take_out(home, home), ["owner"], id="out of the book"),
    ],
)
def test_an_owner_may_hand_a_book_over(
    app: Flask, home: Household, step_down: Callable[[Household], TestResponse], left: list[str]
) -> None:
    heir = let_in(app, home, "editor")
    give(home, heir, "owner")

    response = step_down(home)

    assert response.status_code in {200, 204}
    assert list(roles(heir).values()) == left


def test_an_owner_who_stays_one_is_no_conflict(home: Household) -> None:
    response = give(home, home, "owner")

    assert (response.status_code, response.get_json()["role"]) == (200, "owner")


@pytest.mark.parametrize(
    "decide",
    [
        pytest.param(lambda one, other: give(one, other, "editor"), id="demote each other"),
        pytest.param(lambda one, other: give(one, one, "editor"), id="step down both"),
        pytest.param(lambda one, other: take_out(one, other), id="take each other out"),
        pytest.param(lambda one, other: take_out(one, one), id="leave both"),
    ],
)
def test_of_two_owners_at_once_one_stays(
    app: Flask, home: Household, decide: Callable[[Household, Household], TestResponse]
) -> None:
    owners = [home, let_in(app, home, "owner")]

    answers = at_once(2, lambda number: decide(owners[number], owners[1 - number]))

    # The second comes too late: it would leave nobody, or is asked by who is no owner any more.
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] in {200, 204}
    assert statuses[1] in {403, 404, 409}
    with database_of(app).reading() as connection:
        left = connection.scalars(select(Member.role).where(Member.book_id == book_id(home))).all()
    assert list(left).count("owner") == 1


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_everybody_may_leave_and_then_sees_nothing(app: Flask, home: Household, role: str) -> None:
    member = let_in(app, home, role)

    left = take_out(member, member)

    assert left.status_code == 204
    refusal(member.ask("GET", "entries"), 404)
    refusal(take_out(member, member), 404)
    assert book_id(home) not in books(member)
    assert list(roles(home)) == [user_id(home)]


def test_what_somebody_wrote_stays_with_their_name_when_they_are_taken_out(
    app: Flask, home: Household
) -> None:
    member = let_in(app, home, "editor")
    entry = member.spend(5)

    gone = take_out(home, member)

    assert gone.status_code == 204
    assert home.get(f"entries/{entry['id']}") == entry
    [line] = home.get(f"entries/{entry['id']}/log")["items"]
    assert (line["user_id"], line["nickname"]) == (user_id(member), member.email.partition("@")[0])


def test_who_is_no_member_cannot_be_made_one_or_taken_out(home: Household, stranger: Household) -> None:
    before = roles(home)

    answers = [give(home, stranger, "editor"), take_out(home, stranger)]

    assert all(refusal(answer, 404) for answer in answers)
    assert roles(home) == before


def test_the_history_says_who_let_whom_in_and_out(app: Flask, home: Household, stranger: Household) -> None:
    accept(stranger, home.post("invites", role="viewer")["code"])
    give(home, stranger, "editor")
    take_out(home, stranger)

    lines = home.get("log", limit=3)["items"]

    assert [(line["kind"], line["row_id"]) for line in lines] == [("member", user_id(stranger))] * 3
    assert [line["user_id"] for line in lines] == [user_id(home), user_id(home), user_id(stranger)]
    assert [(line["before"] or {}).get("role") for line in lines] == ["editor", "viewer", None]
    assert [(line["after"] or {}).get("role") for line in lines] == [None, "editor", "viewer"]


@pytest.mark.parametrize("role", ["viewer", "editor", "owner"])
def test_an_invite_lets_somebody_in_with_its_role(home: Household, stranger: Household, role: str) -> None:
    code = home.post("invites", role=role)["code"]

    response = accept(stranger, code)

    assert (response.status_code, response.get_json()["role"]) == (200, role)
    assert response.get_json()["id"] == book_id(home)
    assert roles(home)[user_id(stranger)] == books(stranger)[book_id(home)] == role


def test_an_invite_is_for_an_editor_and_a_week_unless_it_says_otherwise(home: Household) -> None:
    usual, other = home.post("invites"), home.post("invites", role="viewer", days=30)

    days = [
        (datetime.fromisoformat(row["expires_at"]) - datetime.fromisoformat(row["created_at"])).days
        for row in (usual, other)
    ]

    assert [row["role"] for row in (usual, other)] == ["editor", "viewer"]
    assert days == [7, 30]


def test_a_code_is_shown_once_and_kept_nowhere(
    app: Flask, home: Household, stranger: Household, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    made = home.ask("POST", "invites", json={}, headers={"Idempotency-Key": "k"}).get_json()
    listed = home.get("invites")["items"]
    accept(stranger, made["code"])

    [row] = listed
    assert row == {name: made[name] for name in ("id", "role", "created_at", "expires_at")}
    kept = [select(model.__table__).order_by(*model.__table__.primary_key) for model in _KEEPERS]
    with database_of(app).reading() as connection:
        rows = [str(list(connection.execute(statement))) for statement in kept]
    assert [made["code"] in text for text in (*rows, caplog.text, home.ask("GET", "log").text)] == [False] * 5


_KEEPERS: tuple[Any, ...] = (Invite, ChangeLog, Idempotency)


@pytest.fixture(scope="module")
def host(app: Flask) -> Household:
    """Somebody who invites, in vain."""
    return sign_up(app)


@pytest.fixture(scope="module")
def outsider(app: Flask) -> Household:
    """Somebody whom no code lets in."""
    return sign_up(app)


def used(home: Household) -> str:
    """Return the code of an invite that somebody else has used."""
    code: str = home.post("invites")["code"]
    assert accept(sign_up(home.client.application), code).status_code == 200
    return code


def taken_back(home: Household) -> str:
    """Return the code of an invite that was taken back."""
    made = home.post("invites")
    assert home.ask("DELETE", f"invites/{made['id']}").status_code == 204
    return str(made["code"])


def expired(home: Household) -> str:
    """Return the code of an invite that is too old."""
    made = home.post("invites", days=1)
    past = datetime.now(UTC) - timedelta(seconds=1)
    with database_of(home.client.application).writing() as connection:
        connection.execute(update(Invite).where(Invite.id == made["id"]).values(expires_at=past))
        connection.commit()
    return str(made["code"])


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(used, id="used"),
        pytest.param(taken_back, id="taken back"),
        pytest.param(expired, id="expired"),
        pytest.param(lambda home: home.post("invites")["code"][:-1], id="cut short"),
        pytest.param(lambda home: home.post("invites")["code"].swapcase(), id="other case"),
        pytest.param(lambda home: home.post("invites")["code"] + " ", id="blank behind"),
        pytest.param(lambda home: "%", id="joker"),
        pytest.param(lambda home: "' OR '1'='1", id="SQL"),
        pytest.param(lambda home: "\0", id="NUL"),
        pytest.param(lambda home: "🍙" * 100, id="emoji"),
    ],
)
def test_a_code_that_is_void_looks_like_none_at_all(
    app: Flask, host: Household, outsider: Household, code: Callable[[Household], str]
) -> None:
    void = code(host)
    before = row_counts(app)

    response, unknown = accept(outsider, void), accept(outsider, "x" * 32)

    assert list(refusal(response, 404)["errors"]) == ["code"]
    assert response.data == unknown.data
    assert book_id(host) not in books(outsider)
    assert row_counts(app) == before


@pytest.mark.parametrize("make", [used, taken_back, expired])
def test_an_invite_that_is_void_is_not_listed(home: Household, make: Callable[[Household], str]) -> None:
    make(home)

    listed = home.get("invites")["items"]

    assert listed == []


def test_only_an_invite_that_can_be_used_is_taken_back(home: Household, stranger: Household) -> None:
    made = home.post("invites")
    accept(stranger, made["code"])

    response = home.ask("DELETE", f"invites/{made['id']}")

    refusal(response, 404)
    assert user_id(stranger) in roles(home)


@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_who_is_a_member_already_leaves_the_invite_to_others(
    app: Flask, home: Household, stranger: Household, role: str
) -> None:
    member = home if role == "owner" else let_in(app, home, role)
    code = home.post("invites", role="editor")["code"]

    response = accept(member, code)

    refusal(response, 409)
    assert roles(home)[user_id(member)] == role
    assert accept(stranger, code).status_code == 200


def test_who_was_taken_out_may_be_invited_again(app: Flask, home: Household) -> None:
    member = let_in(app, home, "editor")
    take_out(home, member)

    response = accept(member, home.post("invites", role="viewer")["code"])

    assert response.status_code == 200
    assert roles(home)[user_id(member)] == "viewer"


def test_of_six_who_use_one_invite_at_once_one_gets_in(app: Flask, home: Household) -> None:
    code, guests = home.post("invites")["code"], [sign_up(app) for _ in range(6)]

    answers = at_once(6, lambda number: accept(guests[number], code))

    assert sorted(answer.status_code for answer in answers) == [200] + [404] * 5
    assert len(roles(home)) == 2


def test_who_uses_an_invite_several_times_at_once_gets_in_once(
    app: Flask, home: Household, stranger: Household
) -> None:
    code = home.post("invites")["code"]

    answers = at_once(4, lambda _number: accept(stranger, code))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {404, 409}
    assert list(roles(home)) == [user_id(home), user_id(stranger)]


def test_who_uses_two_invites_of_a_book_at_once_is_in_it_once(home: Household, stranger: Household) -> None:
    codes = [home.post("invites", role=role)["code"] for role in ("viewer", "editor")]

    answers = at_once(2, lambda number: accept(stranger, codes[number]))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert list(roles(home)) == [user_id(home), user_id(stranger)]
    assert len(home.get("invites")["items"]) == 1
