"""Random bookkeeping, played by the server and by a book in plain Python, which must say the same.

    PLAIN_BOOK_STEPS=4000 uv run pytest tests/full_app/test_plain_book.py

plays that many steps on each database instead of a few hundred.
"""

import os
import secrets
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from werkzeug.test import TestResponse

from tests.full_app import figures
from tests.full_app.bookkeeping import close, findings, newest, opened, statement, without_book
from tests.full_app.conftest import Household
from tests.full_app.plain_book import CURRENCY, FIELDS, PlainBook, Refused, Row
from tests.full_app.plain_compare import compare, compare_lists, compare_month, fits, shown, sums

STEPS_OF_A_PLAY = 50
STEPS = int(os.environ.get("PLAIN_BOOK_STEPS", "200"))
ANSWERS = Counter[str]()
"""How often which deed got which status."""

N = st.integers(0, 99)
NAMES = st.sampled_from(["가", "나", "다", "라"])
AMOUNTS = st.integers(1, 40) | st.just(10**12)
DAYS = st.sampled_from([f"2026-0{month}-{day}" for month in (1, 2, 3) for day in ("01", "15", "28")])
MONTHS = st.sampled_from(["2026-01", "2026-02", "2026-03"])
TEXTS = {"payee": st.sampled_from(["", "가게", "빵집 50%", "Shop_1"])}
TEXTS["memo"] = st.sampled_from(["", "#하나", "점심 #하나 #둘", "#셋 #하나 #셋"])
SEEN = st.sampled_from(["newest", "newest", "any", "older"])
# So few that a statement has equal lines, and the next one some of the same.
LINE = (st.sampled_from(["2026-01-15", "2026-02-01"]), st.sampled_from(["가게", "떡집"]), st.integers(1, 2))
LINES = st.lists(st.tuples(*LINE, st.sampled_from(["expense", "income"])), min_size=1, max_size=4)
FILTERS: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from(["income", "expense", "transfer"]),
    "tag": st.sampled_from(["하나", "둘", "넷"]),
    "q": st.sampled_from(["가게", "50%", "SHOP_", "점심", "x"]),
    "min": st.integers(1, 20),
    "max": st.integers(10, 40),
    "from": DAYS,
    "to": DAYS,
    "account": N,
    "category": N,
}


