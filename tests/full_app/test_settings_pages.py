"""The settings, joining by invite and oneself, as a browser without JavaScript uses them."""

import io
import re
import secrets
from html import unescape
from typing import Any

import pytest
from account_book import books
from account_book.models import Recurring
from account_book.wire import JSON_LIMIT
from flask import Flask
from sqlalchemy import update

from tests.full_app.conftest import PASSWORD, Household, database_of
from tests.full_app.test_ownership import let_in, user_id
from tests.full_app.test_pages import Browser, pages_of

LISTS = ("accounts", "categories", "rules", "recurring")


def enter(app: Flask, home: Household, language: str = "en") -> Browser:
    """Return a browser that somebody is signed in with."""
    browser = Browser(app.test_client(), language)
    browser.send("/language", shown_on="/login", language=language, next="/login")
    page = browser.send("/login", email=home.email, password=PASSWORD)
    assert page.status_code == 200, page.text
    return browser


@pytest.fixture
def browser(app: Flask, home: Household) -> Browser:
    """A browser that the owner of the book is signed in with."""
    return enter(app, home)


@pytest.fixture
def settings(home: Household) -> str:
    """The path of the settings of the book."""
    return f"{pages_of(home)}/settings"


def book_id(home: Household) -> int:
    return int(home.book.rpartition("/")[2])


def names(home: Household, section: str) -> list[str]:
    return [row["name"] for row in home.get(section)["items"]]


def test_the_owner_changes_name_currency_and_time_zone(
    browser: Browser, home: Household, settings: str
) -> None:
    page = browser.send(settings, name="둘의 가계부", currency="USD", timezone="America/New_York", version=1)

    book = home.get(home.book)
    assert (book["name"], book["currency"], book["timezone"]) == ("둘의 가계부", "USD", "America/New_York")
    assert "Saved." in page.text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        pytest.param("name", " ", "This needs a name.", id="no name"),
        pytest.param("currency", "WON", "This is no currency of ISO 4217.", id="no currency"),
        pytest.param("timezone", "Seoul", "This is no time zone such as Asia/Seoul.", id="no time zone"),
    ],
)
def test_a_wrong_field_of_the_book_is_named_and_the_rest_is_kept(
    browser: Browser, settings: str, field: str, typed: str, said: str
) -> None:
    fields: dict[str, Any] = {"name": "typed", "currency": "EUR", "timezone": "UTC", field: typed}

    page = browser.send(settings, **fields, version=1)

    assert page.status_code == 422
    assert f'id="{field}-error">{said}' in page.text
    assert ('value="typed"' in page.text) == (field != "name")


def test_a_book_is_deleted_only_by_its_name(browser: Browser, home: Household, settings: str) -> None:
    refused = browser.send(f"{settings}/delete", shown_on=settings, typed_name="우리 집")
    still = home.get("/api/v1/books")["items"]
    page = browser.send(f"{settings}/delete", shown_on=settings, typed_name="우리집 가계부")

    assert refused.status_code == 409
    assert "This is not the name of the book." in refused.text
    assert len(still) == 1
    assert home.get("/api/v1/books")["items"] == []
    assert page.request.path == "/books"
    assert "You are in no book." in page.text


def test_another_book_is_opened_and_all_are_listed(browser: Browser, home: Household) -> None:
    page = browser.send("/books", name="가게", currency="USD", timezone="UTC")

    listed = browser.get("/books").text
    assert page.request.path.endswith("/month")
    assert [row["name"] for row in home.get("/api/v1/books")["items"]] == ["우리집 가계부", "가게"]
    assert "우리집 가계부</a>" in listed
    assert "가게</a>" in listed


def test_an_account_is_added_with_what_was_on_it(browser: Browser, home: Household, settings: str) -> None:
    path = f"{settings}/accounts"

    browser.send(path, name="달러 통장", kind="bank", currency="USD", opening_balance="1,234.50")

    added = home.get("accounts")["items"][-1]
    assert (added["name"], added["currency"], added["balance"]) == ("달러 통장", "USD", 123_450)
    assert added["position"] == 3


