"""Asks whether a version of uv.lock has a known vulnerability, and says what was found.

A finding is a piece of news, no failure: it may come overnight, to a commit that was green
the day before. So this always ends well; on GitHub the findings are warnings of the run.
"""

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
EXPORT = ("uv", "export", "--frozen", "--quiet", "--all-groups", "--no-emit-project", "--no-annotate")
# In an environment of its own: pip-audit needs pip, which the project's does not have.
AUDIT = ("uv", "run", "--frozen", "--isolated", "--only-group", "audit", "pip-audit")
# The file names each package with its hash: nothing is resolved, nothing installed.
OPTIONS = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json", "-r")
MINUTES = 5
# As uv and pip-audit say it.
NO_NETWORK = re.compile(r"Failed to fetch|error sending request|dns error|Max retries|Could not connect")


def main() -> None:
    """Print the report."""
    try:
        report = told(audited())
    except FileNotFoundError as error:
        report = f"Nothing was audited: {error.filename} is not on the PATH."
    except subprocess.TimeoutExpired:
        report = f"Nothing was audited: there was no answer within {MINUTES} minutes."
    except subprocess.CalledProcessError as error:
        report = _why_not(error.stderr.strip())
    print(report)  # noqa: T201


def _why_not(said: str) -> str:
    if NO_NETWORK.search(said):
        return "Nothing was audited: it needs the network, to fetch pip-audit and to ask for vulnerabilities."
    return f"Nothing was audited, pip-audit failed:\n{said}"


def audited() -> list[dict[str, Any]]:
    """Return what pip-audit says of each package of uv.lock; raise CalledProcessError if it says nothing."""
    with tempfile.TemporaryDirectory() as folder:
        locked = Path(folder) / "locked.txt"
        locked.write_text(_run(*EXPORT).stdout, encoding="utf-8")
        done = _run(*AUDIT, *OPTIONS, str(locked), fails=True)
    try:
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        # It ends with 1 for a finding as for a failure; what it wrote tells them apart.
        raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout, done.stderr) from None
    return packages


def _run(*command: str, fails: bool = False) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        cwd=ROOT,
        check=not fails,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=MINUTES * 60,
    )


def told(packages: list[dict[str, Any]]) -> str:
    """Return the report on these packages: what was found, and how much was looked at."""
    asked = [package for package in packages if "skip_reason" not in package]
    # A proxy that answers 404 to everything looks to pip-audit like an index without our packages.
    if not asked:
        return "Nothing was audited: the vulnerability service knows none of our packages from here."
    found = [_finding(package, fault) for package in asked for fault in package["vulns"]]
    unknown = ", ".join(package["name"] for package in packages if "skip_reason" in package)
    return "\n".join(
        [
            *found,
            f"Packages audited: {len(asked)}. Known vulnerabilities: {len(found)}.",
            *([f"Not audited: {unknown}."] if unknown else []),
        ]
    )


def _finding(package: dict[str, Any], fault: dict[str, Any]) -> str:
    fixed = " or ".join(fault["fix_versions"]) or "no version yet"
    said = f"{package['name']} {package['version']} has {fault['id']}, fixed in {fixed}."
    return f"::warning title=pip-audit::{said}" if os.environ.get("GITHUB_ACTIONS") else said


if __name__ == "__main__":
    main()
