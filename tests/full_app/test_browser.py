"""The pages in a real Chromium, with JavaScript: keys, sums, where the focus goes, and the first visit."""

import pytest
from playwright.sync_api import Page

from tests.full_app.browsing import (
    MARKS,
    People,
    book_of,
    focused,
    new_email,
    press,
    press_enter,
    totals,
    write,
)
from tests.full_app.conftest import PASSWORD

pytestmark = MARKS


@pytest.fixture
def page(people: People) -> Page:
    """This month's page of a new household."""
    return people.household()


def leave_fields(page: Page) -> None:
    """Take the focus out of all fields, as a click beside them does."""
    page.locator("h1").click()


class Hand:
    """Does what a person does on a page, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page, self.done = page, 0

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)
        self.done += 1

    def press(self, button: str) -> None:
        press(self.page.get_by_role("main").get_by_role("button", name=button))
        self.done += 1


def test_somebody_new_has_written_an_entry_after_five_actions(people: People) -> None:
    page = people.visitor()
    seen: list[str] = []
    page.on("framenavigated", lambda frame: seen.append(frame.url.partition("?")[0].rpartition("/")[2]))
    page.goto("/signup")
    hand = Hand(page)

    hand.fill("이메일", new_email())
    hand.fill("비밀번호", PASSWORD)
    hand.press("가입")
    hand.fill("금액", "12,300")
    hand.press("저장")

    assert hand.done == 5
    # Nothing is asked in between: no form but these two was shown.
    assert seen == ["signup", "month", "month"]
    assert totals(page) == ("₩0", "₩12,300")


def test_enter_saves_and_the_kind_decides_which_fields_show(page: Page) -> None:
    page.locator(".kinds").get_by_text("이체").click()
    hidden = [page.locator(f"#{name}").is_visible() for name in ("expense_category", "income_category")]
    shown = page.locator("#to_account_id").is_visible()
    page.locator(".kinds").get_by_text("지출").click()
    page.get_by_label("금액").fill("4500")
    press_enter(page)

    assert (hidden, shown) == ([False, False], True)
    assert totals(page) == ("₩0", "₩4,500")


def test_after_saving_the_next_amount_can_be_typed_at_once(page: Page) -> None:
    write(page, "4500", "빵집")
    after_saving = focused(page)

    page.keyboard.type("2000")
    press_enter(page)

    assert (after_saving, totals(page)) == ("amount", ("₩0", "₩6,500"))


def test_a_sum_is_shown_while_it_is_typed(page: Page) -> None:
    output = page.locator("#amount + output")
    shown = []
    for text in ("=12000", "+3500", "+300.5"):
        page.locator("#amount").press_sequentially(text)
        shown.append(output.inner_text())
    page.locator("#amount").fill("1500")

    assert shown == ["= 12,000", "= 15,500", "= 15,800.5"]
    assert output.inner_text() == ""


def test_keys_lead_to_the_search_through_the_list_and_to_a_new_entry(page: Page) -> None:
    for name in ("가", "나", "다"):
        write(page, "1000", name)

    leave_fields(page)
    page.keyboard.press("/")
    page.wait_for_url("**/entries#q")
    searching = focused(page)
    leave_fields(page)
    moved = []
    for key in ("j", "j", "ㅏ", "k"):
        page.keyboard.press(key) if key.isascii() else page.dispatch_event("body", "keydown", {"key": key})
        moved.append(focused(page))
    page.keyboard.press("Control+j")
    page.keyboard.press("j")
    press_enter(page)
    opened = page.locator("#payee").input_value()
    leave_fields(page)
    page.keyboard.press("n")
    page.wait_for_url("**/month")

    assert searching == "q"
    assert moved == ["다", "나", "다", "다"]
    assert opened == "나"
    assert focused(page) == "amount"


def test_u_undoes_what_was_done_last_and_the_question_mark_shows_the_keys(page: Page) -> None:
    write(page, "4500", "빵집")

    leave_fields(page)
    page.keyboard.press("?")
    shown = page.locator("#keys dl").is_visible()
    with page.expect_navigation():
        page.keyboard.press("u")

    assert shown
    assert totals(page) == ("₩0", "₩0")


def test_no_key_acts_while_something_is_typed(page: Page) -> None:
    write(page, "4500")
    fields, before = [page.locator(f"#{name}") for name in ("amount", "payee", "memo")], page.url

    for field in fields:
        field.press_sequentially("njku?/ㅜㅕ")

    assert {field.input_value() for field in fields} == {"njku?/ㅜㅕ"}
    assert page.url == before
    assert not page.locator("#keys dl").is_visible()
    assert totals(page) == ("₩0", "₩4,500")


def test_after_an_error_the_focus_is_in_the_first_field_that_is_wrong(page: Page) -> None:
    page.locator("#amount").fill("1e3")
    page.locator("#payee").fill("빵집")
    press_enter(page)

    assert focused(page) == "amount"
    assert page.locator("#payee").input_value() == "빵집"


def test_one_box_ticks_all_entries_and_says_when_only_some_are(page: Page) -> None:
    for name in ("가", "나"):
        write(page, "1000", name)
    page.goto(f"{book_of(page)}/entries")
    ticked = page.locator("[name=entry]:checked")

    page.locator("#all").check()
    all_of_them = ticked.count()
    page.locator("[name=entry]").first.uncheck()

    assert (all_of_them, ticked.count()) == (2, 1)
    assert page.locator("#all").evaluate("box => box.indeterminate")


def test_many_entries_get_a_category_at_once_and_lose_it_at_once(page: Page) -> None:
    for name in ("가", "나", "다"):
        write(page, "1000", name)
    page.goto(f"{book_of(page)}/entries")
    categories = page.locator(".entries tbody .category")

    page.locator("#all").check()
    page.locator("[name=entry]").last.uncheck()
    page.locator("#new_category").select_option(label="식비")
    press(page.locator("button[value=category]"))
    given = categories.all_inner_texts()
    press(page.locator(".notice .undo button"))

    assert given == ["식비", "식비", "–"]
    assert categories.all_inner_texts() == ["–", "–", "–"]
