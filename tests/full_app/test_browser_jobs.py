"""What a household does with its book, in a browser that runs no scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.full_app.browsing import MARKS, People, book_of, new_email, press, totals, upload
from tests.full_app.conftest import PASSWORD

pytestmark = MARKS


@pytest.fixture
def page(people: People) -> Page:
    """This month's page of a new household, without JavaScript."""
    return people.household(java_script_enabled=False)


def save(page: Page, amount: str, payee: str = "", **chosen: str) -> None:
    """Write an expense on the month page by its button; `chosen` are options by their labels."""
    page.locator("#amount").fill(amount)
    page.locator("#payee").fill(payee)
    for name, label in chosen.items():
        page.locator(f"#{name}").select_option(label=label)
    press(page.locator("form.entry button.primary"))


def said(page: Page) -> str:
    """Return what the page says was done."""
    return page.locator(".notice").first.inner_text()


def test_somebody_new_signs_up_and_writes_an_entry(people: People) -> None:
    page = people.visitor(java_script_enabled=False)
    page.goto("/signup")
    page.get_by_label("이메일").fill(new_email())
    page.get_by_label("비밀번호").fill(PASSWORD)
    press(page.locator("main form button"))

    page.get_by_label("금액").fill("=12,000+300")
    page.get_by_label("거래처").fill("김밥나라")
    press(page.locator("form.entry button"))

    assert page.locator(".entries .what").inner_text() == "김밥나라"
    assert totals(page) == ("₩0", "₩12,300")


@pytest.mark.parametrize(
    ("sample", "account", "added", "months"),
    [
        pytest.param("bank_cp949.csv", "은행", 28, {"01": ("₩4,004,812", "₩2,900,510")}, id="bank"),
        pytest.param("card_cancelled.csv", "카드", 27, {"01": ("₩0", "₩1,482,610")}, id="card"),
        pytest.param("bus_a.csv", "현금", 15, {"01": ("₩50,000", "₩19,050")}, id="bus"),
        pytest.param("bus_b.csv", "현금", 15, {"01": ("₩20,000", "₩22,050")}, id="bus, later"),
        pytest.param("bank_utf8_bom_signed.csv", "은행", 22, {"01": ("₩641,437", "₩570,730")}, id="signed"),
        pytest.param(
            "bank_january_february.xlsx",
            "은행",
            21,
            {"01": ("₩2,495,905", "₩399,470"), "02": ("₩45,320", "₩737,850")},
            id="workbook",
        ),
    ],
)
def test_a_statement_is_looked_at_and_comes_in_to_the_won(
    page: Page, sample: str, account: str, added: int, months: dict[str, tuple[str, str]]
) -> None:
    upload(page, sample, account)
    promised = page.locator(".counts .state-new b").inner_text()

    press(page.locator("button[value=commit]"))

    assert (promised, re.findall(r"\d+", said(page))) == (str(added), [str(added)])
    found = {}
    for month in months:
        page.goto(f"{book_of(page)}/month?month=2026-{month}")
        found[month] = totals(page)
    assert found == months


def test_of_an_overlapping_statement_only_what_is_new_comes_in(page: Page) -> None:
    for sample in ("bus_a.csv", "bus_b.csv"):
        upload(page, sample, "현금")
        press(page.locator("button[value=commit]"))

    assert re.findall(r"\d+", said(page)) == ["5"]
    page.goto(f"{book_of(page)}/month?month=2026-01")
    assert totals(page) == ("₩50,000", "₩27,800")


def test_a_category_corrected_in_the_preview_sorts_the_next_statement(page: Page) -> None:
    upload(page, "bus_a.csv", "현금")
    rides = page.locator("tr", has_text="시내버스").locator("[list=categories]")
    for ride in rides.all():
        ride.fill("교통")

    press(page.locator("button[value=commit]"))
    press(page.locator("form[action$=rules] button"))
    upload(page, "bus_b.csv", "카드")

    assert {ride.input_value() for ride in rides.all()} == {"교통"}
    page.goto(f"{book_of(page)}/month?month=2026-01")
    # Seven rides of the city bus, and the figure leads to them.
    press(page.locator(".chart tr", has_text="교통").locator(".number a"))
    assert (
        page.locator(".entries .what", has_text="시내버스").count() == page.locator(".entries .what").count()
    )


