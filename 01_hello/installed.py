"""What `pip install Flask` brought: read from this environment, not from memory.

    uv run python 01_hello/installed.py
    uv run python 01_hello/installed.py SQLAlchemy     the same for another package

PyPI, the Python Package Index, keeps distributions; pip unpacks one into
site-packages, together with all that it requires, and leaves a record of each.
This file reads those records.
"""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path


def requirements(package: Distribution) -> Iterator[Distribution]:
    """Yield what a distribution requires, as far as it is here; what only an extra needs is left out."""
    for line in package.requires or []:
        name = re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0]
        if "extra ==" in line:
            continue
        try:
            yield distribution(name)
        except PackageNotFoundError:
            continue


def brought(package: Distribution) -> dict[str, Distribution]:
    """Return a distribution and all that it needs, by name."""
    found = {package.name: package}
    waiting = [package]
    while waiting:
        for required in requirements(waiting.pop()):
            if required.name not in found:
                found[required.name] = required
                waiting.append(required)
    return found


def size(package: Distribution) -> int:
    """Return the bytes of a distribution's files."""
    paths = [Path(str(file.locate())) for file in package.files or []]
    return sum(path.stat().st_size for path in paths if path.is_file())


def main(name: str) -> None:
    """Print the distribution with all that it needs, and what it needs for what."""
    try:
        packages = brought(distribution(name))
    except (PackageNotFoundError, ValueError):
        sys.exit(f"{name} is not installed here. Install it with: pip install {name}")
    for package in packages.values():
        needs = ", ".join(required.name for required in requirements(package)) or "nothing else"
        print(f"{package.name:14} {package.version:8} {size(package) / 1024:6,.0f} KiB  needs {needs}")
    print(f"{len(packages)} packages")


if __name__ == "__main__":
    main(*sys.argv[1:2] or ["Flask"])
