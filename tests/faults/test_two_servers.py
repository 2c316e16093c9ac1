"""Two servers on one database, asked at the same moment: the rules of a book hold as if there were one."""

import json
import secrets
from collections import Counter
from typing import Any

from tests.faults.bank import Servers, asking
from tests.faults.clients import Answer, Household
from tests.faults.diary import check
from tests.faults.figures import record
from tests.faults.test_bank import servers as servers
from tests.full_app.shell import PASSWORD
from tests.threads import at_once

ROUNDS, OWNERS = 6, 20
"""How often a race is run: who wins is not for us to say."""
ENTRY = {"kind": "expense", "day": "2026-01-05", "amount": 5}


def test_two_owners_who_let_each_other_or_themselves_go_leave_one(servers: Servers) -> None:
    owner, other = servers.home(), servers.home()
    other.book = owner.book
    with asking(servers, 0, owner) as first, asking(servers, 1, other) as second:
        second.post("/api/v1/invites/accept", code=first.post("invites", role="owner")["code"])
        numbers = [row["user_id"] for row in first.get("members")["items"]]
        clients, won = [first, second], Counter[int]()
        for round_ in range(OWNERS):
            # In turn oneself and the other: rows that nobody else writes.
            whom = numbers if round_ % 2 else numbers[::-1]

            def leave(index: int, whom: list[int] = whom) -> Answer:
                return clients[index].ask("PATCH", f"members/{whom[index]}", {"role": "editor"})

            answers = at_once(2, leave)
            assert Counter(answer.status for answer in answers)[200] == 1, answers
            assert all(answer.status in {200, 403, 409} for answer in answers), answers
            members = {row["user_id"]: row["role"] for row in first.get("members")["items"]}
            assert sorted(members.values()) == ["editor", "owner"]
            deciding = clients[numbers.index(next(n for n, role in members.items() if role == "owner"))]
            gone = next(number for number, role in members.items() if role == "editor")
            assert deciding.ask("PATCH", f"members/{gone}", {"role": "owner"}).status == 200
            won[clients.index(deciding)] += 1
    record(f"last owner, {servers.name}", races=OWNERS, books_without_owner=0, won=sorted(won.values()))


def test_an_account_goes_or_its_entries_stay(servers: Servers) -> None:
    home, ends = servers.home(), Counter[str]()
    clients = [servers.client(number, home) for number in range(4)]
    for number in range(ROUNDS):
        made = clients[0].post("accounts", name=f"지갑 {number}", kind="cash")

        def act(index: int, account: int = made["id"]) -> int:
            # Two by each server, one of which removes what the other one writes on.
            if index in {0, 3}:
                return clients[index].ask("DELETE", f"accounts/{account}", If_Match="*").status
            return clients[index].ask("POST", "entries", {**ENTRY, "account_id": account}).status

        removed, *written, again = at_once(4, act)
        is_there = made["id"] in [row["id"] for row in clients[1].get("accounts")["items"]]
        if is_there:
            assert ({removed, again}, 201 in written) == ({409}, True), (removed, written, again)
        else:
            assert (sorted([removed, again]), set(written)) == ([204, 404], {404})
        ends["stayed" if is_there else "went"] += 1
    for client in clients:
        client.line.close()
    assert check(servers.folder, servers.database).startswith("All is well: ")
    record(f"account removed and written on at once, {servers.name}", races=ROUNDS, **ends)


def test_a_name_and_an_address_are_taken_once(servers: Servers) -> None:
    home, email = servers.home(), f"{secrets.token_hex(6)}@example.com"

    def take(number: int) -> list[int]:
        with asking(servers, number, home) as client:
            return [
                client.ask("POST", "accounts", {"name": "비상금", "kind": "bank"}).status,
                client.ask("POST", "rules", {"contains": "시장", "category_id": category}).status,
                client.ask("POST", "/api/v1/auth/signup", {"email": email, "password": PASSWORD}).status,
            ]

    with asking(servers, 0, home) as client:
        category = client.get("categories")["items"][0]["id"]
    answers = at_once(6, take)

    assert [sorted(statuses) for statuses in zip(*answers, strict=True)] == [[201] + [409] * 5] * 3


def test_of_fifty_who_send_one_key_to_both_servers_one_writes_and_all_get_its_answer(
    servers: Servers,
) -> None:
    home, key = servers.home(), secrets.token_hex(8)

    def send(number: int) -> tuple[Any, ...]:
        with asking(servers, number, home) as client:
            body = {**ENTRY, "account_id": home.account_id}
            answer = client.ask("POST", "entries", body, Idempotency_Key=key)
        return (answer.status, answer.body, answer.headers["Location"], answer.headers["ETag"])

    answers = Counter(at_once(50, send))

    assert [(answer[0], count) for answer, count in answers.items()] == [(201, 50)]
    with asking(servers, 1, home) as client:
        (entry,) = client.get("entries")["items"]
    assert entry == json.loads(next(iter(answers))[1])
    record(f"one key from 50, {servers.name}", rows=1, answers=len(answers))


def test_of_twenty_who_refresh_with_one_token_at_both_servers_one_wins(servers: Servers) -> None:
    home = Household(servers.urls[0], "")
    with asking(servers, 0, home) as client:
        body = {"email": f"{secrets.token_hex(6)}@example.com", "password": PASSWORD}
        token = client.post("/api/v1/auth/signup", **body)["refresh_token"]

    def refresh(number: int) -> int:
        with asking(servers, number, home) as client:
            return client.ask("POST", "/api/v1/auth/refresh", {"refresh_token": token}).status

    assert sorted(at_once(20, refresh)) == [200] + [401] * 19
