"""The rows of talk_ledger.toml, and how many of the talk's slides still wait for their stage."""

import tomllib
from collections import Counter
from typing import Any

from tests.stages import ROOT

LEDGER = tomllib.loads((ROOT / "tests" / "talk_ledger.toml").read_text(encoding="utf-8"))
SLIDES: list[dict[str, Any]] = LEDGER["slide"]


def waiting() -> Counter[str]:
    """Return how many slides wait for each stage."""
    return Counter(slide["stage"] for slide in SLIDES if slide["status"] == "planned")


def summary() -> str:
    """Return one line for the report's header."""
    stages = ", ".join(f"{stage} {count}" for stage, count in waiting().items())
    done = len(SLIDES) - waiting().total()
    return f"talk: {done} of {len(SLIDES)} slides have a home" + (f"; to come: {stages}" if stages else "")
