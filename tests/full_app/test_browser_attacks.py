"""What other sites, and text that became markup, can do in a real Chromium: nothing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request

from tests.full_app.browsing import MARKS, People, book_of, new_email, totals, write
from tests.full_app.conftest import PASSWORD

pytestmark = MARKS


@dataclass
class Site:
    """Another server on this machine, which says what it is told to."""

    port: int = 0
    page: bytes = b""
    asked: list[str] = field(default_factory=list)
    """Where those who came to it had been."""

    def urls(self) -> dict[str, str]:
        """Return its addresses: for cookies a site is a name, whatever the port is."""
        return {
            "the same site": f"http://127.0.0.1:{self.port}/",
            "another site": f"http://localhost:{self.port}/",
        }


@contextmanager
def running() -> Iterator[Site]:
    """Run the other server."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # The icon is asked for, too.
            if self.path == "/":
                site.asked.append(self.headers.get("Referer", ""))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(site.page)

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def evil() -> Iterator[Site]:
    """A site of somebody else."""
    with running() as site:
        yield site


def form(target: str, **fields: str) -> bytes:
    """Return a page that sends a form as soon as it is there."""
    inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields.items())
    send = "<script>document.forms[0].submit()</script>"
    return f'<form method="post" action="{target}">{inputs}</form>{send}'.encode()


def lured(page: Page, url: str, target: str) -> tuple[int, Request]:
    """Open another site; return what its form got, and the request that it became."""
    with page.expect_response(lambda response: response.request.method == "POST") as sent:
        page.goto(url, wait_until="commit")
    page.wait_for_url(f"**{urlsplit(target).path}")
    return sent.value.status, sent.value.request


@pytest.mark.parametrize("site", ["the same site", "another site"])
def test_a_form_on_another_site_writes_nothing(people: People, evil: Site, site: str) -> None:
    page = people.household()
    write(page, "4500", "빵집")
    month, account = page.url, page.locator("#account_id").input_value()
    target = f"{people.server.url}{book_of(page)}/entries"
    evil.page = form(target, kind="expense", day="2026-01-05", amount="5", account_id=account)

    status, request = lured(page, evil.urls()[site], target)

    sent = request.all_headers().get("cookie", "")
    page.goto(month)
    assert status == 400
    assert totals(page) == ("₩0", "₩4,500")
    # To a browser two ports are one site: there the cookie comes with it, and does not help.
    assert ("account_book=" in sent) == (site == "the same site")


def test_a_form_with_a_token_and_a_cookie_that_were_planted_is_refused_for_where_it_comes_from(
    people: People, evil: Site
) -> None:
    page, attacker = people.household(), people.visitor()
    write(page, "4500", "빵집")
    month, account = page.url, page.locator("#account_id").input_value()
    attacker.goto("/login")
    token = attacker.locator("main [name=csrf_token]").first.get_attribute("value")
    [planted] = [cookie for cookie in attacker.context.cookies() if cookie.get("name") == "session"]
    # As a program at another port of this machine can: cookies know no ports.
    page.context.add_cookies([planted])  # type: ignore[list-item]
    target = f"{people.server.url}{book_of(page)}/entries"
    entry = {"kind": "expense", "day": "2026-01-05", "amount": "5", "account_id": account}
    evil.page = form(target, csrf_token=str(token), **entry)

    status, request = lured(page, evil.urls()["the same site"], target)

    assert "account_book=" in request.all_headers().get("cookie", "")
    page.goto(month)
    assert (status, totals(page)) == (403, ("₩0", "₩4,500"))


def test_a_form_on_another_site_signs_nobody_in(people: People, evil: Site) -> None:
    email = new_email()
    people.household(email)
    page = people.visitor()
    target = f"{people.server.url}/login"
    evil.page = form(target, email=email, password=PASSWORD)

    statuses = []
    for url in evil.urls().values():
        page.goto(f"{people.server.url}/login")
        statuses.append(lured(page, url, target)[0])

    assert statuses == [400, 400]
    assert "account_book" not in {cookie.get("name") for cookie in page.context.cookies()}


