"""A household at its browser, while a database node and the application servers are killed: it goes on."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from deploy.topology import Topology
from playwright.sync_api import Locator, Page, Route

from tests.faults.figures import record
from tests.full_app.browsing import MARKS, book_of, new_email, press, running_chromium
from tests.full_app.conftest import PASSWORD

pytestmark = MARKS


@dataclass
class Bookkeeper:
    """Somebody who writes entries into the form of the month's page, and does as the pages say."""

    page: Page
    written: list[str] = field(default_factory=list)
    sent_again: int = 0

    def sign_up(self) -> None:
        self.page.goto("/signup")
        self.page.get_by_label("E-mail").fill(new_email())
        self.page.get_by_label("Password").fill(PASSWORD)
        press(self.page.locator("main form button"))

    def fill(self) -> None:
        self.written.append(f"shop {len(self.written)}")
        self.page.locator("#amount").fill("1000")
        self.page.locator("#payee").fill(self.written[-1])

    def write(self, count: int) -> None:
        for _ in range(count):
            self.fill()
            press(self.save)
            while not self.is_saved:
                self.sent_again += 1
                self.page.reload()

    @property
    def save(self) -> Locator:
        """The button of the form."""
        return self.page.locator("form.entry button.primary")

    @property
    def is_saved(self) -> bool:
        """Whether the month's page is there, with what was written last."""
        return self.page.locator(".entries .what").first.inner_text() == self.written[-1]

    def found(self) -> list[str]:
        """Return what the page of all entries says was bought, the oldest first."""
        self.page.goto(f"{book_of(self.page)}/entries")
        return self.page.locator(".entries .what").all_inner_texts()[::-1]


@pytest.fixture(scope="module")
def keeper(topology: Topology) -> Iterator[Bookkeeper]:
    """Somebody whose browser asks nginx."""
    with running_chromium() as chromium:
        keeper = Bookkeeper(chromium.new_context(base_url=topology.url, locale="en-GB").new_page())
        keeper.sign_up()
        yield keeper


def test_a_household_goes_on_booking_while_a_node_and_the_application_servers_are_killed(
    topology: Topology, keeper: Bookkeeper, tmp_path: Path
) -> None:
    keeper.write(2)
    began = time.monotonic()
    topology.nodes[0].kill()
    keeper.write(2)
    took = time.monotonic() - began
    keeper.page.screenshot(path=tmp_path / "after-a-node.png")
    for app in topology.apps:
        app.kill()
        keeper.write(1)
        app.start()
        keeper.write(1)
    topology.nodes[0].start()
    keeper.write(2)

    assert keeper.found() == keeper.written
    keeper.page.screenshot(path=tmp_path / "all-entries.png")
    record(
        "a browser, a node and both application servers killed",
        written=len(keeper.written),
        sent_again_by_hand=keeper.sent_again,
        first_two_after_the_node_s=took,
    )


def test_a_form_sent_while_no_application_server_is_there_is_saved_once_when_it_is_sent_again(
    topology: Topology, keeper: Bookkeeper, tmp_path: Path
) -> None:
    keeper.page.goto(f"{book_of(keeper.page)}/month")
    keeper.fill()
    for app in topology.apps:
        app.kill()
    press(keeper.save)
    assert keeper.page.title() == "The account book does not answer"
    keeper.page.screenshot(path=tmp_path / "no-answer.png")
    for app in topology.apps:
        app.start()
    # The browser sends the same form once more, nonce and all.
    keeper.page.reload()

    assert keeper.is_saved
    assert keeper.found() == keeper.written


def test_a_form_whose_answer_was_lost_is_saved_once_when_it_is_sent_again(keeper: Bookkeeper) -> None:
    page, lost = keeper.page, [True]

    def lose(route: Route) -> None:
        if route.request.method == "POST" and lost:
            lost.pop()
            route.fetch(max_redirects=0)
            route.fulfill(status=502, content_type="text/html", body="<p>No answer</p>")
        else:
            route.continue_()

    page.goto(f"{book_of(page)}/month")
    keeper.fill()
    page.route("**/entries", lose)
    press(keeper.save)
    page.unroute("**/entries")
    assert page.locator("p").inner_text() == "No answer"
    page.reload()

    assert keeper.found() == keeper.written


def test_a_button_pressed_twice_saves_once(keeper: Bookkeeper) -> None:
    keeper.page.goto(f"{book_of(keeper.page)}/month")
    keeper.fill()
    with keeper.page.expect_navigation():
        keeper.save.dblclick()

    assert keeper.found() == keeper.written
