"""A bank in one book: clients move money between its accounts, by several servers, and others count it."""

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.clients import Answer, Household, Line
from tests.faults.diary import Diary

EACH = 1_000_000
TOTAL = 3 * EACH
"""What all accounts of the bank have together, whatever is moved."""
DAY = {"day": "2026-01-05"}


@dataclass
class Servers:
    """Account-book servers on one database."""

    urls: list[str]
    folder: Path
    database: str | None
    name: str

    def home(self) -> Household:
        """Sign a user up."""
        return Household.new(self.urls[0])

    def client(self, number: int, home: Household) -> "Client":
        """Return one who asks the next server in turn, in the name of a user."""
        return Client(Line(self.urls[number % len(self.urls)], Diary()), home)


@dataclass
class Client:
    """Asks one server, once; what is asked again is asked by the server itself."""

    line: Line
    home: Household

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send a request; a path that does not begin with a slash is one of the book."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()} | self.home.headers
        if body is not None:
            sent["Content-Type"] = "application/json"
        path = path if path.startswith("/") else f"{self.home.book}/{path}"
        return self.line.send(method, path, None if body is None else json.dumps(body).encode(), sent)

    def get(self, path: str) -> Any:
        """Return what a GET answers with 200."""
        answer = self.ask("GET", path)
        assert answer.status == 200, answer
        return answer.json

    def post(self, path: str, **body: Any) -> Any:
        """Return what a POST answers with 200 or 201."""
        answer = self.ask("POST", path, body)
        assert answer.status in {200, 201}, answer
        return answer.json


@contextmanager
def asking(servers: Servers, number: int, home: Household) -> Iterator[Client]:
    """Give a client whose connection is closed afterwards."""
    client = servers.client(number, home)
    try:
        yield client
    finally:
        client.line.close()


@dataclass
class Bank:
    """The book, and what is in it to be changed: transfers, and pairs of an expense and an income."""

    servers: Servers
    home: Household
    accounts: list[int]
    transfers: list[int] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @classmethod
    def opened(cls, servers: Servers) -> "Bank":
        home = servers.home()
        with asking(servers, 0, home) as client:
            for number in range(3):
                client.post("accounts", name=f"금고 {number}", kind="bank", opening_balance=EACH)
            accounts = [row["id"] for row in client.get("accounts")["items"]]
        return cls(servers, home, accounts)

    def work(self, number: int, rounds: int) -> None:
        """Do so many things to the bank, each of which leaves the total as it is."""
        dice = random.Random(number)
        with asking(self.servers, number, self.home) as client:
            for _ in range(rounds):
                what = dice.choice(ACTIONS)
                self._note(what.__name__, what(self, client, dice))

    def _note(self, what: str, answer: Answer | None) -> None:
        if answer is None:
            return
        # Somebody else was first, and it was said so: that is no fault.
        self.done[f"{what} {answer.status}"] += 1
        if answer.status not in {200, 201, 204, 404, 409, 412}:
            self.faults.append(f"{what}: {answer.status} {answer.body.decode()[:300]}")

    def some(self, dice: random.Random) -> tuple[int, int]:
        """Return two accounts."""
        first, second = dice.sample(self.accounts, 2)
        return first, second


def transfer(bank: Bank, client: Client, dice: random.Random) -> Answer:
    one, other = bank.some(dice)
    body = {"kind": "transfer", **DAY, "amount": dice.randrange(1, 999)}
    answer = client.ask("POST", "entries", {**body, "account_id": one, "to_account_id": other})
    if answer.status == 201:
        bank.transfers.append(answer.json["id"])
    return answer


def pair(bank: Bank, client: Client, dice: random.Random) -> Answer:
    one, other = bank.some(dice)
    same = {**DAY, "amount": dice.randrange(1, 999)}
    entries = [{"kind": "expense", "account_id": one}, {"kind": "income", "account_id": other}]
    answer = client.ask("POST", "entries/batch", {"create": [same | entry for entry in entries]})
    if answer.status == 200:
        expense, income = answer.json["created"]
        bank.pairs.append((expense["id"], income["id"]))
    return answer


def change(bank: Bank, client: Client, dice: random.Random) -> Answer | None:
    if not bank.transfers:
        return None
    path = f"entries/{dice.choice(bank.transfers)}"
    seen = client.ask("GET", path)
    if seen.status != 200:
        return seen
    return client.ask("PATCH", path, {"amount": dice.randrange(1, 999)}, If_Match=seen.headers["ETag"])


def delete(bank: Bank, client: Client, dice: random.Random) -> Answer | None:
    if not bank.transfers:
        return None
    path = f"entries/{dice.choice(bank.transfers)}"
    seen = client.ask("GET", path)
    return seen if seen.status != 200 else client.ask("DELETE", path, If_Match=seen.headers["ETag"])


def change_pair(bank: Bank, client: Client, dice: random.Random) -> Answer | None:
    if not bank.pairs:
        return None
    seen = [client.ask("GET", f"entries/{id_}") for id_ in dice.choice(bank.pairs)]
    if wrong := [answer for answer in seen if answer.status != 200]:
        return wrong[0]
    amount = dice.randrange(1, 999)
    versions = [{"id": answer.json["id"], "version": answer.json["version"]} for answer in seen]
    if dice.random() < 0.3:
        return client.ask("POST", "entries/batch", {"delete": versions})
    return client.ask("POST", "entries/batch", {"change": [{**one, "amount": amount} for one in versions]})


def undo(bank: Bank, client: Client, dice: random.Random) -> Answer | None:
    lines = client.get("log?limit=20")["items"]
    groups = [line["group_id"] for line in lines if line["kind"] == "entry"]
    return client.ask("POST", "undo", {"group_id": dice.choice(groups)}) if groups else None


ACTIONS = (transfer, transfer, pair, pair, change, delete, change_pair, undo)


def counted(client: Client) -> dict[str, int]:
    """Count what the bank has, in every way that a book may be looked at; each is a read of its own."""
    accounts = sum(row["balance"] for row in client.get("accounts")["items"])
    (month,) = client.get("reports/month?month=2026-01")["currencies"]
    per_account = sum(row["income"] - row["expense"] for row in month["by_account"])
    sums = client.get("entries?limit=1")["sums"]
    listed = sum(block["income"] - block["expense"] for block in sums)
    book = client.get("export.json")
    rows = list(csv.DictReader(io.StringIO(client.ask("GET", "export.csv").body.decode("utf-8-sig"))))
    return {
        "accounts": accounts,
        "month": TOTAL + month["net"],
        "month by account": TOTAL + per_account,
        "list": TOTAL + listed,
        "export.json": _in_book(book),
        "export.csv": TOTAL + sum(_SIGN[row["kind"]] * int(row["amount"]) for row in rows),
    }


_SIGN = {"income": 1, "expense": -1, "transfer": 0}


def _in_book(book: Any) -> int:
    opening = sum(int(row["opening_balance"]) for row in book["accounts"])
    live = [row for row in book["entries"] if not row.get("deleted_at")]
    return opening + sum(_SIGN[row["kind"]] * int(row["amount"]) for row in live)
