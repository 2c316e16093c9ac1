"""The list of entries, one entry and the frame of all pages, as a browser without JavaScript uses them."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.full_app.cast import let_in
from tests.full_app.conftest import PASSWORD, Household, sign_up
from tests.full_app.test_pages import Browser, pages_of


def enter(app: Flask, home: Household) -> Browser:
    """Return a browser that somebody is signed in with, in English."""
    browser = Browser(app.test_client())
    browser.send("/language", shown_on="/login", language="en", next="/login")
    browser.send("/login", email=home.email, password=PASSWORD)
    return browser


@pytest.fixture
def browser(app: Flask, home: Household) -> Browser:
    """A browser that the owner of the book is signed in with."""
    return enter(app, home)


def text_of(page: TestResponse) -> str:
    """Return what the main part of a page says."""
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).replace("\u2060", "").split())


def payees(page: TestResponse) -> list[str]:
    """Return the payees of a page's list, from top to bottom."""
    return [unescape(name) for name in re.findall(r'class="what"><a [^>]*>([^<]*)</a>', page.text)]


def select(browser: Browser, home: Household, *entries: Any, where: str = "", **fields: Any) -> TestResponse:
    """Tick entries in the list and send what is to become of them."""
    ticked = [f"{entry['id']}.{entry['version']}" for entry in entries]
    path = f"{pages_of(home)}/entries"
    return browser.send(f"{path}/batch{where}", shown_on=path, entry=ticked, **fields)


@pytest.fixture
def three(home: Household) -> list[Any]:
    """Three entries: bread, a salary, and a transfer."""
    accounts, categories = home.accounts, home.categories
    return [
        home.spend(4_500, payee="빵집", memo="아침 #빵 #가족", category_id=categories["식비"]),
        home.spend(3_000_000, "2026-01-25", kind="income", payee="회사", category_id=categories["급여"]),
        home.spend(50_000, "2026-01-26", kind="transfer", to_account_id=accounts["cash"]),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("", ["Transfer", "회사", "빵집"], id="all"),
        pytest.param("from=2026-01-25&to=2026-01-25", ["회사"], id="days"),
        pytest.param("kind=transfer", ["Transfer"], id="kind"),
        pytest.param("tag=%23빵", ["빵집"], id="tag with its sign"),
        pytest.param("q=아침", ["빵집"], id="words of the memo"),
        pytest.param("min=50,000&max=₩50,000", ["Transfer"], id="amounts as people type them"),
        pytest.param("min==4000%2B501", ["Transfer", "회사"], id="a sum"),
    ],
)
def test_filters_narrow_the_list(
    browser: Browser, home: Household, three: list[Any], query: str, found: list[str]
) -> None:
    page = browser.get(f"{pages_of(home)}/entries?{query}")

    assert page.status_code == 200
    assert payees(page) == found


def test_a_filter_that_cannot_be_read_is_named_and_kept(
    browser: Browser, home: Household, three: list[Any]
) -> None:
    page = browser.get(f"{pages_of(home)}/entries?min=many&kind=income")

    assert page.status_code == 422
    assert "This is not an amount." in text_of(page)
    assert 'value="many" aria-invalid="true" aria-describedby="min-error"' in page.text
    assert payees(page) == ["회사"]


def test_an_empty_list_says_what_each_filter_hides(
    browser: Browser, home: Household, three: list[Any]
) -> None:
    query = f"kind=income&category={home.categories['식비']}&account={home.accounts['bank']}&min=4000"

    page = browser.get(f"{pages_of(home)}/entries?{query}")

    said = text_of(page)
    assert "Kind: Income — 1 entry without it" in said
    assert "Category: 식비 — 1 entry without it" in said
    assert "Account: 은행 — 0 entries without it" in said
    assert "At least: ₩4,000 — 0 entries without it" in said


def test_a_filter_is_removed_alone(browser: Browser, home: Household, three: list[Any]) -> None:
    page = browser.get(f"{pages_of(home)}/entries?kind=income&q=빵집&min=1,000")

    link = re.search(r'<a href="([^"]+)">1 entry without it</a>', page.text)
    assert link
    shown = browser.get(unescape(link[1]))

    assert dict(shown.request.args) == {"q": "빵집", "min": "1,000"}
    assert payees(shown) == ["빵집"]