def test_an_import_can_be_taken_back(page: Page) -> None:
    upload(page, "bus_a.csv", "현금")
    press(page.locator("button[value=commit]"))

    press(page.locator("form[action$=take-back] button"))

    assert re.findall(r"\d+", said(page)) == ["15"]
    page.goto(f"{book_of(page)}/month?month=2026-01")
    assert totals(page) == ("₩0", "₩0")


def test_a_budget_says_what_is_left_of_it(page: Page) -> None:
    month = page.url
    page.goto(f"{book_of(page)}/budgets")
    page.get_by_label("식비").fill("300,000")
    press(page.locator("main form button"))

    page.goto(month)
    save(page, "12,300", expense_category="식비")
    on_the_month = page.locator(".budgets .left").inner_text()
    page.goto(f"{book_of(page)}/budgets")

    assert "₩287,700" in on_the_month
    assert "₩287,700" in page.locator(".budgets tr", has_text="식비").locator(".left").inner_text()


def test_the_notice_undoes_what_it_tells_of(page: Page) -> None:
    save(page, "12,300")
    before = totals(page)

    press(page.locator(".notice .undo button"))

    assert (before, totals(page)) == (("₩0", "₩12,300"), ("₩0", "₩0"))


def test_an_entry_is_changed_deleted_and_put_back_from_the_history(page: Page) -> None:
    save(page, "12,300", "김밥나라")
    press(page.get_by_role("link", name="김밥나라"))
    page.locator("#amount").fill("9,900")
    press(page.locator("button[value=save]"))
    changed = totals(page)
    press(page.get_by_role("link", name="김밥나라"))
    press(page.locator("button[value=delete]"))
    deleted = totals(page)

    page.goto(f"{book_of(page)}/history")
    told = page.locator(".history .told ul").inner_text()
    press(page.locator(".history .undo button").first)
    page.goto(f"{book_of(page)}/month")

    assert (changed, deleted) == (("₩0", "₩9,900"), ("₩0", "₩0"))
    assert "₩12,300 → ₩9,900" in told
    assert totals(page) == changed


def test_a_figure_of_the_year_leads_to_its_entries(page: Page) -> None:
    save(page, "12,300", "김밥나라", expense_category="외식")
    press(page.locator("a[href*='/reports/year']").first)
    of_the_year = totals(page)

    press(page.locator(".wide tr", has_text="외식").get_by_role("link", name="₩12,300").first)

    assert of_the_year == ("₩0", "₩12,300")
    assert page.locator(".entries .what").inner_text() == "김밥나라"


def test_a_token_lets_a_program_in(page: Page) -> None:
    page.goto(f"{book_of(page)}/you")
    page.locator("#name").fill("스크립트")
    press(page.locator("button[value=token]"))

    shown = re.search(r"Bearer [\w.-]+", page.locator(".secret").inner_text())
    assert shown
    answer = page.request.get("/api/v1/books", headers={"Authorization": shown[0]})

    assert [book["id"] for book in answer.json()["items"]] == [int(book_of(page).rpartition("/")[2])]


def test_a_saved_book_is_opened_as_another_one(page: Page, tmp_path: Path) -> None:
    save(page, "12,300", "김밥나라")
    first = book_of(page)
    page.goto(f"{first}/settings/backup")
    with page.expect_download() as saved:
        page.locator("a[href$='export.json']").click()
    saved.value.save_as(tmp_path / "book.json")

    page.locator("#file").set_input_files(tmp_path / "book.json")
    press(page.locator("form[action='/books/import'] button"))

    assert book_of(page) != first
    assert totals(page) == ("₩0", "₩12,300")
