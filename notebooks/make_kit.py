"""Make the offline kit: a folder from which a machine without a network installs the whole workshop.

    uv run --group notebooks python notebooks/make_kit.py kit

In it: the decks, the repository, a wheel of everything that uv.lock names, and install.py, which
needs nothing but Python. The wheels are for this machine's system and Python version. What is not
committed is not in the kit.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import make_decks
from kit.install import MACHINE
from make_notebooks import FOLDER

ROOT = FOLDER.parent
# What installs the repository itself, and the program that its READMEs call; their newest releases.
BESIDES = ("hatchling", "editables", "uv")
README = """\
The workshop without a network / 네트워크 없이 하는 워크숍

python install.py                 installs it (Python {python} on {system} {machine})
decks/talk.ko.html, talk.en.html  the slides: open them in a browser
account-book/notebooks/README.md  the presenter's guide

python install.py                 설치합니다 ({system} {machine}의 Python {python})
decks/talk.ko.html, talk.en.html  슬라이드: 브라우저로 여십시오
account-book/notebooks/README.ko.md  발표자 안내서
"""


def wheels(kit: Path) -> None:
    """Fetch a wheel of everything, in the versions of uv.lock and with its hashes."""
    locked = kit / "requirements.txt"
    everything = ["--frozen", "--quiet", "--no-emit-project", "--no-header", "--group", "notebooks"]
    _run(["uv", "export", *everything, "--output-file", str(locked)])
    pip = [
        "uvx",
        "--quiet",
        "--python",
        sys.executable,
        "pip",
        "download",
        "--quiet",
        "--only-binary",
        ":all:",
    ]
    _run([*pip, "--dest", str(kit / "wheels"), "--requirement", str(locked)])
    _run([*pip, "--dest", str(kit / "wheels"), *BESIDES])


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    except FileNotFoundError:
        sys.exit(f"{command[0]} is not on the PATH; the kit needs it to be made.")
    except subprocess.CalledProcessError:
        sys.exit(f"The kit is not complete: {command[0]} failed, and the lines above say why.")


def main(kit: Path) -> None:
    """Make the kit in a new folder."""
    if kit.exists():
        sys.exit(f"{kit} is there already. Name another folder, or remove it.")
    try:
        fill(kit)
    except BaseException:
        # Half a kit would be taken for a whole one.
        shutil.rmtree(kit, ignore_errors=True)
        raise
    size = sum(path.stat().st_size for path in kit.rglob("*") if path.is_file())
    print(f"{kit}: {size / 1e6:,.0f} MB. On the machine without a network: python install.py")


def fill(kit: Path) -> None:
    """Put everything into the folder."""
    kit.mkdir(parents=True)
    print("The repository ...", flush=True)
    _run(["git", "clone", "--quiet", "--no-local", str(ROOT), str(kit / "account-book")])
    print("The wheels ...", flush=True)
    wheels(kit)
    print("The decks ...", flush=True)
    make_decks.build(kit / "decks")
    shutil.copy(FOLDER / "kit" / "install.py", kit)
    (kit / "made_for.json").write_text(json.dumps(MACHINE), encoding="utf-8")
    (kit / "README.txt").write_text(README.format(**MACHINE), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where: make_kit.py FOLDER")
    main(Path(sys.argv[1]).absolute())