def test_beyond_a_hundred_it_is_not_counted_what_a_filter_hides(browser: Browser, home: Household) -> None:
    line = {"kind": "expense", "day": "2026-01-05", "amount": 1, "account_id": home.accounts["bank"]}
    home.post("entries/batch", create=[line] * 101)

    page = browser.get(f"{pages_of(home)}/entries?tag=nowhere")

    assert "Tag: #nowhere — 100+ entries without it" in text_of(page)


def test_the_tags_of_the_list_lead_to_all_that_have_them(
    browser: Browser, home: Household, three: list[Any]
) -> None:
    home.spend(1, payee="다른 곳", memo="#가족")

    page = browser.get(f"{pages_of(home)}/entries")
    link = re.search(r'<a href="([^"]+)">#가족</a>', page.text)
    assert link

    assert payees(browser.get(unescape(link[1]))) == ["다른 곳", "빵집"]
    assert "아침 " in page.text


@pytest.mark.parametrize(
    ("asked", "payee"),
    [
        pytest.param("김밥", "김밥나라", id="letters without case"),
        pytest.param("STARBUCKS", "Starbucks", id="ASCII"),
        pytest.param("kelvin", "\u212aelvin", id="the sign of Kelvin, a k"),
        pytest.param("I", "\u0130zmir", id="a Turkish capital, an i"),
        pytest.param("CAFÉ", "Le café", id="letters with case beyond ASCII"),
        pytest.param("étoile", "ÉTOILE", id="upper case beyond ASCII"),
        pytest.param("100%", "100% 주스", id="a sign that LIKE knows"),
        pytest.param("a_b", "A_B", id="another one"),
    ],
)
def test_a_search_finds_the_same_in_every_database(
    browser: Browser, home: Household, asked: str, payee: str
) -> None:
    for other in ("axb", "1000 주스", "세탁소"):
        home.spend(1, payee=other)
    home.spend(1, payee=payee)
    home.spend(1, payee="memo", memo=payee)

    assert [item["payee"] for item in home.get("entries", q=asked)["items"]] == ["memo", payee]


def test_several_entries_get_a_category_together_and_one_undo_takes_it_back(
    browser: Browser, home: Household
) -> None:
    entries = [home.spend(amount) for amount in (1, 2, 3)]

    page = select(
        browser, home, *entries[:2], where="?min=1", action="category", new_category=home.categories["식비"]
    )
    after = [item["category_id"] for item in home.get("entries")["items"]]
    undo_newest(browser, page)

    assert page.request.full_path.endswith("/entries?min=1")
    assert "2 entries were changed." in text_of(page)
    assert after == [None, home.categories["식비"], home.categories["식비"]]
    assert [item["category_id"] for item in home.get("entries")["items"]] == [None] * 3


def undo_newest(browser: Browser, page: TestResponse) -> TestResponse:
    """Press the first Undo button of a page."""
    form = re.search(r'action="([^"]+)" class="undo">(.*?)</form>', page.text, re.DOTALL)
    assert form
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))
    data = {name: unescape(value) for name, value in fields.items()}
    return browser.client.post(form[1], data=data, headers=browser.headers, follow_redirects=True)


def test_several_entries_are_deleted_together(browser: Browser, home: Household) -> None:
    entries = [home.spend(amount) for amount in (1, 2, 3)]

    page = select(browser, home, *entries[:2], action="delete")
    left = [item["amount"] for item in home.get("entries")["items"]]
    undo_newest(browser, page)

    assert "2 entries were deleted." in text_of(page)
    assert left == [3]
    assert len(home.get("entries")["items"]) == 3


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        pytest.param({"new_category": ""}, 422, "Choose the category first.", id="no category"),
        pytest.param({"new_category": "9999999"}, 404, "There is nothing here.", id="unknown category"),
        pytest.param({"entry": []}, 422, "Select the entries first.", id="nothing selected"),
        pytest.param({"entry": ["1", "x.y"]}, 422, "Select the entries first.", id="nonsense selected"),
    ],
)
def test_what_is_refused_for_one_changes_none(
    browser: Browser, home: Household, fields: dict[str, Any], status: int, said: str
) -> None:
    first, second = home.spend(1, payee="가"), home.spend(2, payee="나")
    ticked = {"entry": [f"{second['id']}.1", f"{first['id']}.1"], **fields}
    path = f"{pages_of(home)}/entries"

    page = browser.send(f"{path}/batch", shown_on=path, action="category", **ticked)

    assert page.status_code == status
    assert said in text_of(page)
    assert [item["version"] for item in home.get("entries")["items"]] == [1, 1]