def test_an_account_is_changed_and_taken_out_of_use_and_back(
    browser: Browser, home: Household, settings: str
) -> None:
    path = f"{settings}/accounts/{home.accounts['bank']}"

    browser.send(path, name="월급 통장", kind="bank", opening_balance="-5,000", version=1, action="save")
    changed = home.get("accounts")["items"][1]
    archived = browser.send(path, version=2, action="archive")
    while_archived = home.get("accounts")["items"][1]["archived_at"]
    browser.send(path, version=3, action="archive")

    assert (changed["name"], changed["opening_balance"]) == ("월급 통장", -5_000)
    assert while_archived is not None
    assert "<small>archived</small>" in archived.text
    assert home.get("accounts")["items"][1]["archived_at"] is None


def test_an_account_in_use_is_archived_instead_of_deleted(
    browser: Browser, home: Household, settings: str
) -> None:
    home.spend(1_000)
    path = f"{settings}/accounts"

    refused = browser.send(f"{path}/{home.accounts['bank']}", version=1, action="delete")
    browser.send(f"{path}/{home.accounts['cash']}", version=1, action="delete")

    assert refused.status_code == 409
    assert "This is in use, in entries that were deleted perhaps. Archive it instead." in refused.text
    assert names(home, "accounts") == ["은행", "카드"]


def test_a_deleted_account_is_put_back_by_the_button_beside_the_notice(
    browser: Browser, home: Household, settings: str
) -> None:
    page = browser.send(f"{settings}/accounts/{home.accounts['cash']}", version=1, action="delete")

    group = re.search(r'name="group_id" value="([0-9a-f]+)"', page.text)
    assert group
    browser.send(f"{pages_of(home)}/undo", shown_on=settings, group_id=group[1])

    assert names(home, "accounts") == ["현금", "은행", "카드"]


@pytest.mark.parametrize(
    ("section", "fields", "field"),
    [
        pytest.param(
            "accounts", {"name": "카드", "kind": "card", "currency": "KRW"}, "name", id="an account"
        ),
        pytest.param("categories", {"name": "외식", "kind": "expense"}, "name", id="a category"),
        pytest.param("rules", {"contains": "버스"}, "contains", id="a rule"),
    ],
)
def test_a_name_that_is_taken_is_said_at_its_field(
    browser: Browser, home: Household, settings: str, section: str, fields: dict[str, Any], field: str
) -> None:
    fields["category_id"] = home.categories["교통"]
    home.post("rules", contains="버스", category_id=home.categories["교통"])

    page = browser.send(f"{settings}/{section}", **fields)

    assert page.status_code == 409
    assert f'id="{field}-error">This name is taken.' in page.text
    assert f'value="{fields[field]}"' in page.text
    assert "<details open>" in page.text


def one_of(home: Household, section: str) -> int:
    """Return the number of a row of a list."""
    entry = {"kind": "expense", "amount": 1, "account_id": home.accounts["bank"]}
    if section == "rules":
        home.post("rules", contains="버스", category_id=home.categories["교통"])
    if section == "recurring":
        home.post("recurring", **entry, every="year", anchor="2190-01-01")
    return int(home.get(section)["items"][0]["id"])


@pytest.mark.parametrize("section", LISTS)
def test_a_form_that_is_behind_changes_nothing(
    browser: Browser, home: Household, settings: str, section: str
) -> None:
    path = f"{section}/{one_of(home, section)}"
    newer = {"rules": {"contains": "newer"}, "recurring": {"payee": "newer"}}.get(section, {"name": "newer"})
    home.ask("PATCH", path, json=newer, headers={"If-Match": '"1"'})

    pages = [browser.send(f"{settings}/{path}", version=1, action=act) for act in ("save", "delete")]

    assert [page.status_code for page in pages] == [412, 412]
    assert "This was changed in the meantime." in pages[0].text
    assert "Show what is there now" in pages[0].text
    assert 'name="version" value="2"' in pages[0].text
    assert [row["version"] for row in home.get(section)["items"] if newer.items() <= row.items()] == [2]


