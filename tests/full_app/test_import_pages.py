"""Importing a statement, as a browser without JavaScript does it: preview, commit, rules, taking back."""

import io
import re
from html import unescape
from typing import Any

import pytest
from account_book.web import imports as import_pages
from flask import Flask
from werkzeug.test import TestResponse

from tests.full_app.cast import let_in
from tests.full_app.conftest import Household
from tests.full_app.test_entry_pages import enter, text_of, undo_newest
from tests.full_app.test_pages import Browser, pages_of

STATEMENT = """날짜,내용,출금액,입금액
2026-01-05,버스,1500,
2026-01-05,버스,1500,
2026-01-06,떡집,8000,
2026-01-07,회사,,3000000
2026-01-08,이상한 줄,abc,
"""


@pytest.fixture
def browser(app: Flask, home: Household) -> Browser:
    """A browser that the owner of the book is signed in with."""
    return enter(app, home)


def upload(
    browser: Browser, home: Household, content: str = STATEMENT, account: str = "bank"
) -> TestResponse:
    """Send a statement and return its preview."""
    file = (io.BytesIO(content.encode()), "은행 1월.csv")
    return browser.send(f"{pages_of(home)}/imports", file=file, account_id=home.accounts[account])


def fields_of(page: TestResponse) -> dict[str, str]:
    """Return what a browser would send of a page's last form."""
    form = page.text.rpartition("<form")[2].partition("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") != "checkbox" or " checked" in tag:
            found[attributes["name"]] = unescape(attributes.get("value", ""))
    for name, options in re.findall(r'<select name="([^"]*)">(.*?)</select>', form, re.DOTALL):
        found[name] = re.search(r'value="([^"]*)" selected', options)[1]  # type: ignore[index]
    return found


def commit(browser: Browser, preview: TestResponse, **changed: Any) -> TestResponse:
    """Send a preview's form, with what is changed in it; None unticks."""
    fields = (
        fields_of(preview) | {"action": "commit"} | {name.replace("_", "-"): v for name, v in changed.items()}
    )
    kept = {name: value for name, value in fields.items() if value is not None}
    return browser.client.post(
        preview.request.path, data=kept, headers=browser.headers, follow_redirects=True
    )


def test_the_preview_suggests_what_the_rules_say_and_an_empty_field_means_none(
    browser: Browser, home: Household
) -> None:
    for text, category in (("버스", "교통"), ("떡집", "식비")):
        home.post("rules", contains=text, category_id=home.categories[category])

    preview = upload(browser, home)
    commit(browser, preview, category_4="")

    fields = fields_of(preview)
    assert [fields[f"category-{line}"] for line in (2, 3, 4, 5)] == ["교통", "교통", "식비", ""]
    assert preview.text.count("<datalist") == 1
    transport = home.categories["교통"]
    assert [item["category_id"] for item in home.get("entries")["items"]] == [
        None,
        None,
        transport,
        transport,
    ]


def test_lines_are_sorted_by_hand_or_left_out(browser: Browser, home: Household) -> None:
    preview = upload(browser, home)

    page = commit(browser, preview, category_2=" 교통 ", category_5="급여", line_3=None)

    entries = home.get("entries")["items"]
    named = {id_: name for name, id_ in home.categories.items()}
    assert [(item["amount"], named.get(item["category_id"])) for item in entries] == [
        (3_000_000, "급여"),
        (8_000, None),
        (1_500, "교통"),
    ]
    assert "3 entries were added." in text_of(page)
    assert "2 lines were left out." in text_of(page)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("category_4", "없는 분류", id="unknown"),
        pytest.param("category_4", "급여", id="of income for an expense"),
    ],
)
def test_a_category_that_is_not_there_is_named_with_its_line_and_all_is_kept(
    browser: Browser, home: Household, name: str, value: str
) -> None:
    preview = upload(browser, home)

    page = commit(browser, preview, category_2="교통", line_3=None, **{name: value})

    fields = fields_of(page)
    assert page.status_code == 422
    assert f"Line 4: no category of “Expense” is called “{value}”." in text_of(page)
    assert 'aria-describedby="category-4-error"' in page.text
    assert (fields["category-2"], fields["category-4"], fields.get("line-3")) == ("교통", value, None)
    assert fields["shown"].split() == fields_of(preview)["shown"].split()
    assert home.get("entries")["items"] == []


def test_a_category_of_a_line_that_is_left_out_does_not_matter(browser: Browser, home: Household) -> None:
    preview = upload(browser, home)

    page = commit(browser, preview, category_4="없는 분류", line_4=None)

    assert page.status_code == 200
    assert len(home.get("entries")["items"]) == 3