def test_a_refused_selection_stays_ticked_and_the_entry_is_named(browser: Browser, home: Household) -> None:
    bread, salary = home.spend(1, payee="빵"), home.spend(2, kind="income", payee="월급")

    page = select(browser, home, bread, salary, action="category", new_category=home.categories["식비"])

    assert re.search(r"월급 · \+₩2 ?: This category is of the other kind.", text_of(page))
    assert page.text.count('" checked><span class="hidden">') == 2
    assert f'<option value="{home.categories["식비"]}" selected>' in page.text.partition("new_category")[2]


def test_entries_that_somebody_else_changed_are_not_changed_unseen(browser: Browser, home: Household) -> None:
    seen, other = home.spend(1, payee="가"), home.spend(2, payee="나")
    home.ask("PATCH", f"entries/{seen['id']}", json={"memo": "x"}, headers={"If-Match": "*"})

    page = select(browser, home, other, seen, action="delete")

    assert page.status_code == 412
    assert "가 · −₩1: This was changed in the meantime." in text_of(page)
    assert len(home.get("entries")["items"]) == 2
    assert f'value="{seen["id"]}.2" checked' in page.text


def test_an_entry_tells_its_history_in_words(browser: Browser, home: Household) -> None:
    entry = home.spend(5_000, payee="가게", category_id=home.categories["식비"])
    changes = {"amount": 6_000, "category_id": None, "account_id": home.accounts["card"], "day": "2026-01-06"}
    home.ask("PATCH", f"entries/{entry['id']}", json=changes, headers={"If-Match": "*"})

    said = text_of(browser.get(f"{pages_of(home)}/entries/{entry['id']}"))

    assert "Entry added: Mon, Jan 5 · 가게 · −₩5,000" in said or "Entry added: Jan 5, 2026 · 가게" in said
    for change in ("Amount: ₩5,000 → ₩6,000", "Account: 은행 → 카드", "Category: 식비 → –"):
        assert change in said
    assert "version" not in said
    assert home.email.partition("@")[0] in said


def test_an_amount_of_the_past_keeps_the_currency_that_it_had(browser: Browser, home: Household) -> None:
    dollars = home.post("accounts", name="달러", kind="bank", currency="USD")["id"]
    entry = home.spend(5_000)
    for changes in ({"amount": 6_000}, {"account_id": dollars, "amount": 450}):
        home.ask("PATCH", f"entries/{entry['id']}", json=changes, headers={"If-Match": "*"})

    said = text_of(browser.get(f"{pages_of(home)}/entries/{entry['id']}"))

    assert "Amount: ₩5,000 → ₩6,000" in said
    assert "Amount: ₩6,000 → $4.50" in said


def test_the_last_change_of_an_entry_is_undone_on_its_page(browser: Browser, home: Household) -> None:
    entry = home.spend(5_000)
    home.ask("PATCH", f"entries/{entry['id']}", json={"amount": 6_000}, headers={"If-Match": "*"})
    path = f"{pages_of(home)}/entries/{entry['id']}"

    page = undo_newest(browser, browser.get(path))

    assert page.request.path == path
    assert "Undone." in text_of(page)
    assert home.get(f"entries/{entry['id']}")["amount"] == 5_000


def test_a_deleted_entry_shows_what_happened_and_can_come_back(browser: Browser, home: Household) -> None:
    entry = home.spend(5_000, payee="가게")
    path = f"{pages_of(home)}/entries/{entry['id']}"
    browser.send(path, kind="expense", version=1, action="delete")

    gone = browser.get(path)
    back = undo_newest(browser, gone)

    assert "This entry was deleted." in text_of(gone)
    assert 'name="amount"' not in gone.text
    assert "Entry put back" in text_of(back)
    assert home.get(f"entries/{entry['id']}")["payee"] == "가게"


def test_an_entry_says_which_statement_it_came_with(browser: Browser, home: Household) -> None:
    home.take("날짜,내용,출금액\n2026-01-05,버스,1500\n".encode(), name="카드 1월.csv")
    entry = home.get("entries")["items"][0]

    page = browser.get(f"{pages_of(home)}/entries/{entry['id']}")

    assert "It came with a statement: 카드 1월.csv" in text_of(page)
    assert f'/imports/{entry["import_id"]}">카드 1월.csv</a>' in page.text