def test_rows_are_put_into_another_order(browser: Browser, home: Household, settings: str) -> None:
    path = f"{settings}/accounts"

    browser.send(f"{path}/order", shown_on=path, up=home.accounts["card"])
    raised = names(home, "accounts")
    browser.send(f"{path}/order", shown_on=path, down=home.accounts["cash"])
    browser.send(f"{path}/order", shown_on=path, up=home.accounts["card"])

    assert raised == ["현금", "카드", "은행"]
    assert names(home, "accounts") == ["카드", "현금", "은행"]


def test_a_category_moves_with_what_is_below_it(browser: Browser, home: Household, settings: str) -> None:
    path, food = f"{settings}/categories", home.categories["식비"]
    browser.send(path, name="간식", kind="expense", expense_parent=food)
    browser.send(path, name="배당", kind="income", income_parent="")

    browser.send(f"{path}/order", shown_on=path, down=food)

    rows = {row["name"]: row for row in home.get("categories")["items"]}
    assert rows["간식"]["parent_id"] == food
    assert [name for name, row in rows.items() if row["kind"] == "expense"][:4] == [
        *("외식", "식비", "간식", "생활용품")
    ]


def test_a_category_stands_one_level_deep(browser: Browser, home: Household, settings: str) -> None:
    path, food = f"{settings}/categories", home.categories["식비"]
    browser.send(path, name="간식", kind="expense", expense_parent=food)

    page = browser.send(
        f"{path}/{food}", name="식비", expense_parent=home.categories["외식"], version=1, action="save"
    )

    assert page.status_code == 422
    assert 'id="expense_parent-error">Categories are one level deep.' in page.text


def test_a_rule_is_added_changed_and_deleted(browser: Browser, home: Household, settings: str) -> None:
    path, bus = f"{settings}/rules", home.categories["교통"]

    browser.send(path, contains="  버스 ", category_id=bus)
    rule = home.get("rules")["items"][0]
    browser.send(
        f"{path}/{rule['id']}",
        contains="GS25",
        category_id=home.categories["외식"],
        version=1,
        action="save",
    )
    changed = home.get("rules")["items"][0]
    browser.send(f"{path}/{rule['id']}", version=2, action="delete")

    assert (rule["contains"], rule["category_id"]) == ("버스", bus)
    assert (changed["contains"], changed["category_id"]) == ("gs25", home.categories["외식"])
    assert home.get("rules")["items"] == []


def rent(home: Household, **fields: Any) -> dict[str, Any]:
    """Return the form of a rent that comes on the 31st."""
    form = {"kind": "expense", "amount": "500,000", "payee": "집주인", "every": "month", "day": "2190-01-31"}
    return {**form, "account_id": home.accounts["bank"], **fields}


def test_a_recurring_entry_is_added_changed_and_ended(
    browser: Browser, home: Household, settings: str
) -> None:
    path = f"{settings}/recurring"

    added = browser.send(path, **rent(home, expense_category=home.categories["주거"]))
    row = home.get("recurring")["items"][0]
    browser.send(
        f"{path}/{row['id']}",
        **rent(home, amount="510,000", every="year", until="2195-01-31"),
        version=1,
        action="save",
    )
    changed = home.get("recurring")["items"][0]
    browser.send(f"{path}/{row['id']}", version=2, action="delete")

    assert "next on Jan 31, 2190" in added.text
    assert (row["anchor"], row["amount"], row["category_id"]) == (
        *("2190-01-31", 500_000),
        home.categories["주거"],
    )
    assert (changed["every"], changed["amount"], changed["until"]) == ("year", 510_000, "2195-01-31")
    assert home.get("recurring")["items"] == []


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        pytest.param({"day": "1999-01-31"}, "day", "The first day may be a year ago, not longer.", id="day"),
        pytest.param({"until": "2189-01-01"}, "until", "This is before the first day.", id="until"),
        pytest.param({"amount": "1e3"}, "amount", "This is not an amount.", id="amount"),
        pytest.param({"until": "soon"}, "until", "This must be a day such as 2026-01-31.", id="no day"),
    ],
)
def test_a_wrong_recurring_entry_is_said_at_its_field(
    browser: Browser, home: Household, settings: str, fields: dict[str, Any], field: str, said: str
) -> None:
    page = browser.send(f"{settings}/recurring", **rent(home, **fields))

    assert page.status_code == 422
    assert f'id="{field}-error">{said}' in page.text
    assert 'value="집주인"' in page.text
    assert home.get("recurring")["items"] == []


