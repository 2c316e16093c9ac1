"""Month, reports and budgets as pages: what they show is what the API says, drawn and in a table."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from account_book import books, money
from flask import Flask
from sqlalchemy import event

from tests.full_app.conftest import PASSWORD, Household, database_of, sign_up
from tests.full_app.test_pages import Browser, pages_of


def enter(app: Flask, home: Household) -> Browser:
    """Return a browser that a household is signed in with, in English."""
    browser = Browser(app.test_client())
    browser.send("/language", shown_on="/login", language="en", next="/login")
    browser.send("/login", email=home.email, password=PASSWORD)
    return browser


@pytest.fixture
def browser(app: Flask, home: Household) -> Browser:
    """A browser that the household is signed in with."""
    return enter(app, home)


@pytest.fixture
def lived(home: Household) -> Household:
    """A household that has written something into three months of 2026 and one of 2025."""
    for day, amount, category in (
        ("2025-12-31", 7_000, "식비"),
        ("2026-01-01", 30_000, "식비"),
        ("2026-01-31", 5_500, "교통"),
        ("2026-03-10", 64_000, "식비"),
        ("2026-12-31", 900, None),
    ):
        memo = "#가족" if category == "식비" else ""
        home.spend(amount, day, category_id=category and home.categories[category], memo=memo)
    cash = home.accounts["cash"]
    home.spend(50_000, "2026-03-25", kind="income", category_id=home.categories["급여"], account_id=cash)
    return home


def text(markup: str) -> str:
    """Return what a piece of a page says."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def rows(page: str) -> list[list[str]]:
    """Return the cells of all rows of all tables of a page."""
    found = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [[text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in found]


def totals(page: str) -> list[list[str]]:
    """Return the three totals of each block of a page."""
    blocks = re.findall(r'<dl class="totals">(.*?)</dl>', page, re.DOTALL)
    return [[text(amount) for amount in re.findall(r"<dd>(.*?)</dd>", block)] for block in blocks]


def shown(amount: int, currency: str = "KRW") -> str:
    """Return an amount as pages show it, nothing as a dash."""
    return money.shown(amount, currency, "en").replace("-", "−") if amount else "–"


def hovered(page: str) -> list[list[str]]:
    """Return what the months of a chart say when one points at them: the month, then its amounts."""
    titles = re.findall(r'<rect class="all"[^>]*><title>([^<]*)</title>', page)
    return [[part.rpartition(" ")[2] if n else part for n, part in enumerate(t.split(" · "))] for t in titles]


def with_zeros(cells: list[str]) -> list[str]:
    """Return cells with the zero that a dash stands for."""
    return ["₩0" if cell == "–" else cell for cell in cells]


@pytest.mark.parametrize("path", ["month", "reports/month"])
def test_a_month_shows_the_sums_of_the_api(browser: Browser, lived: Household, path: str) -> None:
    block = lived.get("reports/month", month="2026-03")["currencies"][0]

    page = browser.get(f"{pages_of(lived)}/{path}?month=2026-03").text

    assert totals(page) == [[shown(block[name]) for name in ("income", "expense", "net")]]
    for row in block["by_category"]:
        assert [row["name"], "", shown(row["amount"]), "100%"] in rows(page)


def test_a_month_report_shows_accounts_and_tags_as_the_api_does(browser: Browser, lived: Household) -> None:
    block = lived.get("reports/month", month="2026-03")["currencies"][0]

    page = browser.get(f"{pages_of(lived)}/reports/month?month=2026-03").text

    named = [(row["name"], row) for row in block["by_account"]]
    named += [(f"#{row['tag']}", row) for row in block["by_tag"]]
    assert [[name, shown(row["income"]), shown(row["expense"])] for name, row in named] == [
        row for row in rows(page) if row[0] in {"현금", "은행", "#가족"}
    ]


def test_the_month_page_shows_the_balances_of_the_api(browser: Browser, lived: Household) -> None:
    page = browser.get(f"{pages_of(lived)}/month?month=2026-03").text

    seen = re.findall(r"<div><dt>(.*?)</dt><dd class=\"number\">(.*?)</dd>", page)
    assert [(name, text(amount)) for name, amount in seen] == [
        (row["name"], shown(row["balance"]).replace("–", "₩0")) for row in lived.get("accounts")["items"]
    ]


def test_the_whole_book_is_summed_once_for_a_month_and_never_for_a_form(
    app: Flask, browser: Browser, home: Household
) -> None:
    summed: list[str] = []
    engine = database_of(app).engine

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        summed.extend(["balance"] if "opening_balance +" in statement else [])

    event.listen(engine, "before_cursor_execute", listen)
    found = {}
    for path in ("month", "entries", "imports"):
        summed.clear()
        browser.get(f"{pages_of(home)}/{path}")
        found[path] = len(summed)
    event.remove(engine, "before_cursor_execute", listen)

    assert found == {"month": 1, "entries": 0, "imports": 0}


def test_a_year_shows_its_months_as_the_api_does(browser: Browser, lived: Household) -> None:
    block = lived.get("reports/year", year="2026")["currencies"][0]

    page = browser.get(f"{pages_of(lived)}/reports/year?year=2026").text

    months = [[shown(month[kind]) for kind in ("income", "expense", "net")] for month in block["by_month"]]
    assert totals(page) == [[shown(block[kind]) for kind in ("income", "expense", "net")]]
    assert [row[1:] for row in rows(page)[1:13]] == months
    assert rows(page)[13] == ["Total", *totals(page)[0]]


def test_a_year_shows_each_category_with_its_twelve_months(browser: Browser, lived: Household) -> None:
    block = lived.get("reports/year", year="2026")["currencies"][0]

    page = browser.get(f"{pages_of(lived)}/reports/year?year=2026").text

    expected = [
        [row["name"] or "No category", *(shown(amount) for amount in (row["amount"], *row["by_month"]))]
        for row in block["by_category"]
    ]
    assert [row for row in rows(page) if len(row) == 14][1:] == expected


def test_the_bars_of_a_year_are_the_numbers_of_its_table(browser: Browser, lived: Household) -> None:
    page = browser.get(f"{pages_of(lived)}/reports/year?year=2026").text

    in_table = [with_zeros(row[1:]) for row in rows(page)[1:13]]
    heights = {
        kind: [float(height) for height in re.findall(rf'<rect class="{kind}".*?height="([\d.]+)%"', page)]
        for kind in ("income", "expense")
    }
    assert [month[1:] for month in hovered(page)] == in_table
    # What is left over goes down to −35,500, so the chart goes from −50,000 to 100,000.
    assert heights == {
        "income": [pytest.approx(100 * 50_000 / 150_000, abs=0.01)],
        "expense": [pytest.approx(100 * won / 150_000, abs=0.01) for won in (35_500, 64_000, 900)],
    }


def test_the_lines_of_a_trend_are_the_numbers_of_its_table(browser: Browser, home: Household) -> None:
    this_month = books.today("Asia/Seoul").replace(day=1)
    home.spend(2_000, this_month.isoformat())
    home.spend(1_000, this_month.replace(year=this_month.year - 1).isoformat())

    page = browser.get(f"{pages_of(home)}/reports/trend?months=24").text

    points = re.findall(r'<polyline class="expense" points="([^"]+)"', page)[0].split()
    heights = [100 - float(point.partition(",")[2]) for point in points]
    assert len(rows(page)) == 26
    assert hovered(page) == [[row[0], with_zeros(row)[2]] for row in rows(page)[1:-1]]
    assert heights == [50.0 if n == 11 else 100.0 if n == 23 else 0.0 for n in range(24)]
    assert rows(page)[-1] == ["Total", "₩0", "₩3,000", "−₩3,000"]


def test_a_chart_says_what_it_is_to_those_who_do_not_see_it(browser: Browser, lived: Household) -> None:
    lived.ask("PUT", "budgets/2026-01", json=budget(lived, 40_000))

    year = browser.get(f"{pages_of(lived)}/reports/year?year=2026").text
    month = browser.get(f"{pages_of(lived)}/month?month=2026-01").text

    assert '<svg role="img" aria-labelledby="year-KRW-title year-KRW-desc">' in year
    assert '<title id="year-KRW-title">Income and expense of 2026 by month</title>' in year
    assert 'role="img"><title>식비: ₩30,000 / ₩40,000</title>' in month


@pytest.mark.parametrize(
    ("narrowed", "expense"),
    [
        pytest.param("account={cash}", "₩200", id="account"),
        pytest.param("category={food}", "₩30", id="category"),
        pytest.param("tag=여행", "₩4", id="tag"),
        pytest.param("tag=%23여행", "₩4", id="tag as it stands in a memo"),
    ],
)
def test_a_trend_can_be_narrowed(browser: Browser, home: Household, narrowed: str, expense: str) -> None:
    day, cash, food = books.today("Asia/Seoul").isoformat(), home.accounts["cash"], home.categories["식비"]
    home.spend(200, day, account_id=cash)
    home.spend(30, day, category_id=food)
    home.spend(4, day, memo="#여행")

    page = browser.get(f"{pages_of(home)}/reports/trend?{narrowed.format(cash=cash, food=food)}").text

    assert rows(page)[-1] == ["Total", "₩0", expense, f"−{expense}"]


def test_a_trend_that_finds_nothing_leads_back_to_everything(browser: Browser, lived: Household) -> None:
    page = browser.get(f"{pages_of(lived)}/reports/trend?months=24&tag=nothing").text

    assert "Nothing in these months is what you asked for." in page
    assert f'{pages_of(lived)}/reports/trend?months=24">Show everything' in page


def test_a_trend_names_the_field_that_it_cannot_read(browser: Browser, lived: Household) -> None:
    page = browser.get(f"{pages_of(lived)}/reports/trend?account=1e3")

    assert page.status_code == 200
    assert 'id="account-error"' in page.text


@pytest.mark.parametrize(
    "path",
    [
        *("month?month=2026-03", "reports/month?month=2026-03", "reports/year?year=2026"),
        *("reports/trend", "reports/trend?tag=가족"),
    ],
)
def test_every_amount_leads_to_the_entries_that_make_it(
    browser: Browser, lived: Household, path: str
) -> None:
    lived.spend(100, books.today("Asia/Seoul").isoformat(), category_id=lived.categories["식비"])
    page = browser.get(f"{pages_of(lived)}/{path}").text

    links = re.findall(r'<a href="([^"]*/entries\?from=[^"]*to=[^"]*)">([^<]*)</a>', page)
    wrong = []
    for target, amount in links:
        asked = dict(parse_qsl(urlsplit(unescape(target)).query))
        sums = lived.get("entries", **asked)["sums"][0]
        income, expense = sums["income"], sums["expense"]
        # A category has one kind, so that its other sum is 0.
        net = income + expense if "category" in asked else income - expense
        made = sums[asked["kind"]] if "kind" in asked else net
        wrong += [] if unescape(amount) == shown(made).replace("–", "₩0") else [(target, amount, made)]

    assert len(links) > 3
    assert wrong == []


@pytest.mark.parametrize(
    ("path", "beside"),
    [
        pytest.param("month?month=2026-01", ["month=2025-12", "month=2026-02"], id="January"),
        pytest.param("reports/month?month=2025-12", ["month=2025-11", "month=2026-01"], id="December"),
        pytest.param("budgets?month=1900-01", ["month=1900-02"], id="the first month"),
        pytest.param("reports/month?month=2199-12", ["month=2199-11"], id="the last month"),
        pytest.param("reports/year?year=2026", ["year=2025", "year=2027"], id="a year"),
        pytest.param("reports/year?year=1900", ["year=1901"], id="the first year"),
        pytest.param("reports/year?year=2199", ["year=2198"], id="the last year"),
    ],
)
def test_a_page_leads_to_those_beside_it(
    browser: Browser, home: Household, path: str, beside: list[str]
) -> None:
    page = browser.get(f"{pages_of(home)}/{path}")

    found = re.findall(r'href="[^"]*\?([^"]*)" rel="(?:prev|next)"', page.text)
    assert (page.status_code, found) == (200, beside)


def test_a_year_goes_from_its_first_day_to_its_last(browser: Browser, home: Household) -> None:
    for day in ("2026-01-01", "2026-12-31"):
        home.spend(1, day)
    for day in ("2025-12-31", "2027-01-01"):
        home.spend(100, day)

    page = browser.get(f"{pages_of(home)}/reports/year?year=2026").text

    assert totals(page) == [["₩0", "₩2", "−₩2"]]


@pytest.mark.parametrize("path", ["reports/month?month=2026-13", "reports/year?year=abc", "budgets?month="])
def test_an_address_that_names_no_month_shows_this_one(browser: Browser, home: Household, path: str) -> None:
    today = books.today("Asia/Seoul")

    page = browser.get(f"{pages_of(home)}/{path}")

    assert page.status_code == 200
    assert str(today.year) in text(re.findall(r"<h1>.*?</h1>", page.text)[0])


@pytest.mark.parametrize(
    "path", ["month?month=2026-01", "reports/month?month=2026-01", "reports/year?year=2026"]
)
def test_two_currencies_are_two_blocks(browser: Browser, home: Household, path: str) -> None:
    dollars = home.post("accounts", name="Dollars", kind="bank", currency="USD")["id"]
    home.spend(1_000)
    home.spend(250, account_id=dollars)

    page = browser.get(f"{pages_of(home)}/{path}").text

    assert re.findall(r'<section aria-label="(\w+)">', page) == ["KRW", "USD"]
    assert totals(page) == [["₩0", "₩1,000", "−₩1,000"], ["$0.00", "$2.50", "−$2.50"]]


def test_the_trend_of_an_account_in_dollars_has_no_block_of_won(browser: Browser, home: Household) -> None:
    dollars = home.post("accounts", name="Dollars", kind="bank", currency="USD")["id"]
    home.spend(250, books.today("Asia/Seoul").isoformat(), account_id=dollars)

    page = browser.get(f"{pages_of(home)}/reports/trend?account={dollars}").text

    assert re.findall(r'<section aria-label="(\w+)">', page) == ["USD"]


@pytest.mark.parametrize("path", ["reports/month", "reports/year", "reports/trend"])
def test_an_empty_report_says_what_to_do(browser: Browser, home: Household, path: str) -> None:
    page = browser.get(f"{pages_of(home)}/{path}").text

    assert "Nothing is written here yet." in page
    assert f'href="{pages_of(home)}/month">Write an entry' in page
    assert f'href="{pages_of(home)}/imports">Import a statement' in page


def test_a_year_with_every_category_in_every_month_is_under_60_kilobytes(
    browser: Browser, home: Household
) -> None:
    kinds = {row["id"]: row["kind"] for row in home.get("categories")["items"]}
    entries = [
        {"day": f"2026-{n:02}-05", "amount": 1_234_567, "kind": kind, "category_id": id_}
        for n in range(1, 13)
        for id_, kind in kinds.items()
    ]
    home.post("entries/batch", create=[{**entry, "account_id": home.accounts["bank"]} for entry in entries])

    page = browser.get(f"{pages_of(home)}/reports/year?year=2026")

    assert len(page.data) < 60_000


def budget(home: Household, amount: int | None, category: str = "식비") -> dict[str, Any]:
    """Return the body that sets one budget by the API."""
    return {"items": [{"category_id": home.categories[category], "amount": amount}]}


def fields(home: Household, **texts: str) -> dict[str, str]:
    """Return what is sent when these fields of the form were empty and somebody typed into them."""
    return {f"budget-{home.categories[name]}": typed for name, typed in texts.items()}


def save(browser: Browser, home: Household, month: str, **data: str) -> Any:
    """Send the form of a month's budgets."""
    path = f"{pages_of(home)}/budgets"
    return browser.send(f"{path}/{month}", shown_on=f"{path}?month={month}", **data)


def held(home: Household, month: str) -> dict[str, int]:
    """Return the budgets that the API says hold in a month."""
    return {row["name"]: row["amount"] for row in home.get(f"budgets/{month}")["items"]}


def test_budgets_are_set_together_and_hold_in_later_months(browser: Browser, home: Household) -> None:
    page = save(browser, home, "2026-01", **fields(home, 식비="400,000", 교통="=30000+20000", 교육=""))

    assert page.request.full_path.endswith("/budgets?month=2026-01")
    assert "Saved." in page.text
    assert held(home, "2025-12") == {}
    assert held(home, "2026-01") == held(home, "2027-05") == {"식비": 400_000, "교통": 50_000}


def test_a_later_month_shows_since_when_its_budget_holds(browser: Browser, home: Household) -> None:
    home.ask("PUT", "budgets/2026-01", json=budget(home, 400_000))

    page = browser.get(f"{pages_of(home)}/budgets?month=2026-05").text

    assert rows(page)[1] == ["식비 since January 2026", "", "–", "₩400,000 left 식비: ₩0 / ₩400,000"]
    assert 'value="400,000"' in page


def test_an_emptied_field_ends_its_budget_from_that_month_on(browser: Browser, home: Household) -> None:
    home.ask("PUT", "budgets/2026-01", json=budget(home, 400_000))
    was = {f"was-{home.categories['식비']}": "400,000"}

    save(browser, home, "2026-03", **fields(home, 식비=""), **was)

    assert (held(home, "2026-02"), held(home, "2026-03")) == ({"식비": 400_000}, {})


def test_what_somebody_else_set_meanwhile_in_another_field_stays(browser: Browser, home: Household) -> None:
    home.ask("PUT", "budgets/2026-01", json=budget(home, 400_000))
    as_shown = {**fields(home, 식비="400,000"), f"was-{home.categories['식비']}": "400,000"}
    home.ask("PUT", "budgets/2026-01", json=budget(home, 500_000))

    save(browser, home, "2026-01", **as_shown, **fields(home, 교통="50,000"))

    assert held(home, "2026-01") == {"식비": 500_000, "교통": 50_000}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("lots", "This is not an amount.", id="a word"),
        pytest.param("1e3", "This is not an amount.", id="an exponent"),
        pytest.param("-5", "This must be at least 0.", id="below zero"),
        pytest.param("0.5", "This currency has no such small part.", id="half a won"),
        pytest.param("9999999999999", "This amount is too large.", id="too much"),
    ],
)
def test_a_bad_amount_is_named_and_the_rest_is_kept(
    browser: Browser, home: Household, typed: str, said: str
) -> None:
    page = save(browser, home, "2026-01", **fields(home, 식비=typed, 교통="50,000"))

    food = f"budget-{home.categories['식비']}"
    assert page.status_code == 422
    assert f'value="{typed}" aria-invalid="true" aria-describedby="{food}-error"' in page.text
    assert f'id="{food}-error">{said}' in page.text
    assert 'value="50,000"' in page.text
    assert held(home, "2026-01") == {}


