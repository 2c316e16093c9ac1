"""The decks as they are built, looked at in a browser: whole, readable, and without a network."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import components
from tests.notebooks.conftest import Runs
from tests.notebooks.contrast import contrast
from tests.notebooks.jupyter import make_decks
from tests.notebooks.stored import LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(components.chromium() is None, reason="no Chromium on this machine"),
]
WIDTH, HEIGHT = 1280, 720
# In pixels of 720: what is smaller than a 36th of the screen's height, the back row cannot read.
SMALLEST = 20
LOOK = """([width, height]) => {
    const found = [];
    const slides = Reveal.getSlides();
    for (const slide of slides) {
        const at = Reveal.getIndices(slide);
        Reveal.slide(at.h, at.v, 99);
        const name = `${at.h + 1}.${at.v + 1}`;
        const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const text = walker.currentNode;
            const other = text.parentElement.closest('aside.notes, script, style');
            if (other || !text.textContent.trim()) continue;
            const range = document.createRange();
            range.selectNodeContents(text);
            const box = range.getBoundingClientRect();
            if (!box.width) { found.push(`${name}: hidden: ${text.textContent.slice(0, 40)}`); continue; }
            if (box.left < 0 || box.top < 0 || box.right > width || box.bottom > height - 8)
                found.push(`${name}: outside, to ${Math.round(box.right)} x ${Math.round(box.bottom)}: ` +
                    text.textContent.trim().slice(0, 40));
            const size = parseFloat(getComputedStyle(text.parentElement).fontSize);
            if (size < SMALLEST) found.push(`${name}: ${size} px: ${text.textContent.trim().slice(0, 40)}`);
        }
        for (const image of slide.querySelectorAll('img')) {
            const box = image.getBoundingClientRect();
            if (!image.naturalWidth || box.right > width || box.bottom > height)
                found.push(`${name}: picture: ${image.alt}`);
        }
    }
    return [slides.length, found];
}""".replace("SMALLEST", str(SMALLEST))


@pytest.fixture
def page(chromium: "Browser") -> Iterator["Page"]:
    """A page of a browser that has no network; what it asks for all the same is in `asked`."""
    context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}, offline=True)
    yield context.new_page()
    context.close()


def opened(page: "Page", deck: Path, address: str = "") -> list[str]:
    """Open a deck; return the list to which is added what the browser asks others for, or complains about."""
    troubles: list[str] = []

    def note(request: "Request") -> None:
        if not request.url.startswith(("file:", "data:")):
            troubles.append(request.url)

    page.on("request", note)
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(deck.as_uri() + address)
    page.wait_for_function("window.Reveal?.isReady()")
    return troubles


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slide_fits_and_can_be_read_from_the_back_row(
    language: str, decks: dict[str, Path], page: "Page"
) -> None:
    troubles = opened(page, decks[language])

    count, found = page.evaluate(LOOK, [WIDTH, HEIGHT])

    assert (troubles, found) == ([], [])
    assert count >= 68


def test_the_look_finds_what_does_not_fit(runs: Runs, page: "Page", tmp_path: Path) -> None:
    notebook = make_decks.joined([runs.of("talk_02_decorators", "en")], "en")
    notebook.cells[0].source += "\n\n" + "A line.\n\n" * 30 + '<span style="font-size: 12px">small</span>'
    notebook.cells[-1].source += "\n" + "# a line of code that is too wide for the slide " * 3
    path = tmp_path / "wrong.html"
    path.write_text(make_decks.html(notebook, "en"), encoding="utf-8")
    opened(page, path)

    _, found = page.evaluate(LOOK, [WIDTH, HEIGHT])

    kinds = {re.sub(r"^[\d.]+: ([\d.]+ px|\w+).*", r"\1", line) for line in found}
    assert kinds == {"outside", "12 px"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deck_opens_at_the_slide_of_the_address(
    language: str, decks: dict[str, Path], page: "Page", capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    opened(page, decks[language], "#/36")
    page.locator("section.present section.present h2").wait_for()
    seconds = time.monotonic() - began

    with capsys.disabled():
        print(f" [opens in {seconds:.2f} s]", end="")
    assert page.evaluate("Reveal.getIndices().h + 1") == 36
    # It is to be 3 s; a wide guard for a machine that has other work.
    assert seconds < 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deck_names_no_other_place_to_load_from(language: str, decks: dict[str, Path]) -> None:
    text = decks[language].read_text(encoding="utf-8")

    loaded = re.findall(
        r"""<(?:script|link|img|source|iframe)[^>]*(?:src|href|srcset)=["'](?!data:)[^"'>]*""", text
    )

    # reveal.js holds a template of a page for the speaker, whose parts are in it, too.
    assert [found for found in loaded if "${" not in found] == []
    assert f'<html lang="{language}">' in text


def test_pictures_are_in_the_deck_alone_and_the_notebook_keeps_its_links(runs: Runs) -> None:
    notebook = runs.of("talk_01_hello", "en")
    before = [cell.source for cell in notebook.cells]

    deck = make_decks.joined([notebook], "en")

    assert [cell.source for cell in notebook.cells] == before
    inside = [cell.source for cell in deck.cells if "data:image/png" in cell.source]
    linked = [text for text in before if ".png)" in text]
    assert len(inside) == len(linked) > 1
    # What is there in dark, too, follows the reader.
    assert [text.count("<source") for text in inside] == [text.count(".light.png)") for text in linked]


def test_the_speaker_sees_the_notes(decks: dict[str, Path], page: "Page") -> None:
    opened(page, decks["ko"], "#/36")

    with page.expect_popup() as popup:
        page.keyboard.press("s")

    notes = popup.value.locator(".speaker-controls-notes .value")
    notes.get_by_text(re.compile(r"\w{3}")).first.wait_for()
    assert not re.search("[가-힣]{9}", notes.inner_text())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out_from_the_paper(scheme: Any, decks: dict[str, Path], page: "Page") -> None:
    page.emulate_media(color_scheme=scheme)
    opened(page, decks["en"])

    colours = page.evaluate("""() => [...new Set([...document.querySelectorAll('.slides *')]
        .filter(part => [...part.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
        .map(part => getComputedStyle(part).color))]""")
    papers = page.evaluate("""() => [...new Set(
        [document.body, ...document.querySelectorAll('.highlight, code')].map(part => getComputedStyle(part)
        .backgroundColor).filter(colour => !colour.endsWith(' 0)')))]""")

    weak = [(colour, paper) for colour in colours for paper in papers if contrast(colour, paper) < 4.5]
    assert weak == []