class Play(RuleBasedStateMachine):
    """Does the same in both books, and compares what comes back."""

    app: Flask
    user: Household

    def __init__(self) -> None:
        super().__init__()
        self.home = opened(self.user)
        foreign = {"kind": "cash", "currency": "USD"}
        for name in ("Dollars", "Travel"):
            self.home.post("accounts", name=name, **foreign)
        self.plain = PlainBook(self.home.get("accounts")["items"], self.home.get("categories")["items"])
        compare(self.home, self.plain)

    def teardown(self) -> None:
        """Look at everything, then forget the book."""
        for month in ("2026-01", "2026-02", "2026-03"):
            compare_month(self.home, self.plain, month)
        compare_lists(self.home, self.plain)
        assert findings(self.app) == []
        close(self.home)

    # Doing

    def one(self, table: str, n: int) -> int:
        """Return the number of a row, going round; now and then one that is not there."""
        ids = sorted(self.plain.rows[table]) if table != "imports" else sorted(self.plain.imports)
        return ids[n % len(ids)] if ids and n % 20 else 9 * 10**17

    def ask(self, deed: str, method: str, path: str, **request: Any) -> TestResponse:
        response = self.home.ask(method, path, **request)
        ANSWERS[f"{deed} {response.status_code}"] += 1
        return response

    def version(self, table: str, id_: int, seen: str) -> tuple[int | None, dict[str, str]]:
        """Return the version that was seen, and the header that says so."""
        row = self.plain.rows[table].get(id_, {"version": 1})
        version = None if seen == "any" else row["version"] - (seen == "older")
        return version, {"If-Match": "*" if version is None else f'"{version}"'}

    def settle(self, response: TestResponse, status: int, *, grouped: bool = True) -> Any:
        """Compare the status; keep the number of what was changed."""
        assert response.status_code == status, response.text
        if status < 400 and grouped and self.plain.pending:
            self.plain.name_group(newest(self.home))
        compare(self.home, self.plain)
        return response.get_json() if response.data else None

    def fields(self, n: int, kind: str, amount: int, day: str, texts: tuple[str, str]) -> Row:
        """Return what an entry says, which often makes sense."""
        moved = kind == "transfer"
        account, other = self.one("accounts", n), self.one("accounts", n // 3)
        sort = self.one("categories", n * 7)
        usual = [id_ for id_, row in self.plain.rows["categories"].items() if row["kind"] == kind and n % 5]
        currencies = {
            self.plain.rows["accounts"].get(id_, {"currency": "?"})["currency"] for id_ in (account, other)
        }
        return {
            "kind": kind,
            "day": day,
            "amount": amount,
            "account_id": account,
            "to_account_id": other if moved or n == 13 else None,
            "to_amount": amount // 2 + 1 if moved and (len(currencies) > 1) != (n == 17) else None,
            "category_id": None if moved or n % 3 == 0 else (usual or [sort])[n % len(usual or [sort])],
            "payee": texts[0],
            "memo": texts[1],
        }

    @rule(
        n=N,
        kind=st.sampled_from(["expense", "income", "transfer"]),
        amount=AMOUNTS,
        day=DAYS,
        texts=st.tuples(TEXTS["payee"], TEXTS["memo"]),
        twice=st.booleans(),
    )
    def write(self, n: int, kind: str, amount: int, day: str, texts: tuple[str, str], *, twice: bool) -> None:
        entry = self.fields(n, kind, amount, day, texts)
        key = {"Idempotency-Key": secrets.token_hex()} if twice else {}
        response = self.ask("write", "POST", "entries", json=entry, headers=key)
        again = self.ask("write again", "POST", "entries", json=entry, headers=key) if twice else response
        try:
            with self.plain.transaction():
                id_ = self.plain.write(lambda: int((response.get_json() or {}).get("id", 0)), entry)
            expected = 201
        except Refused as refused:
            expected = refused.status
        assert (again.status_code, again.data) == (response.status_code, response.data)
        answer = self.settle(response, expected)
        if expected == 201:
            assert answer == shown(self.plain.rows["entries"][id_])

    @precondition(lambda self: self.plain.rows["entries"])
    @rule(
        n=N,
        at=N,
        kind=st.sampled_from(["expense", "income", "transfer"]),
        amount=AMOUNTS,
        day=DAYS,
        texts=st.tuples(TEXTS["payee"], TEXTS["memo"]),
        names=st.sets(st.sampled_from(FIELDS), min_size=1),
        seen=SEEN,
    )
    def edit(
        self,
        n: int,
        at: int,
        kind: str,
        amount: int,
        day: str,
        texts: tuple[str, str],
        names: set[str],
        seen: str,
    ) -> None:
        id_ = self.one("entries", at)
        whole = self.fields(n, kind, amount, day, texts)
        fields = whole if len(names) > 6 else {name: whole[name] for name in names}
        version, headers = self.version("entries", id_, seen)
        method = "PUT" if fields == whole else "PATCH"
        response = self.ask(method, method, f"entries/{id_}", json=fields, headers=headers)
        expected = self.played(200, lambda: self.plain.edit(id_, version, fields))
        answer = self.settle(response, expected)
        if expected == 200:
            assert answer == shown(self.plain.rows["entries"][id_])

    @precondition(lambda self: self.plain.rows["entries"])
    @rule(n=N, seen=SEEN)
    def erase(self, n: int, seen: str) -> None:
        id_ = self.one("entries", n)
        version, headers = self.version("entries", id_, seen)
        response = self.ask("delete", "DELETE", f"entries/{id_}", headers=headers)
        self.settle(response, self.played(204, lambda: self.plain.erase(id_, version)))

    @rule(name=NAMES, n=N, table=st.sampled_from(["accounts", "categories"]))
    def add(self, name: str, n: int, table: str) -> None:
        rows = self.plain.rows[table]
        row: Row = {"name": name, "position": len(rows), "archived_at": None, "version": 1}
        if table == "accounts":
            sent: Row = {"kind": "bank", "currency": ("KRW", "USD")[n % 2], "opening_balance": n - 50}
        else:
            kind = ("income", "expense")[n % 2]
            sent = {"kind": kind, "parent_id": self.one(table, n) if n % 3 else None}
        response = self.ask(f"add {table}", "POST", table, json={"name": name, **sent})

        def play() -> None:
            if sent.get("parent_id"):
                self.plain.check_parent(sent["kind"], None, sent["parent_id"])
            id_ = (response.get_json() or {}).get("id", 0)
            rows_now = self.plain.rows[table]
            rows_now[id_] = {"id": id_, **row, **sent}

        self.settle(response, self.played(201, play))

    @rule(
        n=N,
        name=NAMES,
        names=st.sets(st.sampled_from(["name", "archived", "position", "more"]), min_size=1),
        table=st.sampled_from(["accounts", "categories"]),
        seen=SEEN,
    )
    def amend(self, n: int, name: str, names: set[str], table: str, seen: str) -> None:
        id_ = self.one(table, n)
        whole = {"name": name, "archived": n % 3 == 0, "position": n % 5}
        fields = {field: value for field, value in whole.items() if field in names}
        if "more" in names:
            parent = self.one("categories", n // 2) if n % 3 else None
            fields |= {"opening_balance": n} if table == "accounts" else {"parent_id": parent}
        version, headers = self.version(table, id_, seen)
        response = self.ask(f"change {table}", "PATCH", f"{table}/{id_}", json=fields, headers=headers)
        self.settle(response, self.played(200, lambda: self.plain.amend(table, id_, version, fields)))

    @rule(n=N, table=st.sampled_from(["accounts", "categories"]), seen=SEEN)
    def remove(self, n: int, table: str, seen: str) -> None:
        id_ = self.one(table, n)
        version, headers = self.version(table, id_, seen)
        response = self.ask(f"delete {table}", "DELETE", f"{table}/{id_}", headers=headers)

        def play() -> None:
            self.plain.seen(table, id_, version)
            del self.plain.rows[table][id_]

        self.settle(response, self.played(204, play))

    @rule(month=MONTHS, n=N, amount=st.sampled_from([None, 0, 5, 50]))
    def plan(self, month: str, n: int, amount: int | None) -> None:
        id_ = self.one("categories", n)
        body = {"items": [{"category_id": id_, "amount": amount}]}
        response = self.ask("budget", "PUT", f"budgets/{month}", json=body)
        self.settle(response, self.played(200, lambda: self.plain.plan(month, id_, amount)))
        compare_month(self.home, self.plain, month)

    @rule(n=N, lines=LINES)
    def take_in(self, n: int, lines: list[tuple[str, str, int, str]]) -> None:
        account_id = self.one("accounts", n)
        rows = [
            {"day": day, "payee": payee, "amount": amount * self.unit(account_id), "kind": kind}
            for day, payee, amount, kind in lines
        ]
        account = self.plain.rows["accounts"].get(account_id)
        home = replace(self.home, accounts={"this": account_id})
        texts = [f"{day},{payee},{amount}," if kind == "expense" else f"{day},{payee},,{amount}"
                 for day, payee, amount, kind in lines]  # fmt: skip
        uploaded = home.upload(statement(*texts), "this")
        ANSWERS[f"import {uploaded.status_code}"] += 1
        if account is None or account["archived_at"]:
            self.settle(uploaded, 404 if account is None else 422, grouped=False)
            return
        import_id = uploaded.get_json()["id"]
        new = self.plain.new_lines(account_id, rows)
        counted = self.home.commit(import_id)
        ids = sorted(
            row["id"] for row in self.home.get("entries", limit=200)["items"] if row["import_id"] == import_id
        )
        assert counted == {"added": len(new), "skipped": len(rows) - len(new)}
        assert len(ids) == len(new)
        with self.plain.transaction():
            self.plain.imports[import_id] = {"account_id": account_id, "added": len(new)}
            empty = {"to_account_id": None, "to_amount": None, "category_id": None, "memo": ""}
            for (line, key), id_ in zip(new, ids, strict=True):
                entry = {**empty, **line, "account_id": account_id}
                self.plain.write(lambda id_=id_: id_, entry, import_id=import_id, key=key)  # type: ignore[misc]
        self.settle(uploaded, 201)

    def unit(self, account_id: int) -> int:
        """Return how many minor units a whole of the account's currency has."""
        account = self.plain.rows["accounts"].get(account_id, {"currency": CURRENCY})
        return 100 if account["currency"] == "USD" else 1

    @precondition(lambda self: self.plain.imports)
    @rule(n=N)
    def take_back(self, n: int) -> None:
        id_ = self.one("imports", n)
        response = self.ask("take back", "DELETE", f"imports/{id_}")
        self.settle(response, self.played(204, lambda: self.plain.take_back(id_)))

    @precondition(lambda self: self.plain.groups)
    @rule(back=st.integers(0, 5))
    def undo(self, back: int) -> None:
        groups = sorted(self.plain.groups, reverse=True)
        group_id = groups[back % len(groups)]
        response = self.ask("undo", "POST", "undo", json={"group_id": group_id})
        count: list[int] = []
        expected = self.played(200, lambda: count.append(self.plain.undo(group_id)))
        answer = self.settle(response, expected)
        if expected == 200:
            assert answer["undone"] == count[0]

    def played(self, status: int, deed: Any) -> int:
        """Do the same in the plain book; return the status that the server must have answered with."""
        self.plain.pending = {}
        try:
            with self.plain.transaction():
                deed()
        except Refused as refused:
            return refused.status
        return status

    @rule(n=st.integers(1, 4), wanted=st.fixed_dictionaries({}, optional=FILTERS))
    def look(self, n: int, wanted: dict[str, Any]) -> None:
        """Read a narrowed list page by page."""
        for name, table in (("account", "accounts"), ("category", "categories")):
            if name in wanted:
                wanted[name] = self.one(table, wanted[name])
        expected = [row for row in self.plain.live() if all(fits(row, *item) for item in wanted.items())]
        response = self.ask("look", "GET", "entries", query_string={**wanted, "limit": n})
        assert response.status_code == 200, response.text
        page = response.get_json()
        items = list(page["items"])
        assert page["sums"] == sums(self.plain, expected)
        while page["next"]:
            page = self.home.get("entries", **wanted, limit=n, cursor=page["next"])
            items += page["items"]
        assert items == [shown(row) for row in expected]

    @rule(month=MONTHS)
    def look_at_a_month(self, month: str) -> None:
        compare_month(self.home, self.plain, month)


@pytest.fixture(scope="module")
def app(tidy_app: Flask) -> Flask:
    """The application on a database with few books."""
    return tidy_app


def test_the_server_and_a_book_in_plain_python_never_differ(app: Flask, backend: str) -> None:
    Play.app, Play.user = app, without_book(app)
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]

    run_state_machine_as_test(
        Play,
        settings=settings(
            deadline=None,
            max_examples=max(STEPS // STEPS_OF_A_PLAY, 1),
            stateful_step_count=STEPS_OF_A_PLAY,
            suppress_health_check=checks,
            # To make a play shorter that failed takes minutes, and it can be read as it is.
            phases=[Phase.generate],
        ),
    )

    done = sum(count for deed, count in ANSWERS.items() if deed.split()[-1] < "400")
    figures.record(
        f"{backend}: {ANSWERS.total()} deeds as in plain Python, {ANSWERS.total() - done} of them refused"
    )
    if STEPS > 1_000:
        figures.record(", ".join(f"{deed} {count}" for deed, count in sorted(ANSWERS.items())))
    ANSWERS.clear()
