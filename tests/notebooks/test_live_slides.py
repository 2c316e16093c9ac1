"""The slides live in JupyterLab, as a presenter has them, and without a network."""

import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import TimeoutError

from tests import components, terminal
from tests.notebooks.conftest import Runs
from tests.notebooks.jupyter import nbformat
from tests.notebooks.stored import FOLDER, TALK, cells
from tests.readmes import Output
from tests.stages import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.server,
    pytest.mark.skipif(components.chromium() is None, reason="no Chromium on this machine"),
]
WIDTH, HEIGHT = 1280, 720
# As in the decks.
SMALLEST = 20
TOKEN = secrets.token_hex(8)
MILLISECONDS = 60_000


@pytest.fixture(scope="module")
def lab(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A JupyterLab on a copy of the notebooks, whose cells have been run; its address."""
    root, folder = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("lab")
    for name in ("notebooks/deck", "notebooks/ko", "notebooks/pictures", "06_full_app/screenshots"):
        shutil.copytree(ROOT / name, root / name)
    for name in TALK:
        text = nbformat.writes(runs.of(name, "ko"))
        (root / "notebooks" / "ko" / f"{name}.ipynb").write_text(text, encoding="utf-8")
    # Whatever somebody has set up for themselves is not what is tested.
    own = {
        name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    }
    words = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"]
    words += [f"--IdentityProvider.token={TOKEN}", "--ServerApp.port=0", f"--ServerApp.root_dir={root}"]
    words += [
        f"--LabApp.workspaces_dir={folder / 'workspaces'}",
        f"--LabApp.user_settings_dir={folder / 'settings'}",
    ]
    program = terminal.Program(words, folder, dict(os.environ) | own)
    try:
        shown = Output(FOLDER, 1, ("...", "...http://127.0.0.1:...", "..."))
        assert program.wait_for(shown), program.printed()
        found = re.search(r"http://127\.0\.0\.1:\d+", program.printed())
        assert found
        yield found[0]
    finally:
        program.stop()


@pytest.fixture
def asked() -> list[str]:
    """Whom the browser asked besides JupyterLab."""
    return []


@pytest.fixture
def page(chromium: "Browser", lab: str, asked: list[str]) -> Iterator["Page"]:
    """A page of a browser that reaches JupyterLab and nobody else."""
    context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT})

    def only_here(route: object, request: object) -> None:
        asked.append(request.url)  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    context.route(re.compile(rf"^(?!{re.escape(lab)}|data:|blob:)"), only_here)
    yield context.new_page()
    context.close()


def present(page: "Page", lab: str, name: str) -> None:
    """Open the slides of a notebook."""
    page.goto(f"{lab}/rise/notebooks/ko/{name}.ipynb?token={TOKEN}")
    page.locator(PRESENT).first.wait_for(timeout=MILLISECONDS)
    # Of all that RISE sets up, the number of the slide comes last.
    page.locator(".slide-number-a").wait_for(timeout=MILLISECONDS)


LOOK = """([width, height]) => {
    const kinds = ".cm-line, .jp-RenderedHTMLCommon > *, .jp-OutputArea-output, img";
    const parts = document.querySelectorAll(`.slides section section.present :is(${kinds})`);
    return [...parts].map(part => [
            part.getBoundingClientRect(), part.textContent, parseFloat(getComputedStyle(part).fontSize)])
        .filter(([box, , size]) => box.right > width || box.bottom > height || size < SMALLEST)
        .map(([box, text, size]) => `${Math.round(box.right)} x ${Math.round(box.bottom)}, ` +
            `${size} px: ${text.slice(0, 60)}`);
}""".replace("SMALLEST", str(SMALLEST))
PRESENT = ".slides section section.present"


def go_on(page: "Page") -> bool:
    """Go to the next slide, or to the next part of this one; return False at the end."""
    before = page.evaluate(STATE)
    page.keyboard.press("Space")
    try:
        page.wait_for_function(f"before => ({STATE})() !== before", arg=before, timeout=2000)
    except TimeoutError:
        return False
    return True


def place(page: "Page") -> str:
    """Return which slide is shown, whatever of it is shown yet."""
    return "-".join(re.findall(r"\d+", page.evaluate("location.hash"))[:2])


STATE = """() => location.hash + document.querySelectorAll(".fragment.visible").length"""


@pytest.mark.parametrize("part", TALK)
def test_the_slides_fit_in_jupyterlab_too(part: str, page: "Page", lab: str, asked: list[str]) -> None:
    present(page, lab, part)

    found = {place(page): page.evaluate(LOOK, [WIDTH, HEIGHT])}
    while go_on(page):
        found[place(page)] = page.evaluate(LOOK, [WIDTH, HEIGHT])
        # It does see what is there: nothing would fit on a slide of ten pixels.
        assert page.evaluate(LOOK, [WIDTH, 10])

    assert len(found) == sum(cell.begins in {"slide", "subslide"} for cell in cells(part, "ko"))
    assert {where: outside for where, outside in found.items() if outside} == {}
    assert asked == []


def test_a_presenter_changes_a_cell_and_runs_it(page: "Page", lab: str) -> None:
    present(page, lab, "talk_02_decorators")
    code = page.locator(f"{PRESENT} .jp-CodeCell").first
    while not code.is_visible():
        assert go_on(page)

    code.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("print('typed ' * 2)")
    page.keyboard.press("Control+Enter")

    code.locator(".jp-OutputArea-output").get_by_text("typed typed").wait_for(timeout=MILLISECONDS)
