"""The way past every page: in a book with something of everything, with names as long as they may be."""

import json
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

from tests.full_app.browsing import DEMO, People, book_of, invite, press, send, write
from tests.full_app.conftest import PASSWORD

# Words with no place to break them.
HANGUL, LATIN = "하늘나라" * 15, "W" * 60
PAYEE, MEMO = "W" * 200, f"#{'하늘' * 20} #{LATIN} https://example.com/{LATIN}"
MOST = 10**12
STATEMENT = f"""거래일자,내용,출금액,입금액,상태
2026-01-04,{PAYEE},5000,,
2026-01-05,떡집,abc,,
2026-01-06,옮긴 돈,,{MOST},
2026-01-07,물린 것,5000,,취소
""".encode()


def of_everything(people: People, page: Page) -> Iterator[str]:
    """Go from page to page, and yield what each is called."""
    yield from _strangers(page)
    _furnish(page)
    yield from _book(page)
    yield from _import(page)
    partner = people.household()
    month_of_the_partner = partner.url
    yield from _settings(page, partner)
    yield from _refused(page)
    yield from _empty(page)
    partner.goto(month_of_the_partner)
    yield from _shared(page, partner)


def of_a_year(page: Page) -> Iterator[str]:
    """Go past the pages of the invented year, in each language."""
    for language in ("ko", "en"):
        page.goto(send(page, "/language", language=language, next="/"))
        for path in ("month", "entries", "reports/year", "reports/trend"):
            yield f"{_open(page, path)} of a year, {language}"


def _open(page: Page, path: str) -> str:
    """Open a page, of the book that is open if the path does not begin with a slash."""
    answer = page.goto(path if path.startswith(("/", "http")) else f"{book_of(page)}/{path}")
    assert answer
    assert answer.ok, f"{page.url}: {answer.status}"
    return path


def _strangers(page: Page) -> Iterator[str]:
    yield _open(page, "/signup")
    yield _open(page, "/login")
    page.locator("#email").fill("nobody@example.com")
    page.locator("#password").fill(PASSWORD)
    press(page.locator("main form button"))
    yield "sign in, refused"


def _furnish(page: Page) -> None:
    """Sign in as the demo and open a copy of its book, with less in it and long names."""
    page.goto(send(page, "/login", email=DEMO, password=PASSWORD))
    send(page, f"{book_of(page)}/you", action="profile", nickname=LATIN, language="ko")
    exported = page.request.get(f"{book_of(page)}/settings/export.json").json()
    content = json.dumps(_with_long_names(exported)).encode()
    page.goto(
        send(page, "/books/import", file={"name": "x.json", "mimeType": "text/json", "buffer": content})
    )


def _with_long_names(book: dict[str, Any]) -> dict[str, Any]:
    book["book"]["name"] = LATIN
    book["entries"] = book["entries"][::50]
    for rows in book.values():
        for place, row in enumerate(rows if isinstance(rows, list) else []):
            name = f"{(HANGUL, LATIN)[place % 2]}{place:02}"
            row |= {"name": name} if "name" in row else {}
            row |= {"contains": name.lower()} if "contains" in row else {}
            row |= {"payee": PAYEE, "memo": MEMO} if "payee" in row else {}
    # More than it may cost, and less than it may.
    for budget, amount in zip(book["budgets"], (1, MOST), strict=False):
        budget["amount"] = amount
    book["categories"][1]["parent_id"] = 1
    book["categories"][-1]["archived_at"] = "2026-01-01T00:00:00Z"
    # What the statement may be the other side of.
    book["entries"][-1] |= {"kind": "expense", "day": "2026-01-06", "amount": MOST, "account_id": 2}
    return book


def _book(page: Page) -> Iterator[str]:
    page.locator("#expense_category").select_option(index=1)
    write(page, str(MOST), PAYEE)
    yield "month"
    for path in ("entries", "entries?q=nothing&min=1&kind=income", "budgets"):
        yield _open(page, path)
    for path in ("reports/month", "reports/year", "reports/trend"):
        yield _open(page, path)
    yield _open_first(page, "entries", ".entries .what a")
    entry = page.url
    press(page.locator("button[value=delete]"))
    _open(page, entry)
    yield "entry, deleted"
    yield _open(page, "history")


def _open_first(page: Page, path: str, link: str) -> str:
    """Follow the first such link of a page."""
    _open(page, path)
    press(page.locator(link).first)
    return f"{path}, the first"


def _import(page: Page) -> Iterator[str]:
    _open(page, "imports")
    statement = {"name": f"{LATIN}.csv", "mimeType": "text/csv", "buffer": STATEMENT}
    page.locator("#file").set_input_files(statement)  # type: ignore[arg-type]
    press(page.locator("form.stack button"))
    # A new line, perhaps a transfer, one that cannot be read and one that was cancelled.
    assert page.locator(".counts li").count() == 4
    yield "preview"
    line = page.locator(".state-new [list=categories]").first
    line.fill("nothing like it")
    press(page.locator("button[value=commit]"))
    yield "preview, refused"
    line.fill(f"{HANGUL}00")
    press(page.locator("button[value=commit]"))
    yield "imported, with rules to keep"
    yield _open(page, "imports")


def _settings(page: Page, partner: Page) -> Iterator[str]:
    for section in ("accounts", "categories", "rules", "recurring"):
        yield _open(page, f"settings/{section}")
    for section in ("accounts", "recurring"):
        yield _open_first(page, f"settings/{section}", ".rows .what a")
    partner.goto(invite(page, "editor"))
    yield "members, with the link of an invite"
    press(partner.locator("main form button"))
    for path in ("settings", "settings/backup", "you", "/books"):
        yield _open(page, path)
    _open_first(page, "/books", ".rows li:last-child a")
    _open(page, "you")
    page.locator("#name").fill(LATIN)
    press(page.locator("button[value=token]"))
    yield "you, with a token"


def _refused(page: Page) -> Iterator[str]:
    _open(page, "month")
    page.locator("#amount").fill("1e3")
    press(page.locator(".quick button"))
    yield "month, refused"
    _open(page, "entries")
    press(page.locator("button[value=category]"))
    yield "entries, refused"
    page.goto(f"{book_of(page)}/entries?min=abc&tag=%23")
    yield "entries, filters refused"
    _open_first(page, "entries", ".entries .what a")
    send(page, page.url, **_as_shown(page), memo="newer")
    press(page.locator("button[value=save]"))
    yield "entry, stale"
    page.goto("/books/1/nothing")
    yield "no such page"


def _as_shown(page: Page) -> dict[str, str]:
    """Return what stands in the form of an entry."""
    fields = page.locator(
        "form.entry :is([name=version], #day, #amount, #account_id, #payee, [name=kind]:checked)"
    )
    return {field.get_attribute("name") or "": field.input_value() for field in fields.all()}


def _empty(page: Page) -> Iterator[str]:
    page.goto(send(page, "/books", name="x", currency="KRW", timezone="Asia/Seoul"))
    for path in ("month", "reports/year"):
        yield f"{_open(page, path)}, empty"


def _shared(page: Page, owner: Page) -> Iterator[str]:
    """Join the owner's book as one who may only look."""
    write(owner, "12,300", "김밥나라")
    _open(page, invite(owner, "viewer"))
    yield "invite"
    press(page.locator("main form button"))
    for path in ("month", "settings", "settings/members"):
        yield f"{_open(page, path)}, only to look"
    yield f"{_open_first(page, 'entries', '.entries .what a')}, only to look"