READS = """async paths => Object.fromEntries(await Promise.all(paths.flatMap(path => [
    ["fetch", () => fetch(path, {credentials: "include"})],
    ["fetch, not looked into", () => fetch(path, {credentials: "include", mode: "no-cors"})],
    ["script", () => new Promise((loaded, failed) => {
        const script = document.createElement("script");
        Object.assign(script, {src: path, onload: loaded, onerror: failed});
        document.body.append(script);
    })],
].map(async ([how, attempt]) =>
    [`${path} by ${how}`, await attempt().then(() => "came", () => "refused")]))))"""


def test_another_site_reads_nothing_not_even_blindly(people: People, evil: Site) -> None:
    page = people.household()
    book = f"{people.server.url}{book_of(page)}"
    paths = [f"{book}/month", f"{book}/settings/export.csv", f"{people.server.url}/static/app.js"]
    evil.page = b"<body></body>"

    got: dict[str, str] = {}
    for site, url in evil.urls().items():
        page.goto(url)
        got |= {f"{how}, {site}": result for how, result in page.evaluate(READS, paths).items()}

    # Without a policy of its own, what need not be looked into would have come.
    assert {how for how, result in got.items() if result == "came"} == set()
    assert len(got) == 18


@pytest.mark.parametrize("site", ["the same site", "another site"])
def test_no_page_is_shown_within_another_sites(people: People, evil: Site, site: str) -> None:
    page = people.household()
    month = page.url
    evil.page = f'<iframe src="{month}"></iframe>'.encode()

    page.goto(evil.urls()[site], wait_until="networkidle")

    shown = [frame.url for frame in page.frames if frame.parent_frame]
    assert shown == ["chrome-error://chromewebdata/"]


def test_another_site_does_not_learn_where_one_came_from(people: People, evil: Site) -> None:
    page = people.household()
    month = page.url
    evil.page, evil.asked = b"", []

    for url in evil.urls().values():
        page.goto(month)
        page.evaluate("url => { location.href = url }", url)
        page.wait_for_url(url)

    assert evil.asked == ["", ""]


# Each would say that it ran; the last one says what the browser made of them.
MARKUP = """async () => {
    window.ran = [];
    const refused = [];
    document.addEventListener("securitypolicyviolation", event => refused.push(event.effectiveDirective));
    const script = document.createElement("script");
    script.textContent = "window.ran.push('script')";
    document.body.append(script);
    const main = document.querySelector("main");
    main.insertAdjacentHTML("beforeend", "<img src=/nothing onerror=\\"window.ran.push('handler')\\">");
    main.insertAdjacentHTML("beforeend", "<style>body { opacity: 0.5 }</style>");
    main.insertAdjacentHTML("beforeend", "<p style='position: fixed; inset: 0'>over all</p>");
    main.insertAdjacentHTML("beforeend", "<a id=here href=\\"javascript:window.ran.push('link')\\">x</a>");
    document.querySelector("#here").click();
    const image = document.createElement("img");
    await new Promise(done => {
        image.onerror = image.onload = done;
        image.src = "http://localhost:9/leak";
        main.append(image);
    });
    await fetch("/healthz").catch(() => {});
    main.insertAdjacentHTML("beforeend", "<base href='http://localhost:9/'>");
    await new Promise(requestAnimationFrame);
    return {
        ran: window.ran,
        opacity: getComputedStyle(document.body).opacity,
        base: document.baseURI.startsWith(location.origin),
        refused: [...new Set(refused)].sort(),
    };
}"""


def test_text_that_became_markup_would_run_nothing_and_reach_nobody(people: People) -> None:
    page = people.household()

    found = page.evaluate(MARKUP)

    assert (found["ran"], found["opacity"], found["base"]) == ([], "1", True)
    assert found["refused"] == [
        *("base-uri", "connect-src", "img-src"),
        *("script-src-attr", "script-src-elem", "style-src-attr", "style-src-elem"),
    ]


def test_the_page_of_the_api_works_within_its_policy_and_asks_no_other_server(people: People) -> None:
    page = people.visitor()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))

    page.goto("/docs")
    page.get_by_text("Make a user with a first book").first.click()
    page.get_by_role("button", name="Test Request").first.click()
    with page.expect_response("**/auth/signup") as answer:
        page.get_by_role("button", name="Send").first.click()
    page.get_by_text("422 Unprocessable").first.wait_for()

    # It asked the API, which found no address in an empty body; nothing else is amiss.
    assert answer.value.status == 422
    assert [text for text in said if "422" not in text] == []
    assert [url for url in asked if not url.startswith(people.server.url)] == []