def test_categories_of_one_name_are_told_apart_by_their_kind(browser: Browser, home: Household) -> None:
    both = [home.post("categories", name="기타", kind=kind)["id"] for kind in ("expense", "income")]

    preview = upload(browser, home)
    commit(browser, preview, category_4="기타 (Expense)", category_5="기타 (income)")

    found = {item["payee"]: item["category_id"] for item in home.get("entries")["items"]}
    assert [found["떡집"], found["회사"]] == both


def test_what_needs_a_decision_comes_first(browser: Browser, home: Household) -> None:
    home.spend(3_000_000, "2026-01-07", account_id=home.accounts["cash"])
    home.take("날짜,내용,출금액\n2026-01-06,떡집,8000\n".encode())

    preview = upload(browser, home)

    states = re.findall(r'<tr class="state-(\w+)">', preview.text)
    assert states == ["transfer", "error", "new", "new", "same"]


def test_a_transfer_is_joined_or_added_as_its_line_says(browser: Browser, home: Household) -> None:
    withdrawal = home.spend(3_000_000, "2026-01-07", account_id=home.accounts["cash"])

    commit(browser, upload(browser, home), line_5="link")

    joined = home.get(f"entries/{withdrawal['id']}")
    assert (joined["kind"], joined["to_account_id"]) == ("transfer", home.accounts["bank"])


def test_a_large_preview_stays_small_and_says_what_becomes_of_the_rest(
    browser: Browser, home: Household
) -> None:
    home.post("rules", contains="가게", category_id=home.categories["식비"])
    lines = [f"2026-01-{n % 28 + 1:02},긴 이름의 가게 {n} & <b> {'가' * 120},{n + 1}" for n in range(400)]

    preview = upload(browser, home, "\n".join(["날짜,내용,출금액", *lines, "2026-01-01,이상,abc"]))
    shown = fields_of(preview)["shown"].split()
    page = commit(browser, preview, **{f"line_{shown[-1]}": None})

    assert len(preview.data) < 60_000
    assert shown[0] == "402"
    hidden = 401 - len(shown)
    said = f"{hidden} more lines are not shown. {hidden} of them will be added with the category"
    assert said in text_of(preview)
    assert "399 entries were added." in text_of(page)
    entries = home.get("entries", limit=200)["items"]
    assert {item["category_id"] for item in entries} == {home.categories["식비"]}


def test_a_page_of_ordinary_lines_shows_a_hundred_of_them(browser: Browser, home: Household) -> None:
    lines = [f"2026-01-{n % 28 + 1:02},동네 반찬가게 {n},{n + 1}000" for n in range(300)]

    preview = upload(browser, home, "\n".join(["날짜,내용,출금액", *lines]))

    assert len(preview.data) < 60_000
    assert len(fields_of(preview)["shown"].split()) == import_pages.SHOWN[0]


def test_a_line_that_was_not_shown_is_not_taken_for_one_that_was_left_out(
    browser: Browser, home: Household
) -> None:
    preview = upload(browser, home)
    shown = [line for line in fields_of(preview)["shown"].split() if line != "4"]

    # Meanwhile another line could have come to stand in its place.
    commit(browser, preview, shown=" ".join(shown), line_4=None, line_5=None)

    assert [item["payee"] for item in home.get("entries")["items"]] == ["떡집", "버스", "버스"]


def test_wrong_columns_are_refused_and_stay_as_chosen(browser: Browser, home: Household) -> None:
    preview = upload(browser, home)
    roles = {"action": "columns", "role-0": "day", "role-1": "payee", "role-2": "memo", "role-3": ""}

    page = browser.send(preview.request.path, **roles)

    assert page.status_code == 422
    assert "One column must be the day and one the amount." in text_of(page)
    third = page.text.partition('name="role-2"')[2].partition("</select>")[0]
    assert '<option value="memo" selected>' in third


def test_after_a_commit_the_page_says_what_came_of_it(browser: Browser, home: Household) -> None:
    preview = upload(browser, home)

    page = commit(browser, preview)
    entry = home.get("entries")["items"][0]["id"]
    home.ask("DELETE", f"entries/{entry}", headers={"If-Match": "*"})
    later = browser.get(preview.request.path)

    assert page.request.path == preview.request.path
    assert "4 entries were added. 4 of its entries are in the book." in text_of(page)
    assert "4 entries were added. 3 of its entries are in the book." in text_of(later)


def test_a_statement_is_not_committed_twice(browser: Browser, home: Household) -> None:
    preview = upload(browser, home)
    commit(browser, preview)

    same_form, other_tab = commit(browser, preview), commit(browser, preview, once="of-another-tab")

    assert (same_form.status_code, other_tab.status_code) == (200, 409)
    assert "This is saved already." in same_form.text
    assert "This statement was imported already." in text_of(other_tab)
    assert len(home.get("entries")["items"]) == 4


