"""Whatever a book holds: as JSON it comes out as it went in, and what was made of it is in order."""

import json
import unicodedata
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from account_book.rules import fold
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.full_app.bookkeeping import close, exported, findings, without_book
from tests.full_app.conftest import Household
from tests.full_app.test_book_json import read
from tests.full_app.test_recurring import reckoned


@pytest.fixture(scope="module")
def app(tidy_app: Flask) -> Flask:
    """The application on a database with few books."""
    return tidy_app


@pytest.fixture(scope="module")
def reader(app: Flask) -> Household:
    """Somebody who reads books from files."""
    return without_book(app)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
MEMOS = TEXTS | st.sampled_from(["#하나", "a #b #c #b"])
FOLDED = TEXTS.map(fold).filter(bool)
NAMES = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
    .map(lambda text: unicodedata.normalize("NFC", text).strip())
    .filter(bool)
)
AMOUNTS = st.integers(1, 10**12)
POSITIONS = st.integers(0, 10**6)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat)
ARCHIVED = st.none() | st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)).map(
    lambda moment: msgspec.to_builtins(moment.replace(tzinfo=UTC))
)
CURRENCIES = st.sampled_from(["KRW", "USD"])
KINDS = st.sampled_from(["income", "expense"])
KEYS = st.lists(st.uuids().map(lambda key: key.hex), min_size=12, max_size=12, unique=True)


@st.composite
def templates(draw: st.DrawFn, currencies: list[str], kinds: list[str]) -> dict[str, Any]:
    """Return what an entry of any kind says, in any account."""
    account, other = draw(st.permutations(range(len(currencies))))[:2]
    kind = draw(KINDS | st.just("transfer"))
    moved, fitting = kind == "transfer", [None, *(n for n, of in enumerate(kinds, 1) if of == kind)]
    return {
        **{"kind": kind, "amount": draw(AMOUNTS), "account_id": account + 1},
        "to_account_id": other + 1 if moved else None,
        "to_amount": draw(AMOUNTS) if moved and currencies[account] != currencies[other] else None,
        "category_id": None if moved else draw(st.sampled_from(fitting)),
        **{"payee": draw(TEXTS), "memo": draw(MEMOS)},
    }


@st.composite
def plans(draw: st.DrawFn, currencies: list[str], kinds: list[str]) -> dict[str, Any]:
    """Return a recurring entry that nobody will see come."""
    anchor = draw(st.dates(date(2120, 1, 1), date(2150, 1, 1)))
    until = draw(st.none() | st.dates(anchor, date(2199, 12, 31)))
    every = draw(st.sampled_from(["week", "month", "year"]))
    next_day = draw(st.sampled_from([None, reckoned(every, anchor, None).isoformat()]))
    schedule = {"every": every, "anchor": anchor.isoformat(), "until": until and until.isoformat()}
    return {**draw(templates(currencies, kinds)), **schedule, "next_day": next_day}


def numbered(draw: st.DrawFn, count: int) -> list[dict[str, Any]]:
    """Return what accounts and categories have in common."""
    names = draw(st.lists(NAMES, min_size=count, max_size=count, unique=True))
    return [
        {"id": number, "name": name, "position": draw(POSITIONS), "archived_at": draw(ARCHIVED)}
        for number, name in enumerate(names, 1)
    ]


def accounts(draw: st.DrawFn, currencies: list[str]) -> list[dict[str, Any]]:
    return [
        {
            **{**row, "kind": draw(st.sampled_from(["cash", "bank", "card", "other"])), "currency": currency},
            "opening_balance": draw(st.integers(-(10**12), 10**12)),
            "import_seed": draw(st.text("abc123", min_size=1, max_size=32)),
        }
        for row, currency in zip(numbered(draw, len(currencies)), currencies, strict=True)
    ]


def categories(draw: st.DrawFn, kinds: list[str]) -> list[dict[str, Any]]:
    # Below the last one of their kind, so that parents come after their children.
    last = {kind: number for number, kind in enumerate(kinds, 1)}
    rows = [{**row, "kind": kind} for row, kind in zip(numbered(draw, len(kinds)), kinds, strict=True)]
    parents = [draw(st.sampled_from([None, last[kind]])) for kind in kinds]
    return [
        {**row, "parent_id": None if row["id"] == parent else parent}
        for row, parent in zip(rows, parents, strict=True)
    ]


def budgets(draw: st.DrawFn, kinds: list[str]) -> list[dict[str, Any]]:
    months = draw(st.lists(st.sampled_from(["2026-01-01", "2026-02-01"]), unique=True, max_size=2))
    category = kinds.index("expense") + 1 if "expense" in kinds else None
    amounts = st.none() | AMOUNTS | st.just(0)
    return [
        {"category_id": category, "month": month, "amount": draw(amounts)}
        for month in sorted(months)
        if category
    ]


@st.composite
def books(draw: st.DrawFn) -> dict[str, Any]:
    """Return any book, its rows in the order of an export."""
    currencies = draw(st.lists(CURRENCIES, min_size=2, max_size=4))
    kinds = draw(st.lists(KINDS, min_size=1, max_size=6))
    words, days = draw(st.lists(FOLDED, max_size=3, unique=True)), draw(st.lists(DAYS, max_size=6))
    keys, sorts = iter(draw(KEYS)), st.integers(1, len(kinds))
    return {
        "format": "account-book/2",
        "book": {"name": draw(NAMES), "currency": draw(CURRENCIES), "timezone": "Asia/Seoul"},
        "accounts": accounts(draw, currencies),
        "categories": categories(draw, kinds),
        "rules": [{"contains": text, "category_id": draw(sorts)} for text in words],
        "budgets": budgets(draw, kinds),
        "recurring": draw(st.lists(plans(currencies, kinds), max_size=2)),
        "entries": [
            {**draw(templates(currencies, kinds)), "day": day}
            | {name: draw(st.sampled_from([None, next(keys)])) for name in ("import_key", "to_import_key")}
            for day in sorted(days)
        ],
    }


def in_order(book: dict[str, Any]) -> dict[str, Any]:
    # Rules come in an order of their own.
    return {**book, "rules": sorted(book["rules"], key=lambda rule: str(rule["contains"]))}


# How long an example takes says nothing about whether it is right.
@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(book=books())
def test_any_book_comes_out_as_it_went_in(app: Flask, reader: Household, book: dict[str, Any]) -> None:
    first = read(reader, json.dumps(book).encode())
    content = exported(first)
    close(first)
    second = read(reader, content)
    again, faults = exported(second), findings(app)
    close(second)

    assert in_order(msgspec.json.decode(content)) == in_order(book)
    assert again == content
    assert faults == []
