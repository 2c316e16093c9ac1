"""What every page looks like: on a desktop and on a phone, in light and in dark, and to axe-core."""

from dataclasses import dataclass, field
from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.full_app import stops
from tests.full_app.browsing import People

# Where things stand depends on the width alone, and what colour they have on the scheme alone.
WINDOWS: dict[int, Literal["light", "dark"]] = {1280: "light", 360: "dark"}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AS_IT_CAME = """() => ({
    url: location.href,
    kilobytes: new Blob([document.documentElement.outerHTML]).size / 1000,
    unlabelled: [...document.querySelectorAll('input:not([type=hidden], [hidden]), select, textarea')]
        .filter(field => !field.labels.length).map(field => field.name),
})"""
AS_IT_STANDS = """async tags => ({
    width: document.documentElement.scrollWidth,
    paper: getComputedStyle(document.body).backgroundColor,
    small: [...document.querySelectorAll('button, a.button, summary, header a, nav a, .pager a')]
        .filter(target => target.checkVisibility() && !target.matches('.skip'))
        .map(target => [target.textContent.trim(), target.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24)
        .map(([text, box]) => `${text}: ${box.width} x ${box.height}`),
    violations: !tags.length ? [] : (await axe.run({runOnly: tags, resultTypes: ['violations']})).violations
        .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`)),
})"""


@dataclass
class Look:
    """What a page looked like."""

    url: str
    kilobytes: float
    unlabelled: list[str]
    """Fields that have no label."""
    widths: dict[int, int] = field(default_factory=dict)
    """How wide its content is, by the width of the window."""
    papers: dict[str, str] = field(default_factory=dict)
    """Its colour, by the scheme of the system."""
    small: dict[int, list[str]] = field(default_factory=dict)
    """Buttons and links that are hard to hit, by the width of the window."""
    violations: list[str] = field(default_factory=list)
    """What axe finds."""


@dataclass
class Walk:
    """All pages, and what the browser said and asked on the way."""

    looks: dict[str, Look] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


def walk(people: People) -> Walk:
    """Look at every page, on a desktop and a phone, in light and in dark."""
    done = Walk()
    page = people.new(locale="ko-KR")
    page.on("request", lambda request: done.asked.append(request.url))
    page.on("requestfailed", lambda request: done.troubles.extend(_failures(request)))
    page.on("pageerror", lambda error: done.troubles.append(f"{page.url}: {error}"))
    page.on("console", lambda message: done.troubles.extend(_complaints(message)))
    for name in stops.of_everything(people, page):
        assert name not in done.looks
        done.looks[name] = _look(page)
    # The same pages with more on them, which takes axe longer and tells it nothing new.
    for name in stops.of_a_year(page):
        done.looks[name] = _look(page, with_axe=False)
    page.context.close()
    people.leave()
    return done


def _failures(request: Request) -> list[str]:
    # The icon is not waited for, and given up when somebody goes on.
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.url}: {request.failure}"]


def _complaints(message: ConsoleMessage) -> list[str]:
    page = message.page
    # A form that is refused is answered with an error on purpose.
    refused = page and message.location["url"] == page.url and "Failed to load" in message.text
    return [] if refused else [f"{message.location['url']}: {message.text}"]


def _look(page: Page, *, with_axe: bool = True) -> Look:
    seen = Look(**page.evaluate(AS_IT_CAME))
    if with_axe:
        page.evaluate(AXE_SCRIPT)
    for width, scheme in WINDOWS.items():
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        shown = page.evaluate(AS_IT_STANDS, TAGS if with_axe else [])
        seen.widths[width], seen.small[width] = shown["width"], shown["small"]
        seen.papers[scheme] = shown["paper"]
        seen.violations += [f"{width} px, {scheme}: {said}" for said in shown["violations"]]
    return seen
