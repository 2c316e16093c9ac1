"""Drawings that can be read: in light and in dark, in Korean, and in English where no font has Hangul."""

import re
import warnings
from pathlib import Path
from typing import Any

import pytest

from tests.notebooks.contrast import contrast
from tests.notebooks.jupyter import figures
from tests.notebooks.stored import CLAIMS, FOLDER, cells


@pytest.fixture(autouse=True)
def speak_english_afterwards() -> Any:
    """Leave the module as it was."""
    yield
    figures.speak("en")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was displayed."""
    found: list[Any] = []
    monkeypatch.setattr(figures, "display", lambda data, **_: found.append(data))
    return found


def plot(axes: Any) -> None:
    """Draw bars with every kind of text."""
    bars = axes.bar([figures.label("하나", "one"), figures.label("둘", "two")], [1, -2], label="x")
    axes.bar_label(bars)
    axes.legend(title=figures.label("범례", "legend"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_and_lines_stand_out_from_the_paper(theme: str) -> None:
    chosen = figures.THEMES[theme]

    assert contrast(chosen.ink, chosen.paper) >= 7
    # WCAG 1.4.11: what is not text needs 3.
    assert min(contrast(colour, chosen.paper) for colour in chosen.colours) >= 3


@pytest.mark.skipif(not figures.korean_font(), reason="no font with Hangul (Debian: apt install fonts-nanum)")
def test_korean_is_drawn_with_a_font_that_has_it(shown: list[Any], tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("PICTURES", str(tmp_path))
    figures.speak("ko")

    with warnings.catch_warnings():
        # What matplotlib says of a letter that no font has, and draws as an empty box.
        warnings.simplefilter("error")
        figures.draw("bars", figures.label("막대 −2", "bars"), plot, foot="한글 µs")

    assert figures.label("막대", "bars") == "막대"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bars.ko.dark.png", "bars.ko.light.png"]
    light, dark = (path.read_bytes() for path in sorted(tmp_path.iterdir(), reverse=True))
    assert light != dark
    assert shown[0]["text/plain"] == "막대 −2"
    assert "prefers-color-scheme: dark" in shown[0]["text/html"]


def test_without_a_korean_font_it_says_so_and_draws_english(
    shown: list[Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(figures, "KOREAN_FONTS", ())

    figures.speak("ko")
    figures.draw("bars", figures.label("막대", "bars"), plot)

    assert capsys.readouterr().out.startswith("한글 글꼴이 없어")
    assert figures.say("막대", "bars") == "막대"
    assert shown[0]["text/plain"] == "bars"


@pytest.mark.skipif(not figures.korean_font(), reason="no font with Hangul (Debian: apt install fonts-nanum)")
def test_a_font_that_was_installed_since_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = figures
    manager = module.font_manager.fontManager
    before = [font for font in manager.ttflist if font.name not in figures.KOREAN_FONTS]
    monkeypatch.setattr(manager, "ttflist", before)

    assert figures.korean_font() in figures.KOREAN_FONTS


def test_a_title_may_hold_what_html_reserves(shown: list[Any]) -> None:
    figures.draw("bars", 'a "quoted" title, 1 < 2', plot)

    assert 'alt="a &quot;quoted&quot; title, 1 &lt; 2"' in shown[0]["text/html"]


def test_a_long_title_stays_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: list[Any]) -> None:
    drawn: list[Any] = []
    module: Any = figures
    kept = module.Figure.savefig

    def note(figure: Any, *arguments: Any, **settings: Any) -> None:
        kept(figure, *arguments, **settings)
        drawn.append(figure)

    monkeypatch.setattr(module.Figure, "savefig", note)
    figures.draw("bars", "A conclusion that needs many words to be said " * 4, plot)

    for figure in drawn:
        [title] = [text for text in figure.texts if "conclusion" in text.get_text()]
        box = title.get_window_extent()
        assert 0 <= box.x0 < box.x1 <= figure.bbox.width
        assert box.y1 <= figure.bbox.height


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_picture_that_a_page_shows_is_there_in_light_and_dark(language: str) -> None:
    told = [
        name
        for notebook in CLAIMS
        for cell in cells(notebook, language)
        for name in re.findall(r"pictures/(\w+)\.\w\w\.light\.png", cell.text)
    ]
    stored = {path.name for path in (FOLDER / "pictures").glob(f"*.{language}.*.png")}

    assert {f"{name}.{language}.{theme}.png" for name in told for theme in figures.THEMES} == stored
