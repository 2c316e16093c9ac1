"""The figures that were measured, in results.json: each script replaces its own parts of it."""

import json
import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("results.json")
PACKAGES = ("Flask", "SQLAlchemy", "pydantic", "flask-openapi3", "gunicorn", "PyJWT")


def read(file: Path = FILE) -> dict[str, Any]:
    """Return all parts that were measured."""
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found


def keep(part: str, figures: Any, file: Path = FILE) -> None:
    """Write the figures of a part; those of the others stay."""
    text = json.dumps({**read(file), part: figures}, ensure_ascii=False, indent=1, sort_keys=True)
    # All of it or nothing: what stands in it took a while to measure.
    fresh = file.with_suffix(".new")
    fresh.write_text(text + "\n", encoding="utf-8")
    os.replace(fresh, file)


def machine(*more: str) -> dict[str, Any]:
    """Say what is measured on; `more` are packages that are measured, too, if they are installed."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count() or 1,
        "versions": [
            f"Python {platform.python_version()}",
            f"SQLite {sqlite3.sqlite_version}",
            *(f"{name} {version(name)}" for name in (*PACKAGES, *more)),
        ],
        # More than the number of cores: others work here as well.
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }
