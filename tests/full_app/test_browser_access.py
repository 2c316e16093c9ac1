"""Who can use the pages: in any window, in light and dark, by keys alone, with what reads pages aloud."""

from urllib.parse import urlsplit

import pytest
from account_book import create_app
from playwright.sync_api import Page

from tests.full_app.browsing import MARKS, People, focused, new_email, press_enter, totals
from tests.full_app.conftest import KEY, PASSWORD
from tests.full_app.looking import Walk, walk

pytestmark = MARKS


@pytest.fixture(scope="module")
def seen(crowd: People) -> Walk:
    """What every page looks like."""
    return walk(crowd)


def test_no_page_is_left_out(seen: Walk) -> None:
    rules = create_app({"SECRET_KEY": KEY, "DATABASE_URL": "sqlite://"}).url_map
    pages = {
        rule.endpoint
        for rule in rules.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(("api_", "scalar.", "static"))
    }

    found, paths = rules.bind(""), {urlsplit(look.url).path for look in seen.looks.values()}
    looked_at = {found.match(path)[0] for path in paths if found.test(path)}

    # What leads elsewhere, files, what programs ask, and the page of a library's.
    others = {"sign.home", "settings.export_csv", "settings.export_json", "openapi", "health.show_health"}
    assert pages - looked_at == others | {"docs"}


def test_axe_finds_nothing_to_mend_on_any_page(seen: Walk) -> None:
    found = {name: look.violations for name, look in seen.looks.items() if look.violations}

    assert found == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_its_window(seen: Walk, width: int) -> None:
    wider = {name: look.widths[width] for name, look in seen.looks.items() if look.widths[width] > width}

    assert wider == {}


def test_dark_follows_the_system_on_every_page(seen: Walk) -> None:
    papers = {tuple(look.papers.items()) for look in seen.looks.values()}

    assert papers == {(("light", "rgb(250, 249, 246)"), ("dark", "rgb(21, 24, 26)"))}


def test_every_field_has_a_label(seen: Walk) -> None:
    assert {name: look.unlabelled for name, look in seen.looks.items() if look.unlabelled} == {}


def test_a_finger_finds_every_button_and_every_link_of_the_navigation(seen: Walk) -> None:
    assert {name: look.small[360] for name, look in seen.looks.items() if look.small[360]} == {}


def test_no_page_is_larger_than_sixty_kilobytes(seen: Walk) -> None:
    large = {name: look.kilobytes for name, look in seen.looks.items() if look.kilobytes > 60}

    assert large == {}


def test_no_page_asks_another_server(seen: Walk, crowd: People) -> None:
    elsewhere = [url for url in seen.asked if not url.startswith((crowd.server.url, "data:", "blob:"))]

    assert elsewhere == []


def test_the_browser_has_nothing_to_complain_about(seen: Walk) -> None:
    assert seen.troubles == []


# Within a date there is a button that has the browser's own ring; then the field is not what has the focus.
OUTLINED = """(e => !e.matches(':focus') ||
    getComputedStyle(e.matches('.kinds input') ? e.nextElementSibling : e).outlineStyle !== 'none'
)(document.activeElement)"""


class Keyboard:
    """Somebody who has keys only, and must see where they are."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: set[str] = set()

    def go_to(self, name: str, key: str = "Tab") -> None:
        """Press Tab until this has the focus."""
        passed: list[str] = []
        while focused(self.page) != name:
            assert len(passed) < 80, passed
            self.page.keyboard.press(key)
            passed.append(focused(self.page))
            if not self.page.evaluate(OUTLINED):
                self.unseen.add(passed[-1])

    def type(self, field: str, text: str) -> None:
        """Go to a field and type into it."""
        self.go_to(field)
        self.page.keyboard.type(text)

    def enter(self, name: str, key: str = "Tab") -> None:
        """Go to a link or button and follow it."""
        self.go_to(name, key)
        press_enter(self.page)


def test_all_can_be_done_by_keys_and_the_focus_is_always_seen(people: People) -> None:
    page = people.visitor()
    page.goto("/signup")
    keys = Keyboard(page)

    keys.type("email", new_email())
    keys.type("password", PASSWORD)
    keys.enter("가입")
    keys.type("amount", "12300")
    keys.type("payee", "김밥나라")
    keys.enter("저장")
    written = totals(page)
    keys.enter("되돌리기", "Shift+Tab")
    undone = totals(page)
    keys.type("amount", "4500")
    keys.type("payee", "빵집")
    press_enter(page)
    keys.enter("거래 내역", "Shift+Tab")
    keys.type("q", "떡집")
    press_enter(page)
    found = page.locator(".entries .what").count()
    keys.enter("로그아웃")

    assert (written, undone, found) == (("₩0", "₩12,300"), ("₩0", "₩0"), 0)
    assert page.url.endswith("/login")
    assert keys.unseen == set()