@pytest.mark.parametrize("path", ["month", "reports/month", "budgets"])
def test_what_is_left_or_over_is_shown(browser: Browser, home: Household, path: str) -> None:
    home.ask("PUT", "budgets/2026-01", json=budget(home, 40_000))
    home.ask("PUT", "budgets/2026-01", json=budget(home, 5_000, "교통"))
    home.spend(30_000, category_id=home.categories["식비"])
    home.spend(5_500, category_id=home.categories["교통"])

    page = browser.get(f"{pages_of(home)}/{path}?month=2026-01").text

    assert [row[0].split()[0] for row in rows(page) if row[-1].startswith("₩10,000 left")] == ["식비"]
    assert [row[0].split()[0] for row in rows(page) if row[-1].startswith("₩500 over")] == ["교통"]


def test_a_month_with_budgets_in_which_nothing_is_spent_is_shown(browser: Browser, home: Household) -> None:
    home.ask("PUT", "budgets/2026-01", json=budget(home, 40_000))

    pages = [browser.get(f"{pages_of(home)}/{path}?month=2026-01") for path in ("month", "reports/month")]

    assert [page.status_code for page in pages] == [200, 200]
    assert all("₩40,000 left" in page.text for page in pages)


def test_a_viewer_sees_budgets_and_no_form(app: Flask, home: Household, stranger: Household) -> None:
    home.ask("PUT", "budgets/2026-01", json=budget(home, 40_000))
    code = home.post("invites", role="viewer")["code"]
    stranger.post("/api/v1/invites/accept", code=code)
    viewer = enter(app, stranger)

    page = viewer.get(f"{pages_of(home)}/budgets?month=2026-01")
    refused = save(viewer, home, "2026-01", **fields(home, 식비="1"))

    assert rows(page.text)[1][:3] == ["식비 since January 2026", "₩40,000", "–"]
    assert "<form" not in page.text.partition("<main")[2]
    assert (refused.status_code, held(home, "2026-01")) == (403, {"식비": 40_000})


def test_somebody_elses_reports_and_budgets_do_not_exist(app: Flask, browser: Browser) -> None:
    theirs = pages_of(sign_up(app))

    statuses = {browser.get(f"{theirs}/{path}").status_code for path in ("reports/month", "reports/year")}
    statuses |= {browser.get(f"{theirs}/{path}").status_code for path in ("reports/trend", "budgets")}

    assert statuses == {404}
