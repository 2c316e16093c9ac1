"""Budgets over the API: which one holds in a month, what is spent of it, and what is left."""

from typing import Any

import pytest

from tests.full_app.bookkeeping import budget, change, log
from tests.full_app.conftest import Household
from tests.threads import at_once


def held(home: Household, month: str) -> dict[str, tuple[int, int, int]]:
    """Return of each budget that holds in a month: its amount, what is spent, what is left."""
    items = home.get(f"budgets/{month}")["items"]
    return {row["name"]: (row["amount"], row["spent"], row["left"]) for row in items}


@pytest.mark.parametrize(
    ("month", "amount"),
    [
        pytest.param("2025-12", None, id="before the first"),
        pytest.param("2026-01", 100, id="its own month"),
        pytest.param("2026-02", 100, id="a month without one of its own"),
        pytest.param("2026-03", 300, id="a newer one"),
        pytest.param("2026-04", 300, id="after the newer one"),
        pytest.param("2026-05", None, id="ended"),
        pytest.param("2027-01", None, id="long after its end"),
    ],
)
def test_the_newest_month_that_is_not_later_holds(home: Household, month: str, amount: int | None) -> None:
    # Not in their order, which must not matter.
    for set_in, value in (("2026-01", 100), ("2026-05", None), ("2026-03", 300)):
        budget(home, set_in, {"식비": value})

    assert held(home, month) == ({} if amount is None else {"식비": (amount, 0, amount)})


def test_an_ended_budget_can_begin_again(home: Household) -> None:
    for month, value in (("2026-01", 100), ("2026-02", None), ("2026-03", 50)):
        budget(home, month, {"식비": value})

    assert [held(home, f"2026-0{month}").get("식비") for month in (1, 2, 3)] == [
        (100, 0, 100),
        None,
        (50, 0, 50),
    ]


def test_a_budget_of_nothing_is_no_end(home: Household) -> None:
    budget(home, "2026-01", {"외식": 0})
    home.spend(700, category_id=home.categories["외식"])

    assert held(home, "2026-01") == {"외식": (0, 700, -700)}


def test_categories_that_are_not_named_keep_theirs(home: Household) -> None:
    budget(home, "2026-01", {"식비": 100, "외식": 50})

    answer = budget(home, "2026-02", {"외식": 70})

    assert {row["name"]: row["amount"] for row in answer["items"]} == {"식비": 100, "외식": 70}
    assert held(home, "2026-01") == {"식비": (100, 0, 100), "외식": (50, 0, 50)}


def test_what_is_spent_in_the_month_is_what_is_not_left(home: Household) -> None:
    budget(home, "2026-01", {"식비": 10_000})
    food = home.categories["식비"]
    for amount, day in ((3_000, "2026-01-01"), (4_500, "2026-01-31"), (1, "2025-12-31"), (1, "2026-02-01")):
        home.spend(amount, day, category_id=food)
    home.spend(9_999, category_id=home.categories["외식"])
    home.spend(9_999)

    assert held(home, "2026-01") == {"식비": (10_000, 7_500, 2_500)}


def test_over_a_budget_less_than_nothing_is_left(home: Household) -> None:
    budget(home, "2026-01", {"식비": 10_000})
    home.spend(10_001, category_id=home.categories["식비"])

    assert held(home, "2026-01") == {"식비": (10_000, 10_001, -1)}


def test_another_currency_is_not_counted(home: Household) -> None:
    dollars = home.post("accounts", name="Dollars", kind="bank", currency="USD")["id"]
    budget(home, "2026-01", {"식비": 10_000})
    home.spend(5_000, account_id=dollars, category_id=home.categories["식비"])
    home.spend(1_000, category_id=home.categories["식비"])

    found = home.get("budgets/2026-01")

    assert (found["currency"], found["month"]) == ("KRW", "2026-01")
    assert held(home, "2026-01") == {"식비": (10_000, 1_000, 9_000)}


def test_the_month_report_has_the_budgets_of_categories_that_cost_nothing_too(home: Household) -> None:
    budget(home, "2026-01", {"식비": 100, "외식": 50})
    home.spend(30, category_id=home.categories["외식"])
    home.spend(20, category_id=home.categories["교통"])

    (block,) = home.get("reports/month", month="2026-02")["currencies"]
    (first,) = home.get("reports/month", month="2026-01")["currencies"]

    rows = {row["name"]: (row["amount"], row["budget"]) for row in first["by_category"]}
    assert rows == {"외식": (30, 50), "교통": (20, None), "식비": (0, 100)}
    assert {row["name"]: row["budget"] for row in block["by_category"]} == {"식비": 100, "외식": 50}


def test_the_budget_of_an_archived_category_holds_until_it_is_ended(home: Household) -> None:
    budget(home, "2026-01", {"식비": 100})
    home.spend(30, category_id=home.categories["식비"])
    change(home, f"categories/{home.categories['식비']}", archived=True)

    before = held(home, "2026-02")
    budget(home, "2026-02", {"식비": None})

    assert (before, held(home, "2026-02")) == ({"식비": (100, 0, 100)}, {})
    assert held(home, "2026-01") == {"식비": (100, 30, 70)}


@pytest.mark.parametrize(
    ("items", "status"),
    [
        pytest.param([{"category_id": "급여", "amount": 1}], 422, id="a category of income"),
        pytest.param([{"category_id": 10**17, "amount": 1}], 404, id="no such category"),
        pytest.param([{"category_id": "식비", "amount": -1}], 422, id="less than nothing"),
        pytest.param([{"category_id": "식비", "amount": 10**12 + 1}], 422, id="more than the limit"),
        pytest.param([{"category_id": "식비", "amount": 1.5}], 422, id="half a won"),
        pytest.param([{"category_id": "식비"}], 422, id="no amount"),
    ],
)
def test_one_wrong_budget_sets_none(home: Household, items: list[dict[str, Any]], status: int) -> None:
    good = {"category_id": home.categories["외식"], "amount": 5}
    named = [{**item, "category_id": home.categories.get(item["category_id"], 10**17)} for item in items]

    response = home.ask("PUT", "budgets/2026-01", json={"items": [good, *named]})

    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert held(home, "2026-01") == {}


def test_what_is_set_as_it_is_leaves_no_trace(home: Household) -> None:
    budget(home, "2026-01", {"식비": 100})
    lines = len(log(home))

    budget(home, "2026-01", {"식비": 100, "외식": None})
    budget(home, "2026-02", {"식비": 100})

    assert len(log(home)) == lines


def test_the_last_of_parallel_budgets_holds_and_each_is_in_the_history(home: Household) -> None:
    food = home.categories["식비"]

    def put(number: int) -> int:
        item = {"category_id": food, "amount": number + 1}
        return home.ask("PUT", "budgets/2026-01", json={"items": [item]}).status_code

    statuses = at_once(8, put)

    # By number: who began first need not have been first.
    lines = [line for line in log(home) if line["kind"] == "budget"]
    lines.sort(key=lambda line: int(line["id"]), reverse=True)
    assert statuses == [200] * 8
    assert sorted(line["after"]["amount"] for line in lines) == list(range(1, 9))
    # Each one saw what the one before it had set.
    assert [line["before"] and line["before"]["amount"] for line in lines] == [
        *(line["after"]["amount"] for line in lines[1:]),
        None,
    ]
    assert held(home, "2026-01")["식비"][0] == lines[0]["after"]["amount"]
