"""Entries over the API: written, listed, paged, changed by one at a time, deleted."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.full_app.conftest import Household


def test_an_entry_comes_back_as_it_was_written(home: Household) -> None:
    written = home.spend(12_300, payee="김밥나라 🍙", memo="점심 #외식 #가족 #외식")

    read = home.ask("GET", f"entries/{written['id']}")

    assert read.json == written
    assert read.headers["ETag"] == '"1"'
    assert written["tags"] == ["외식", "가족"]
    assert (written["kind"], written["amount"], written["day"]) == ("expense", 12_300, "2026-01-05")


def test_a_new_entry_says_where_it_is(home: Household) -> None:
    body = {"kind": "income", "day": "2026-01-25", "amount": 1, "account_id": home.accounts["bank"]}

    response = home.ask("POST", "entries", json=body)

    assert response.headers["Location"] == f"{home.book}/entries/{response.get_json()['id']}"
    assert home.get(response.headers["Location"]) == response.get_json()


def test_balances_are_the_sum_of_all_that_moved(home: Household) -> None:
    cash, bank = home.accounts["cash"], home.accounts["bank"]
    home.post("entries", kind="income", day="2026-01-01", amount=100_000, account_id=bank)
    home.spend(30_000)
    home.post(
        "entries", kind="transfer", day="2026-01-02", amount=20_000, account_id=bank, to_account_id=cash
    )

    balances = {row["id"]: row["balance"] for row in home.get("accounts")["items"]}

    assert (balances[bank], balances[cash]) == (50_000, 20_000)


def test_a_transfer_between_currencies_keeps_both_amounts(home: Household) -> None:
    dollars = home.post("accounts", name="Dollars", kind="bank", currency="USD", opening_balance=30)["id"]
    for _ in range(3):
        home.spend(10, account_id=dollars)

    home.post(
        "entries",
        **{"kind": "transfer", "day": "2026-01-03", "amount": 14_000, "account_id": home.accounts["bank"]},
        to_account_id=dollars,
        to_amount=1_000,
    )

    balances = {row["id"]: row["balance"] for row in home.get("accounts")["items"]}
    # 0.30 - 3 x 0.10 + 10.00 dollars
    assert balances[dollars] == 1_000
    assert balances[home.accounts["bank"]] == -14_000


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"kind": "transfer"}, "to_account_id", id="transfer to nowhere"),
        pytest.param({"kind": "transfer", "to_account_id": "bank"}, "to_account_id", id="transfer to itself"),
        pytest.param({"to_account_id": "cash"}, "to_account_id", id="expense to an account"),
        pytest.param({"to_amount": 5}, "to_amount", id="expense with two amounts"),
        pytest.param(
            {"kind": "transfer", "to_account_id": "cash", "to_amount": 5}, "to_amount", id="same currency"
        ),
        pytest.param(
            {"kind": "income", "category_id": "식비"}, "category_id", id="category of the other kind"
        ),
        pytest.param(
            {"kind": "transfer", "to_account_id": "cash", "category_id": "식비"},
            "category_id",
            id="transfer with category",
        ),
    ],
)
def test_an_entry_must_make_sense(home: Household, fields: dict[str, object], field: str) -> None:
    ids = {**home.accounts, **home.categories}
    body = {"kind": "expense", "day": "2026-01-05", "amount": 5, "account_id": ids["bank"]}
    body |= {name: ids.get(str(value), value) for name, value in fields.items()}

    response = home.ask("POST", "entries", json=body)

    assert (response.status_code, list(response.get_json()["errors"])) == (422, [field])
    assert home.get("entries")["items"] == []


def test_pages_follow_one_another_without_gap_or_repeat(home: Household) -> None:
    days = ["2026-01-05"] * 7 + ["2026-01-06"] * 3 + ["2026-01-04"]
    written = [home.spend(number + 1, day)["id"] for number, day in enumerate(days)]

    found, cursor, pages = [], None, 0
    while True:
        page = home.get("entries", limit=4, **({"cursor": cursor} if cursor else {}))
        found += [(item["day"], item["id"]) for item in page["items"]]
        cursor, pages = page["next"], pages + 1
        if cursor is None:
            break

    assert pages == 3
    assert found == sorted(zip(days, written, strict=True), reverse=True)


def test_an_entry_written_meanwhile_shifts_no_page(home: Household) -> None:
    ids = [home.spend(1, f"2026-01-0{day}")["id"] for day in (1, 2, 3, 4)]
    first = home.get("entries", limit=2)
    home.spend(1, "2026-01-09")

    second = home.get("entries", limit=2, cursor=first["next"])

    assert [item["id"] for item in first["items"] + second["items"]] == ids[::-1]


@pytest.mark.parametrize(
    ("query", "amounts"),
    [
        pytest.param({"from": "2026-01-02"}, [4, 3, 2], id="from"),
        pytest.param({"to": "2026-01-02"}, [2, 1], id="to"),
        pytest.param({"kind": "income"}, [3], id="kind"),
        pytest.param({"account": "cash"}, [4, 2], id="account, on either side"),
        pytest.param({"category": "식비"}, [1], id="category"),
        pytest.param({"tag": "여행"}, [2], id="tag"),
        pytest.param({"q": "CAFÉ"}, [1], id="text in any case"),
        pytest.param({"q": "100%"}, [3], id="a percent sign is no joker"),
        pytest.param({"min": "2", "max": "3"}, [3, 2], id="amounts"),
        pytest.param({"kind": "income", "to": "2026-01-02"}, [], id="two filters"),
    ],
)
def test_filters_narrow_the_list(home: Household, query: dict[str, str], amounts: list[int]) -> None:
    home.spend(1, "2026-01-01", payee="Café", category_id=home.categories["식비"])
    home.spend(2, "2026-01-02", account_id=home.accounts["cash"], memo="기차 #여행")
    home.spend(3, "2026-01-03", kind="income", memo="100% 환급")
    home.spend(4, "2026-01-04", kind="transfer", to_account_id=home.accounts["cash"])
    ids = {**home.accounts, **home.categories}

    page = home.get("entries", **{name: ids.get(value, value) for name, value in query.items()})

    assert [item["amount"] for item in page["items"]] == amounts


def test_sums_are_of_all_that_is_selected_not_of_the_page(home: Household) -> None:
    for amount in (1_000, 2_000, 4_000):
        home.spend(amount)
    home.spend(500, kind="income")
    home.spend(9_000, kind="transfer", to_account_id=home.accounts["cash"])

    page = home.get("entries", limit=1)

    assert page["sums"] == [{"currency": "KRW", "income": 500, "expense": 7_000}]


def test_a_change_needs_the_version_that_was_seen(home: Household) -> None:
    entry = home.spend(1_000)
    path = f"entries/{entry['id']}"
    body = {"kind": "expense", "day": "2026-01-06", "amount": 2_000, "account_id": home.accounts["bank"]}

    without = home.ask("PUT", path, json=body)
    right = home.ask("PUT", path, json=body, headers={"If-Match": '"1"'})
    stale = home.ask("PUT", path, json=body | {"amount": 3}, headers={"If-Match": '"1"'})

    assert (without.status_code, right.status_code, stale.status_code) == (428, 200, 412)
    assert (right.get_json()["version"], right.headers["ETag"]) == (2, '"2"')
    assert (stale.get_json()["current"], stale.headers["ETag"]) == (right.json, '"2"')
    assert home.get(path)["amount"] == 2_000


def test_a_patch_leaves_the_rest_alone(home: Household) -> None:
    entry = home.spend(1_000, payee="가게", memo="#하나")

    response = home.ask("PATCH", f"entries/{entry['id']}", json={"memo": "#둘"}, headers={"If-Match": '"1"'})

    assert response.json == entry | {"memo": "#둘", "tags": ["둘"], "version": 2}
    assert home.get("entries", tag="하나")["items"] == []
    assert len(home.get("entries", tag="둘")["items"]) == 1


def test_a_deleted_entry_is_in_no_list_and_no_sum(home: Household) -> None:
    entry = home.spend(1_000, memo="#하나")

    response = home.ask("DELETE", f"entries/{entry['id']}", headers={"If-Match": "*"})

    assert response.status_code == 204
    assert home.ask("GET", f"entries/{entry['id']}").status_code == 404
    assert home.get("entries") == {
        "items": [],
        "next": None,
        "sums": [{"currency": "KRW", "income": 0, "expense": 0}],
    }
    assert home.get("reports/month", month="2026-01")["currencies"][0]["by_tag"] == []


def test_of_twenty_parallel_changes_one_wins(home: Household) -> None:
    entry = home.spend(1_000)
    body = {"kind": "expense", "day": "2026-01-06", "account_id": home.accounts["bank"]}

    def put(amount: int) -> int:
        answer = home.ask(
            "PUT", f"entries/{entry['id']}", json=body | {"amount": amount}, headers={"If-Match": '"1"'}
        )
        return answer.status_code

    with ThreadPoolExecutor(20) as pool:
        statuses = sorted(pool.map(put, range(1, 21)))

    assert statuses == [200] + [412] * 19
