"""Install the workshop from this folder, without a network.

    python install.py

Into account-book/.venv, from the wheels beside this file and from nowhere else.
"""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

KIT = Path(__file__).resolve().parent
# Wheels of one such machine fit another.
MACHINE = {
    "system": platform.system(),
    "machine": platform.machine(),
    "python": ".".join(platform.python_version_tuple()[:2]),
}


def trouble() -> str:
    """Return why the wheels do not fit this machine, or nothing."""
    made_for = json.loads((KIT / "made_for.json").read_text(encoding="utf-8"))
    if made_for == MACHINE:
        return ""
    kit, machine = (" {system} {machine}, Python {python}".format(**one) for one in (made_for, MACHINE))
    return f"This kit is for{kit}; here is{machine}. Make one on a machine like this one."


def main() -> None:
    """Make the environment, and say how to go on."""
    if found := trouble():
        sys.exit(found)
    workshop = KIT / "account-book"
    environment = workshop / ".venv"
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    python = str(programs / "python")
    only_here = ["--quiet", "--no-index", "--find-links", str(KIT / "wheels")]
    # uv comes first: with it, the other 150 packages take seconds.
    pip = [python, "-m", "pip", "install", "--disable-pip-version-check", *only_here]
    uv = [python, "-m", "uv", "pip", "install", "--no-config", "--python", python, *only_here]
    for command in (
        [sys.executable, "-m", "venv", str(environment)],
        [*pip, "uv"],
        [*uv, "--requirement", str(KIT / "requirements.txt")],
        [*uv, "--no-deps", "--editable", str(workshop)],
    ):
        print("Installing", Path(command[-1]).name, flush=True)
        if subprocess.run(command).returncode:
            sys.exit(
                f"It could not be installed; the lines above say why. Nothing but {environment} was changed."
            )
    print(f"Done. Go to {workshop}, and begin each command with its Python:")
    print(f"  {programs / 'python'} -m jupyter lab notebooks")
    print(f"  {programs / 'python'} -m pytest")


if __name__ == "__main__":
    main()