def test_what_an_archived_account_holds_up_is_said_and_comes_when_it_is_back(
    app: Flask, browser: Browser, home: Household, settings: str
) -> None:
    account, today = f"{settings}/accounts/{home.accounts['bank']}", books.today("Asia/Seoul")
    browser.send(f"{settings}/recurring", **rent(home))
    browser.send(account, version=1, action="archive")
    with database_of(app).writing() as connection:
        mine = update(Recurring).where(Recurring.book_id == book_id(home))
        connection.execute(mine.values(anchor=today, next_day=today))
        connection.commit()

    held_up = browser.get(f"{settings}/recurring")
    nothing = home.get("entries")["items"]
    browser.send(account, version=2, action="archive")

    assert "an account is archived" in held_up.text
    assert nothing == []
    assert [entry["day"] for entry in home.get("entries")["items"]] == [today.isoformat()]


def test_a_member_gets_another_role_and_is_taken_out(
    app: Flask, browser: Browser, home: Household, settings: str
) -> None:
    other = let_in(app, home, "viewer")
    path = f"{settings}/members"
    member = f"{path}/{user_id(other)}"

    browser.send(member, shown_on=path, role="editor", action="role")
    roles = {row["email"]: row["role"] for row in home.get("members")["items"]}
    browser.send(member, shown_on=path, action="remove")

    assert roles[other.email] == "editor"
    assert [row["email"] for row in home.get("members")["items"]] == [home.email]


def test_the_last_owner_neither_leaves_nor_becomes_less(
    browser: Browser, home: Household, settings: str
) -> None:
    path = f"{settings}/members"
    oneself = f"{path}/{user_id(home)}"

    pages = [
        browser.send(oneself, shown_on=path, role="viewer", action="role"),
        browser.send(oneself, shown_on=path, action="remove"),
    ]

    assert [page.status_code for page in pages] == [409, 409]
    assert all("A book keeps its last owner." in page.text for page in pages)


def test_who_leaves_a_book_comes_to_the_own_one(app: Flask, home: Household, settings: str) -> None:
    other = let_in(app, home, "viewer")
    path = f"{settings}/members"

    page = enter(app, other).send(f"{path}/{user_id(other)}", shown_on=path, action="remove")

    assert page.request.path.endswith("/month")
    assert page.request.path != f"{pages_of(home)}/month"
    assert "You have left the book." in page.text


def invite(browser: Browser, settings: str, role: str = "editor") -> str:
    """Make an invite and return the path of the link that is shown."""
    path = f"{settings}/members"
    page = browser.send(f"{path}/invites", shown_on=path, role=role, days="7")
    found = re.search(r'value="http://localhost(/invites/[^"]+)"', page.text)
    assert found, page.text
    return found[1]


def test_who_is_new_follows_an_invite_from_sign_up_into_the_book(
    app: Flask, browser: Browser, home: Household, settings: str
) -> None:
    link, newcomer = invite(browser, settings), Browser(app.test_client())

    asked = newcomer.get(link)
    sign_up_link = re.search(r'href="(/signup[^"]+)"', asked.text)
    assert sign_up_link
    email = f"{secrets.token_hex(6)}@example.com"
    shown = newcomer.send(unescape(sign_up_link[1]), email=email, password=PASSWORD)
    joined = newcomer.send(link)

    assert "Somebody invites you to a book." in asked.text
    assert shown.request.path == link
    assert "You are invited to “우리집 가계부”" in shown.text
    assert "You will be in this book as: Editor." in shown.text
    assert joined.request.path == f"{pages_of(home)}/month"
    assert [row["role"] for row in home.get("members")["items"] if row["email"] == email] == ["editor"]


