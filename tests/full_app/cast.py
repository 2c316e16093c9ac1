"""A book with something of everything in it, and all who ask for it, each with a token."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from account_book.models import Member
from account_book.tokens import Use
from account_book.users import Signer
from flask import Flask
from sqlalchemy import Connection, insert
from werkzeug.test import TestResponse

from tests.full_app.conftest import Household, database_of, sign_up
from tests.full_app.hostile import claims_of, forge
from tests.full_app.routes import ROUTES, SOON, STATEMENT, Row

UNKNOWN = ("nobody", "expired token", "refresh token", "browser token")
PEOPLE = ("stranger", "viewer", "editor", "owner")
PROGRAMS = ("token to read", "token to write", "token of this book", "token of another book")
"""Personal tokens of the owner."""
ASKERS = (*UNKNOWN, *PEOPLE, *PROGRAMS)


def user_id(home: Household) -> int:
    """Return the number of a user."""
    return int(claims_of(home.tokens["access_token"])["sub"])


def book_id(home: Household) -> int:
    """Return the number of a household's book."""
    return int(home.book.rpartition("/")[2])


def start(app: Flask, home: Household, use: Use = "refresh") -> str:
    """Return the refresh or browser token of a new log-in."""
    signer: Signer = app.extensions["account_book.signer"]
    with database_of(app).writing() as connection:
        token = signer.start(connection, user_id(home), use)
        connection.commit()
    return token


def let_in(app: Flask, owner: Household, role: str) -> Household:
    """Make somebody a member of the owner's book, and return him as one who asks about that book."""
    member = sign_up(app)
    row = {"book_id": book_id(owner), "user_id": user_id(member), "role": role}
    with database_of(app).writing() as connection:
        connection.execute(insert(Member), row)
        connection.commit()
    member.book, member.accounts, member.categories = owner.book, owner.accounts, owner.categories
    return member


def furnish(home: Household) -> Row:
    """Put something of everything into a household's book, and return the numbers by their names."""
    entries = [home.spend(1_000, memo="#하나", category_id=home.categories["식비"])["id"] for _ in "12"]
    [first] = home.get(f"entries/{entries[0]}/log")["items"]
    template = {"kind": "expense", "amount": 5, "account_id": home.accounts["bank"]}
    committed = home.upload(STATEMENT, "cash").get_json()
    home.commit(committed["id"])
    return {
        "book_id": book_id(home),
        "month": "2026-01",
        "entry_id": entries[0],
        "second_entry_id": entries[1],
        "change_id": first["id"],
        "group_id": first["group_id"],
        # Not used, so that they can be deleted.
        "account_id": home.post("accounts", name="증권", kind="other")["id"],
        "category_id": home.post("categories", name="고양이", kind="expense")["id"],
        "rule_id": home.post("rules", contains="빵집", category_id=home.categories["식비"])["id"],
        "recurring_id": home.post("recurring", every="month", anchor=SOON, **template)["id"],
        "import_id": home.upload(STATEMENT).get_json()["id"],
        "committed_id": committed["id"],
        "invite_id": home.post("invites")["id"],
        "user_id": user_id(home),
        "token_id": home.post("/api/v1/tokens", name="x", scope="read")["id"],
        "email": home.email,
        "export": home.get("export.json"),
    }


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Let requests do all that they do, and forget it when they end."""
    with patch.object(Connection, "commit", lambda connection: None):
        yield


@dataclass
class Cast:
    """A book, with somebody for every kind of token."""

    app: Flask
    people: dict[str, Household]
    tokens: dict[str, str]
    rows: dict[str, Row]
    """What right requests for the owner's book name, by who asks them."""
    strangers: Row
    """What right requests for the stranger's own book name."""

    def right(self, asker: str, route: str, **names: Any) -> dict[str, Any]:
        """Return a right request for the owner's book, but for what it `names`, as the client takes it."""
        named, _, rule = route.partition(" ")
        row = {**self.rows.get(asker, self.rows["owner"]), **names}
        token = {"Authorization": f"Bearer {self.tokens[asker]}"} if asker in self.tokens else {}
        sent = ROUTES[route].sent(row)
        return {
            "path": filled(rule, row),
            "method": named,
            **sent,
            "headers": sent.get("headers", {}) | token,
        }

    def ask(self, asker: str, route: str, *, kept: bool = False, **names: Any) -> TestResponse:
        """Send a right request, but for what it `names`; nothing that it does is kept."""
        return self.send(self.right(asker, route, **names), kept=kept)

    def send(self, request: dict[str, Any], *, kept: bool = False) -> TestResponse:
        """Send a request; nothing that it does is kept."""
        with nullcontext() if kept else nothing_kept():
            # An export holds its connection until it is read.
            return self.people["owner"].client.open(**request, buffered=True)


def filled(rule: str, row: Row) -> str:
    """Return the path of a rule with these numbers in their places."""
    return re.sub(r"<(?:[^<>]+:)?(\w+)>", lambda found: str(row[found[1]]), rule)


def assemble(app: Flask) -> Cast:
    """Sign everybody up, and furnish the owner's book and the stranger's."""
    owner, stranger, host = sign_up(app), sign_up(app), sign_up(app)
    people = {"owner": owner, "stranger": stranger}
    people |= {role: let_in(app, owner, role) for role in ("viewer", "editor")}
    code = host.post("invites", days=1)["code"]
    row = {**furnish(owner), "code": code, "refresh_token": start(app, owner)}
    rows = {"owner": {**row, "user_id": user_id(people["viewer"])}}
    for name in ("viewer", "editor", "stranger"):
        mine = people[name].post("/api/v1/tokens", name="x", scope="read")["id"]
        # Who is no owner takes nobody out but himself.
        rows[name] = {**row, "user_id": user_id(people[name]), "token_id": mine}
    return Cast(app, people, _tokens(app, people), rows, furnish(stranger))


def _tokens(app: Flask, people: dict[str, Household]) -> dict[str, str]:
    owner = people["owner"]
    past = {"exp": int((datetime.now(UTC) - timedelta(seconds=1)).timestamp())}
    personal: dict[str, dict[str, Any]] = {
        "token to read": {"scope": "read"},
        "token to write": {"scope": "write"},
        "token of this book": {"scope": "write", "book_id": book_id(owner)},
        "token of another book": {"scope": "write", "book_id": owner.post("/api/v1/books", name="x")["id"]},
    }
    return {
        "expired token": forge({"alg": "HS256"}, claims_of(owner.tokens["access_token"]) | past),
        "refresh token": start(app, owner),
        "browser token": start(app, owner, "browser"),
        **{name: home.tokens["access_token"] for name, home in people.items()},
        **{
            name: owner.post("/api/v1/tokens", name=name, **scope)["token"]
            for name, scope in personal.items()
        },
    }