def test_an_entry_says_that_a_recurring_one_wrote_it(browser: Browser, home: Household) -> None:
    rent = {"kind": "expense", "amount": 650_000, "account_id": home.accounts["bank"], "payee": "월세"}
    home.post("recurring", every="month", anchor="2026-11-01", **rent)
    entry = home.get("entries")["items"][0]

    page = browser.get(f"{pages_of(home)}/entries/{entry['id']}")

    assert "A recurring entry wrote it." in text_of(page)
    assert f'{pages_of(home)}/settings/recurring"' in page.text


def test_an_entry_of_an_archived_account_is_not_moved_by_saving_it(browser: Browser, home: Household) -> None:
    entry = home.spend(5_000, account_id=home.accounts["card"])
    path = f"accounts/{home.accounts['card']}"
    home.ask("PATCH", path, json={"archived": True}, headers={"If-Match": "*"})

    page = browser.get(f"{pages_of(home)}/entries/{entry['id']}")

    chosen = page.text.partition('name="account_id"')[2].partition("</select>")[0]
    assert f'<option value="{home.accounts["card"]}" selected>' in chosen


def test_after_saving_the_next_entry_undo_is_offered(browser: Browser, home: Household) -> None:
    month = f"{pages_of(home)}/month"
    fields: dict[str, Any] = {"kind": "expense", "day": "2026-03-05", "amount": "4,500"}
    fields["account_id"] = home.accounts["bank"]

    page = browser.send(f"{pages_of(home)}/entries", shown_on=month, **fields)
    undone = undo_newest(browser, page)

    assert "Saved. Undo" in text_of(page)
    assert undone.request.full_path == page.request.full_path
    assert home.get("entries")["items"] == []


def test_the_next_entry_suggests_the_last_payees_each_once(browser: Browser, home: Household) -> None:
    for day, payee in (("2026-01-01", "오래된 곳"), ("2026-01-03", "빵집"), ("2026-01-02", "빵집")):
        home.spend(1, day, payee=payee)
    home.spend(1, "2026-01-09", payee="")

    page = browser.get(f"{pages_of(home)}/month")

    suggested = page.text.partition('<datalist id="payees">')[2].partition("</datalist>")[0]
    assert re.findall(r'value="([^"]*)"', suggested) == ["빵집", "오래된 곳"]


def test_a_viewer_sees_entries_and_history_and_no_form_that_writes(app: Flask, home: Household) -> None:
    entry = home.spend(5_000, payee="가게")
    browser = enter(app, let_in(app, home, "viewer"))

    pages = [browser.get(f"{pages_of(home)}/entries"), browser.get(f"{pages_of(home)}/entries/{entry['id']}")]
    sent = select(browser, home, entry, action="delete")

    assert [page.status_code for page in pages] == [200, 200]
    assert all("가게" in page.text and '<form method="post"' not in main(page) for page in pages)
    assert "/imports" not in pages[0].text
    assert sent.status_code == 403


def main(page: TestResponse) -> str:
    """Return the main part of a page."""
    return page.text.partition("<main")[2].partition("</main>")[0]


def test_who_is_in_one_book_gets_no_switch_and_who_is_in_two_gets_one(app: Flask, home: Household) -> None:
    guest = sign_up(app)
    before = enter(app, guest).get("/").text
    own = guest.book
    let_in(app, home, "viewer")
    browser = enter(app, guest)
    guest.post("/api/v1/books", name="둘째 가계부")

    after = browser.get(f"{own.removeprefix('/api/v1')}/month").text

    assert '<details class="books">' not in before
    assert '<details class="books">' in after
    assert ">둘째 가계부</a>" in after


def test_the_keys_are_on_the_page_and_the_script_is_a_file_of_ours(browser: Browser, home: Household) -> None:
    page = browser.get(f"{pages_of(home)}/entries").text

    assert re.findall(r"<kbd>(.)</kbd>", page) == ["n", "/", "j", "k", "u", "?"]
    assert re.findall(r"<script[^>]*>", page) == ['<script src="/static/app.js" defer>']
    assert not re.search(r'\son[a-z]+="|style="', page)