def test_who_has_an_account_follows_an_invite_through_the_log_in(
    app: Flask, browser: Browser, stranger: Household, settings: str
) -> None:
    link, other = invite(browser, settings), Browser(app.test_client())

    page = other.send(f"/login?next={link}", email=stranger.email, password=PASSWORD)

    assert page.request.path == link
    assert ">참여하기<" in page.text


def test_an_invite_is_shown_once_listed_and_taken_back(
    app: Flask, browser: Browser, home: Household, stranger: Household, settings: str
) -> None:
    path, link = f"{settings}/members", invite(browser, settings, "viewer")

    listed = browser.get(path).text
    number = home.get("invites")["items"][0]["id"]
    browser.send(f"{path}/invites/{number}", shown_on=path)

    assert link not in listed
    assert f"{path}/invites/{number}" in listed
    assert home.get("invites")["items"] == []
    assert enter(app, stranger).get(link).status_code == 404


def test_an_invite_that_cannot_be_used_says_why(app: Flask, stranger: Household) -> None:
    page = enter(app, stranger).get("/invites/nonsense")

    assert page.status_code == 404
    assert "This invite was used, taken back, or is too old." in page.text


def test_who_is_in_the_book_already_leaves_the_invite_for_another(
    browser: Browser, home: Household, settings: str
) -> None:
    page = browser.send(invite(browser, settings))

    assert page.status_code == 409
    assert "You are a member of this book already." in page.text
    assert len(home.get("invites")["items"]) == 1


@pytest.mark.parametrize("days", ["0", "31", "", "many"])
def test_an_invite_lasts_up_to_thirty_days(
    browser: Browser, home: Household, settings: str, days: str
) -> None:
    path = f"{settings}/members"

    page = browser.send(f"{path}/invites", shown_on=path, role="editor", days=days)

    assert page.status_code == 422
    assert 'id="days-error"' in page.text
    assert home.get("invites")["items"] == []


def test_name_and_language_are_kept_for_every_device(app: Flask, browser: Browser, home: Household) -> None:
    page = browser.send("/you", nickname="지우", language="ko", action="profile")
    elsewhere = Browser(app.test_client()).send("/login", email=home.email, password=PASSWORD)

    assert "<h1>지우</h1>" in page.text
    assert '<html lang="ko">' in page.text
    assert '<html lang="ko">' in elsewhere.text


def test_another_password_signs_out_all_other_devices(app: Flask, browser: Browser, home: Household) -> None:
    other = enter(app, home)
    new = "river below an old bridge"

    page = browser.send("/you", old_password=PASSWORD, password=new, action="password")

    assert "Your password is changed." in page.text
    assert browser.get("/you").request.path == "/you"
    assert other.get("/you").request.path == "/login"
    assert Browser(app.test_client()).send("/login", email=home.email, password=new).status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "status", "said"),
    [
        pytest.param("wrong", "river below a bridge", 403, "old_password-error", id="wrong old one"),
        pytest.param(PASSWORD, "12345678", 422, "password-error", id="weak new one"),
        pytest.param(PASSWORD, "", 422, "password-error", id="no new one"),
    ],
)
def test_a_refused_password_changes_nothing_and_is_not_shown_again(
    app: Flask, browser: Browser, home: Household, old: str, new: str, status: int, said: str
) -> None:
    page = browser.send("/you", old_password=old, password=new, action="password")

    assert page.status_code == status
    assert f'id="{said}"' in page.text
    assert f'value="{old}"' not in page.text
    assert enter(app, home).get("/you").status_code == 200


