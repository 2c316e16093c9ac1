"""The assertions of unittest, and helpers."""

from unittest import TestCase

check = TestCase()


def write(server, day="2026-05-15", kind="income", amount=1000, user="kim"):
    return server.post("/entries", {"day": day, "kind": kind, "amount": amount}, user=user)


def ids(server, path="/entries", user="kim"):
    return {entry["id"] for entry in server.get(path, user=user)[1]}


def test_status(server):
    check.assertEqual(write(server)[0], 201)


def test_amount(server):
    write(server, amount=-1000)
    check.assertEqual(ids(server), set())


def test_owner(server):
    write(server, user="kim")
    check.assertFalse(ids(server, user="lee"))


def test_delete(server):
    number = write(server)[1]["id"]
    server.delete(f"/entries/{number}")
    check.assertNotIn(number, ids(server))


def test_month(server):
    days = ("2024-02-01", "2024-02-29", "2024-03-01", "2024-03-31")
    made = [write(server, day=day)[1]["id"] for day in days]
    check.assertSetEqual(ids(server, "/entries?month=2024-02"), set(made[:2]))
    check.assertSetEqual(ids(server, "/entries?month=2024-03"), set(made[2:]))


def test_balance(server):
    write(server, kind="expense", amount=300)
    check.assertDictEqual(server.get("/balance")[1], {"balance": -300})
