"""pytest.fail in place of assert, and one list of what is to be refused."""

import pytest

LUNCH = {"day": "2026-12-31", "kind": "expense", "amount": 9000}


def must(condition, why):
    if not condition:
        pytest.fail(why)


def test_refusals(server):
    for amount in [0, -9000]:
        must(server.post("/entries", {**LUNCH, "amount": amount})[0] == 422, f"{amount} was accepted")
    must(server.get("/entries")[1] == [], "something was written all the same")


def test_write_list_delete(server):
    status, lunch = server.post("/entries", LUNCH)
    must(status == 201, "not created")
    must(server.get("/entries?month=2026-12")[1] == [lunch], "not listed in December")
    must(server.get("/entries", user="lee")[1] == [], "lee sees it")
    must(server.get("/balance")[1]["balance"] == -9000, "not in the balance")
    server.delete(f"/entries/{lunch['id']}")
    must(server.get("/entries?month=2026-12")[1] == [], "not deleted")