def test_a_personal_token_is_shown_once_works_and_is_revoked(
    app: Flask, browser: Browser, home: Household
) -> None:
    page = browser.send("/you", name="cron", scope="read", book_id=book_id(home), days="30", action="token")
    found = re.search(r"Bearer ([\w.-]+)", page.text)
    assert found
    ask = {"headers": {"Authorization": f"Bearer {found[1]}"}}
    client = app.test_client(use_cookies=False)

    before = client.get(f"{home.book}/entries", **ask).status_code
    listed = browser.get("/you").text
    number = home.get("/api/v1/tokens")["items"][0]["id"]
    browser.send("/you", token=number, action="revoke")

    assert before == 200
    assert "cron" in listed
    assert found[1] not in listed
    assert client.get(f"{home.book}/entries", **ask).status_code == 401


def test_a_token_for_somebody_elses_book_is_refused(browser: Browser, stranger: Household) -> None:
    page = browser.send("/you", name="x", scope="read", book_id=book_id(stranger), days="30", action="token")

    assert page.status_code == 404
    assert 'id="book_id-error"' in page.text


def test_signing_out_everywhere_ends_every_log_in(app: Flask, browser: Browser, home: Household) -> None:
    other = enter(app, home)

    page = browser.send("/you", action="everywhere")

    assert page.request.path == "/login"
    assert other.get("/you").request.path == "/login"
    assert home.ask("GET", "/api/v1/books").status_code == 401


def fill(home: Household) -> None:
    """Write something of every kind into a book."""
    home.spend(12_300, payee="김밥", memo="#점심", category_id=home.categories["외식"])
    home.post("rules", contains="김밥", category_id=home.categories["외식"])
    template = {"kind": "expense", "amount": 7, "account_id": home.accounts["bank"]}
    home.post("recurring", **template, every="month", anchor="2190-01-31")


@pytest.mark.parametrize("shown_on", ["/books", "backup"])
def test_a_backup_that_is_uploaded_gives_the_same_export(
    browser: Browser, home: Household, settings: str, shown_on: str
) -> None:
    fill(home)
    saved = browser.get(f"{settings}/export.json")
    form = f"{settings}/backup" if shown_on == "backup" else shown_on

    page = browser.send("/books/import", shown_on=form, file=(io.BytesIO(saved.data), "account-book.json"))

    copy = page.request.path.removesuffix("/month")
    assert copy != pages_of(home)
    assert browser.get(f"{copy}/settings/export.json").data == saved.data


def test_the_exports_are_those_of_the_api(browser: Browser, home: Household, settings: str) -> None:
    fill(home)

    files = {name: browser.get(f"{settings}/{name}") for name in ("export.csv", "export.json")}

    for name, file in files.items():
        assert file.data == home.ask("GET", name).data
        assert file.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        pytest.param(b"", 400, "not valid JSON", id="nothing"),
        pytest.param(b"\x89PNG", 400, "not valid JSON", id="a picture"),
        pytest.param(
            b'{"format": "other/1"}', 422, "This is no book of this program", id="another program's"
        ),
    ],
)
def test_a_file_that_is_no_backup_is_refused(
    browser: Browser, home: Household, settings: str, content: bytes, status: int, said: str
) -> None:
    page = browser.send("/books/import", shown_on=f"{settings}/backup", file=(io.BytesIO(content), "x.json"))

    assert page.status_code == status
    assert said in page.text
    assert len(home.get("/api/v1/books")["items"]) == 1


