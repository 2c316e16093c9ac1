"""Draws the figures of results.json, in both languages, in light and in dark.

    uv run --group notebooks python 06_full_app/benchmarks/plots.py

Each picture carries a mark of the figures that it was made of, by which the
tests see whether it shows those of the tables.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib
import results
from cycler import cycler
from figures import THEMES, korean_font
from made_of import mark
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from page_tables import PARTS
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from words import said

Say = Callable[[str], str]
COLOURS = 48
"""Of a drawing as it is kept, which makes it a third as large."""


def draw(figures: dict[str, Any], folder: Path) -> None:
    """Make all drawings whose figures are there."""
    folder.mkdir(exist_ok=True)
    hangul = korean_font()
    for name, (part, size, plot) in DRAWINGS.items():
        if "lines" not in figures.get(part, {}):
            continue
        for language in ("en", "ko"):
            # Without a font for it, Korean would be a row of boxes.
            say = partial(said, language=language if hangul else "en")
            for theme in THEMES:
                with matplotlib.rc_context(_style(theme, hangul if language == "ko" else "")):
                    figure = Figure(
                        figsize=size, dpi=110, layout=ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.1)
                    )
                    plot(figure, figures[part], say)
                    picture = io.BytesIO()
                    figure.savefig(picture, format="png")
                _keep(picture, folder / f"{name}.{language}.{theme}.png", mark(figures[part]))


def _keep(picture: io.BytesIO, file: Path, made_of: str) -> None:
    about = PngInfo()
    about.add_text("Comment", made_of)
    Image.open(picture).convert("RGB").quantize(COLOURS).save(file, optimize=True, pnginfo=about)


def _style(theme: str, hangul: str) -> dict[str, Any]:
    chosen = THEMES[theme]
    ink = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
    paper = ("figure.facecolor", "axes.facecolor", "savefig.facecolor")
    return {
        **dict.fromkeys(ink, chosen.ink),
        **dict.fromkeys(paper, chosen.paper),
        "font.family": [*([hangul] if hangul else []), "DejaVu Sans"],
        "font.size": 12,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        # One colour more than a notebook needs, and it is seen on both papers.
        "axes.prop_cycle": cycler(color=(*chosen.colours, "#8250df")),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": False,
        "grid.color": chosen.grid,
        "legend.frameon": False,
    }


def _bars(axes: Axes, groups: Sequence[str], series: Mapping[str, Sequence[float]], digits: int) -> None:
    """Draw bars side by side, in groups, each with its number above."""
    width = 0.84 / len(series)
    for number, (name, heights) in enumerate(series.items()):
        middle = [place + (number - (len(series) - 1) / 2) * width for place in range(len(groups))]
        bars = axes.bar(middle, heights, width * 0.94, label=name)
        axes.bar_label(bars, [f"{height:.{digits}f}" for height in heights], fontsize=8, padding=1)
    axes.set_xticks(range(len(groups)), groups)
    axes.margins(y=0.14)


def _workers(figure: Figure, part: dict[str, Any], say: Say) -> None:
    requests = list(dict.fromkeys(line["request"] for line in part["lines"]))
    of = {(line["request"], line["server"]): line for line in part["lines"]}
    databases = list(dict.fromkeys(server.partition(" ")[0] for _, server in of if server != "yardstick"))
    panels = figure.subplots(2, len(requests), sharey="row", squeeze=False)
    for row, (field, title, digits) in enumerate(
        (("ratio", say("ratio to the yardstick"), 2), ("p99", say("p99 (ms)"), 0))
    ):
        for axes, request in zip(panels[row], requests, strict=True):
            series = {
                f"{say('workers')} {count}": [of[request, f"{name} {count}"][field] for name in databases]
                for count in part["counts"]
            }
            _bars(axes, databases, series, digits)
            axes.set_title(say(request) if row == 0 else "", fontsize=13)
        panels[row][0].set_ylabel(title)
    _legend(figure, panels[0][0])


def _nodes(figure: Figure, part: dict[str, Any], say: Say) -> None:
    left, right = figure.subplots(1, 2)
    pairs = [line for line in part["lines"] if line["server"] == "2"]
    databases = list(dict.fromkeys(line["database"] for line in pairs))
    requests = list(dict.fromkeys(line["request"] for line in pairs))
    ratio = {(line["request"], line["database"]): line["ratio"] for line in pairs}
    _bars(left, databases, {say(r): [ratio[r, name] for name in databases] for r in requests}, 2)
    left.axhline(part["needed"], linestyle="--", color=matplotlib.rcParams["text.color"], linewidth=1)
    left.set_ylabel(say("two : one"))
    left.legend(fontsize=10, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    lists = [line for line in pairs if line["request"] == requests[0]]
    bottom = [0.0] * len(lists)
    for who in PARTS:
        taken = [line["cpu"].get(who, 0.0) for line in lists]
        right.bar(databases, taken, 0.6, bottom=bottom, label=say(who))
        bottom = [low + high for low, high in zip(bottom, taken, strict=True)]
    right.set_ylabel(say("processor, a request (ms)"))
    right.set_xlabel(say(requests[0]))
    right.legend(fontsize=10, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=4, columnspacing=1)


def _rows(figure: Figure, part: dict[str, Any], say: Say) -> None:
    axes = figure.subplots()
    for line in part["lines"]:
        axes.plot(part["sizes"], line["milliseconds"], marker="o", label=say(line["request"]))
    axes.set_xscale("log")
    axes.set_xticks(part["sizes"], [f"{size:,}" for size in part["sizes"]])
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel(say("number of entries"))
    axes.set_ylabel("ms")
    axes.legend()


def _servers(figure: Figure, part: dict[str, Any], say: Say) -> None:
    names = list(dict.fromkeys(line["server"] for line in part["lines"]))
    kinds = list(dict.fromkeys((line["database"], line["request"]) for line in part["lines"]))
    of = {(line["database"], line["request"], line["server"]): line for line in part["lines"]}
    groups = [f"{database}\n{say(request)}" for database, request in kinds]
    panels = figure.subplots(1, 2)
    for axes, (field, title, digits) in zip(
        panels, (("ratio", "ratio to the first", 2), ("p99", "p99 (ms)", 0)), strict=True
    ):
        _bars(axes, groups, {name: [of[*kind, name][field] for kind in kinds] for name in names}, digits)
        axes.set_ylabel(say(title))
        axes.tick_params("x", labelsize=10)
    _legend(figure, panels[0], say("server, at once"))


def _legend(figure: Figure, axes: Axes, title: str = "") -> None:
    """Say above all panels what the colours are."""
    bars, names = axes.get_legend_handles_labels()
    figure.legend(bars, names, loc="outside upper right", ncols=len(names), fontsize=10, title=title)


DRAWINGS: dict[str, tuple[str, tuple[float, float], Callable[[Figure, dict[str, Any], Say], None]]] = {
    "workers": ("workers", (12, 6.4), _workers),
    "nodes": ("nodes", (10, 4.4), _nodes),
    "rows": ("rows", (8, 3.8), _rows),
    "servers": ("servers", (12, 4.8), _servers),
}
"""Each drawing's part of the figures, its size in inches, and what draws it."""


if __name__ == "__main__":
    draw(results.read(), results.FILE.with_name("pictures"))