def test_what_was_sorted_by_hand_is_offered_as_rules_and_kept_once(browser: Browser, home: Household) -> None:
    done = commit(browser, upload(browser, home), category_2="교통", category_4="식비", category_5="급여")
    offered = fields_of(done)

    path = f"{done.request.path}/rules"
    fields = {**offered, "keep": ["0", "2"], "contains-2": "회사 (주)"}
    page = browser.client.post(path, data=fields, headers=browser.headers, follow_redirects=True)

    assert [offered[f"contains-{n}"] for n in range(3)] == ["떡집", "버스", "회사"]
    assert [offered[f"category-{n}"] for n in range(3)] == ["식비", "교통", "급여"]
    assert "2 rules are kept." in text_of(page)
    assert [rule["contains"] for rule in home.get("rules")["items"]] == ["떡집", "회사 (주)"]
    assert fields_of(page)["contains-0"] == "버스"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param(
            {"contains-0": "버스"}, "There is a rule for this text already.", id="twice in the form"
        ),
        pytest.param({"contains-0": "이미"}, "There is a rule for this text already.", id="in the book"),
        pytest.param({"contains-0": "  "}, "This is needed.", id="blank"),
        pytest.param({"contains-0": "가" * 201}, "This has 200 characters at most.", id="too long"),
        pytest.param(
            {"category-0": "없는 분류"}, "No category is called “없는 분류”.", id="unknown category"
        ),
        pytest.param({"category-0": ""}, "This is needed.", id="no category"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_said_and_none_is_kept(
    browser: Browser, home: Household, fields: dict[str, str], said: str
) -> None:
    home.post("rules", contains="이미", category_id=home.categories["식비"])
    done = commit(browser, upload(browser, home), category_2="교통", category_4="식비")

    sent = {**fields_of(done), "keep": ["0", "1"], **fields}
    page = browser.client.post(f"{done.request.path}/rules", data=sent, headers=browser.headers)

    assert page.status_code == 422
    assert said in text_of(page)
    assert 'aria-invalid="true"' in page.text
    assert fields_of(page)["contains-1"] == "버스"
    assert [rule["contains"] for rule in home.get("rules")["items"]] == ["이미"]


def test_what_changed_nothing_offers_no_undo(browser: Browser, home: Household) -> None:
    done = commit(browser, upload(browser, home), category_2="교통")
    fields = {name: value for name, value in fields_of(done).items() if name != "keep"}

    page = browser.client.post(
        f"{done.request.path}/rules", data=fields, headers=browser.headers, follow_redirects=True
    )

    assert "0 rules are kept." in text_of(page)
    assert 'class="undo"' not in page.text


def test_an_import_is_listed_and_taken_back_and_the_undo_brings_it_again(
    browser: Browser, home: Household
) -> None:
    done = commit(browser, upload(browser, home))
    listed = browser.get(f"{pages_of(home)}/imports")

    taken = browser.send(f"{done.request.path}/take-back", shown_on=done.request.path)
    gone = home.get("entries")["items"]
    undo_newest(browser, taken)

    assert "은행 1월.csv" in text_of(listed)
    assert "4 entries in the book Take it back" in text_of(listed)
    assert "4 entries were taken out." in text_of(taken)
    assert "0 entries in the book" in text_of(taken)
    assert gone == []
    assert len(home.get("entries")["items"]) == 4


def test_an_import_that_was_taken_back_is_not_taken_back_again(browser: Browser, home: Household) -> None:
    done = commit(browser, upload(browser, home))
    path = f"{done.request.path}/take-back"
    browser.send(path, shown_on=done.request.path)

    page = browser.send(path, shown_on=done.request.path)

    assert page.status_code == 409
    assert "This import was taken back already." in text_of(page)


def test_the_statement_of_a_refused_upload_is_named(browser: Browser, home: Household) -> None:
    page = upload(browser, home, "", account="card")

    assert page.status_code == 422
    assert "This file is empty." in text_of(page)
    assert f'<option value="{home.accounts["card"]}" selected>' in page.text


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/rules", "/{id}/take-back"])
def test_a_viewer_imports_nothing(app: Flask, browser: Browser, home: Household, path: str) -> None:
    preview = upload(browser, home)
    number = preview.request.path.rpartition("/")[2]
    viewer = enter(app, let_in(app, home, "viewer"))

    page = viewer.send(
        f"{pages_of(home)}/imports{path.format(id=number)}",
        shown_on=f"{pages_of(home)}/month",
        action="commit",
    )

    assert page.status_code == 403
    assert home.get("entries")["items"] == []


@pytest.mark.parametrize("path", ["", "/rules", "/take-back"])
def test_somebody_elses_import_does_not_exist(
    app: Flask, browser: Browser, home: Household, stranger: Household, path: str
) -> None:
    number = upload(enter(app, stranger), stranger).request.path.rpartition("/")[2]

    page = browser.send(f"{pages_of(home)}/imports/{number}{path}", shown_on=f"{pages_of(home)}/imports")

    assert page.status_code == 404