def test_a_file_larger_than_any_book_is_refused(
    browser: Browser, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("account_book.wire.BOOK_LIMIT", -JSON_LIMIT + 1_000)

    page = browser.send("/books/import", shown_on="/books", file=(io.BytesIO(b"{}" * 501), "x.json"))

    assert page.status_code == 413
    assert "This is larger than what is read here." in page.text
    assert len(home.get("/api/v1/books")["items"]) == 1


@pytest.mark.parametrize("section", LISTS)
def test_a_list_of_a_large_household_is_no_large_page(
    browser: Browser, home: Household, settings: str, section: str
) -> None:
    bank, food = home.accounts["bank"], home.categories["식비"]
    row: dict[str, dict[str, Any]] = {
        "accounts": {"kind": "bank"},
        "categories": {"kind": "expense"},
        "rules": {"category_id": food},
        "recurring": {
            "kind": "expense",
            "amount": 1,
            "account_id": bank,
            "every": "year",
            "anchor": "2190-01-01",
        },
    }
    text = {"rules": "contains", "recurring": "payee"}.get(section, "name")
    for number in range(50):
        home.post(section, **row[section], **{text: f"우리 식구가 다 아는 이름 {number}"})

    page = browser.get(f"{settings}/{section}")

    assert len(page.data) < 60_000


def writing_forms(page: str) -> list[str]:
    """Return the forms of a page that write, but for those of every page and for leaving."""
    forms = re.findall(r"<form method=\"post\".*?</form>", page, re.S)
    return [
        form
        for form in forms
        if not re.search(r'action="/(?:language|logout)"|value="remove"|type="file"', form)
    ]


@pytest.mark.parametrize(
    ("role", "writes"),
    [
        pytest.param("viewer", set(), id="viewer"),
        pytest.param("editor", set(LISTS), id="editor"),
        pytest.param("owner", {"", "members", *LISTS}, id="owner"),
    ],
)
def test_a_member_sees_the_forms_that_the_role_may_send(
    app: Flask, home: Household, settings: str, role: str, writes: set[str]
) -> None:
    browser = enter(app, home if role == "owner" else let_in(app, home, role))

    pages = {
        name: browser.get(f"{settings}/{name}".rstrip("/")) for name in ("", "members", "backup", *LISTS)
    }

    assert {page.status_code for page in pages.values()} == {200}
    assert {name for name, page in pages.items() if writing_forms(page.text)} == writes


@pytest.mark.parametrize(
    ("role", "path", "fields"),
    [
        pytest.param("viewer", "accounts", {"name": "x", "kind": "bank", "currency": "KRW"}, id="an account"),
        pytest.param("viewer", "rules", {"contains": "x"}, id="a rule"),
        pytest.param("viewer", "accounts/order", {"up": "1"}, id="the order"),
        pytest.param("editor", "", {"name": "x", "currency": "KRW", "timezone": "UTC"}, id="the book"),
        pytest.param("editor", "delete", {"typed_name": "우리집 가계부"}, id="delete the book"),
        pytest.param("editor", "members/invites", {"role": "owner", "days": "7"}, id="an invite"),
        pytest.param("editor", "members/{owner}", {"action": "remove"}, id="take the owner out"),
    ],
)
def test_what_a_role_does_not_allow_is_refused(
    app: Flask, home: Household, settings: str, role: str, path: str, fields: dict[str, str]
) -> None:
    browser, before = enter(app, let_in(app, home, role)), home.get("log")
    target = f"{settings}/{path.format(owner=user_id(home))}".rstrip("/")

    page = browser.send(target, shown_on=f"{settings}/members", **fields)

    assert page.status_code == 403
    assert home.get("log") == before
    assert home.get("invites")["items"] == []


def test_settings_of_somebody_else_do_not_exist(
    browser: Browser, home: Household, stranger: Household
) -> None:
    theirs, own = f"{pages_of(stranger)}/settings", f"{pages_of(home)}/settings"
    account = stranger.accounts["bank"]

    paths = [f"{theirs}{path}" for path in ("", "/members", "/backup", "/export.json", "/rules")]
    statuses = {path: browser.get(path).status_code for path in (*paths, f"{own}/accounts/{account}")}
    changed = browser.send(f"{own}/accounts/{account}", shown_on=own, version=1, action="delete")

    assert set(statuses.values()) == {404}
    assert changed.status_code == 404
    assert "은행" in names(stranger, "accounts")
