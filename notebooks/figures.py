"""What each claim's notebook ends in: a drawing, and a sentence, both made of the figures that it measured.

A drawing is made twice, in light and in dark; the reader sees the one that suits. Its texts are Korean
where a font for them is found, and English where not. With PICTURES set to a folder, both are also
saved there, which is what make_pictures.py does.
"""

import base64
import io
import os
import platform
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

import matplotlib
from cycler import cycler
from IPython.display import display
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

# Of Debian, macOS and Windows, and what people install.
KOREAN_FONTS = (
    "NanumGothic",
    "NanumBarunGothic",
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "Apple SD Gothic Neo",
    "AppleGothic",
    "Malgun Gothic",
)


@dataclass(frozen=True)
class Theme:
    """The colours of a drawing."""

    paper: str
    ink: str
    grid: str
    colours: tuple[str, ...]


THEMES = {
    "light": Theme("#ffffff", "#1f2328", "#d1d9e0", ("#0969da", "#bc4c00", "#1a7f37")),
    "dark": Theme("#0d1117", "#f0f6fc", "#3d444d", ("#4493f8", "#f0883e", "#3fb950")),
}
PIXELS_PER_INCH = 110
_state = {"language": "en", "font": ""}


def korean_font() -> str:
    """Return the name of a font with Hangul that is installed here, or nothing."""
    manager = font_manager.fontManager
    if not (found := _korean_in(manager)):
        # matplotlib keeps a list of the fonts, and does not see what was installed since.
        for path in set(font_manager.findSystemFonts()) - {font.fname for font in manager.ttflist}:
            # A font that cannot be read is none of ours.
            with suppress(Exception):
                manager.addfont(path)
        found = _korean_in(manager)
    return found


def _korean_in(manager: font_manager.FontManager) -> str:
    installed = {font.name for font in manager.ttflist}
    return next((name for name in KOREAN_FONTS if name in installed), "")


def speak(language: str) -> None:
    """Choose the language, "ko" or "en", of what is said and drawn from now on."""
    _state["language"], _state["font"] = language, korean_font() if language == "ko" else ""
    if language == "ko" and not _state["font"]:
        print("한글 글꼴이 없어 그림의 글자는 영어로 표시합니다. (Debian: apt install fonts-nanum)")


def say(korean: str, english: str) -> str:
    """Return the text in the language that was chosen."""
    return korean if _state["language"] == "ko" else english


def label(korean: str, english: str) -> str:
    """Return the text for a drawing: Korean only where a font can show it."""
    return korean if _state["font"] else english


def machine(*packages: str) -> str:
    """Return on what was measured: system, cores, Python, and the versions of these packages."""
    versions = [f"{package} {version(package)}" for package in packages]
    cores = label(f"{os.cpu_count()}코어", f"{os.cpu_count()} cores")
    return ", ".join(
        [f"{platform.system()} {platform.machine()}", cores, f"Python {platform.python_version()}", *versions]
    )


def draw(name: str, title: str, plot: Callable[[Axes], None], foot: str = "") -> None:
    """Show a drawing: `plot` draws on the axes it is given, below a title, above a small foot line."""
    pictures = {theme: _png(theme, title, plot, foot) for theme in THEMES}
    if folder := os.environ.get("PICTURES"):
        for theme, picture in pictures.items():
            Path(folder, f"{name}.{_state['language']}.{theme}.png").write_bytes(picture)
    light, dark = (base64.b64encode(pictures[theme]).decode() for theme in ("light", "dark"))
    html = (
        '<picture><source media="(prefers-color-scheme: dark)" '
        f'srcset="data:image/png;base64,{dark}">'
        f'<img alt="{escape(title)}" src="data:image/png;base64,{light}"></picture>'
    )
    display({"text/html": html, "text/plain": title}, raw=True)


def _png(theme: str, title: str, plot: Callable[[Axes], None], foot: str) -> bytes:
    with matplotlib.rc_context(_style(theme)):
        figure = Figure(
            figsize=(9, 4.6), dpi=PIXELS_PER_INCH, layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.08)
        )
        axes = figure.subplots()
        plot(axes)
        figure.suptitle(title, x=0.01, ha="left", fontsize=15, wrap=True)
        figure.supxlabel(foot, x=0.01, ha="left", fontsize=10)
        picture = io.BytesIO()
        figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


def _style(theme: str) -> dict[str, Any]:
    """Return what makes a drawing readable on light or on dark."""
    chosen = THEMES[theme]
    ink = dict.fromkeys(
        ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), chosen.ink
    )
    paper = dict.fromkeys(("figure.facecolor", "axes.facecolor", "savefig.facecolor"), chosen.paper)
    return {
        **ink,
        **paper,
        "font.family": [_state["font"], "DejaVu Sans"] if _state["font"] else ["DejaVu Sans"],
        "font.size": 13,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "axes.prop_cycle": cycler(color=chosen.colours),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": False,
        "grid.color": chosen.grid,
        "legend.frameon": False,
    }


def conclude(sentence: str, **figures: Any) -> None:
    """Show the conclusion; the figures it was computed from go with it, where the tests read them."""
    display(
        {"text/markdown": f"**{sentence}**", "text/plain": sentence}, metadata={"figures": figures}, raw=True
    )
