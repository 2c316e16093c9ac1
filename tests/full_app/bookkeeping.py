"""What tests of bookkeeping share: plans, statements, changes and undoing them, and the proof of order."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from account_book import checks, create_app
from flask import Flask
from werkzeug.test import TestResponse

from tests.full_app.conftest import CHEAP, KEY, Household, database_of, sign_up


def another_app(url: str) -> Flask:
    """Return an application on a database that is there: as after a restart, or in another process."""
    return create_app({"DATABASE_URL": url, "SECRET_KEY": KEY, **CHEAP})


def without_book(app: Flask) -> Household:
    """Return somebody who has signed up, and has no book any more."""
    home = sign_up(app)
    close(home)
    return home


def close(home: Household) -> None:
    """Delete the book."""
    response = home.ask("DELETE", home.book, json={"name": home.get(home.book)["name"]})
    assert response.status_code == 204, response.text


def opened(home: Household) -> Household:
    """Return the user in a new book, which has what a first book has."""
    book = home.post("/api/v1/books", name="가계부")["id"]
    new = replace(home, book=f"/api/v1/books/{book}", accounts={}, categories={})
    new.accounts |= {row["kind"]: row["id"] for row in new.get("accounts")["items"]}
    new.categories |= {row["name"]: row["id"] for row in new.get("categories")["items"]}
    return new


@contextmanager
def for_a_while(home: Household) -> Iterator[Household]:
    """Yield the user in a new book that is gone afterwards, so that there are few to look through."""
    new = opened(home)
    try:
        yield new
    finally:
        close(new)


def asked_in(app: Flask, home: Household) -> Household:
    """Return the same user with the same token, asking another application."""
    return replace(home, client=app.test_client(use_cookies=False))


def findings(app: Flask) -> list[str]:
    """Return what `account-book check` would find."""
    with database_of(app).reading() as connection:
        return list(checks.findings(connection))


def change(home: Household, path: str, **fields: Any) -> Any:
    """Change a row whatever its version is, and return it."""
    response = home.ask("PATCH", path, json=fields, headers={"If-Match": "*"})
    assert response.status_code == 200, response.text
    return response.json


def remove(home: Household, path: str) -> None:
    """Delete a row whatever its version is."""
    response = home.ask("DELETE", path, headers={"If-Match": "*"})
    assert response.status_code == 204, response.text


def budget(home: Household, month: str, amounts: dict[str, int | None]) -> Any:
    """Set budgets by the names of their categories, and return those of the month."""
    items = [{"category_id": home.categories[name], "amount": amount} for name, amount in amounts.items()]
    response = home.ask("PUT", f"budgets/{month}", json={"items": items})
    assert response.status_code == 200, response.text
    return response.json


def comes_again(home: Household, every: str, anchor: str, **fields: Any) -> Any:
    """Add a recurring expense from the bank account, unless `fields` say otherwise."""
    template = {"kind": "expense", "amount": 1_000, "account_id": home.accounts["bank"]}
    return home.post("recurring", every=every, anchor=anchor, **{**template, **fields})


def preview(home: Household, content: bytes, account: str = "bank") -> Any:
    """Upload a statement and return what an import of it would do."""
    response = home.upload(content, account)
    assert response.status_code == 201, response.text
    return response.json


def statement(*rows: str) -> bytes:
    """Return a bank's statement of rows such as `2026-01-15,가게,1000,`: day, payee, out, in."""
    return "\n".join(("날짜,내용,출금액,입금액", *rows)).encode()


def amounts(home: Household) -> list[int]:
    """Return the amounts of all entries, newest day first."""
    return [entry["amount"] for entry in home.get("entries", limit=200)["items"]]


def days(home: Household) -> list[str]:
    """Return the days of all entries, the oldest first."""
    return sorted(entry["day"] for entry in home.get("entries", limit=200)["items"])


def exported(home: Household) -> bytes:
    """Return all that the book says, as export.json gives it."""
    return bytes(home.ask("GET", "export.json", buffered=True).data)


def log(home: Household) -> list[Any]:
    """Return the whole history, newest line first."""
    page = home.get("log", limit=200)
    lines = list(page["items"])
    while page["next"]:
        page = home.get("log", limit=200, cursor=page["next"])
        lines += page["items"]
    return lines


def groups(home: Household) -> list[str]:
    """Return the groups of the history, the newest first."""
    return list(dict.fromkeys(line["group_id"] for line in log(home)))


def newest(home: Household) -> str:
    """Return the group that was made last."""
    return str(home.get("log", limit=1)["items"][0]["group_id"])


def undo(home: Household, group_id: str | None = None) -> TestResponse:
    """Ask to undo a group: the newest one, if none is named."""
    return home.ask("POST", "undo", json={"group_id": group_id or newest(home)})


def member(app: Flask, owner: Household, role: str) -> Household:
    """Return somebody new who was invited into the owner's book and accepted."""
    code = owner.post("invites", role=role)["code"]
    guest = without_book(app)
    guest.post("/api/v1/invites/accept", code=code)
    return replace(guest, book=owner.book, accounts=owner.accounts, categories=owner.categories)
