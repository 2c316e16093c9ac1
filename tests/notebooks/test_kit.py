"""The offline kit: made by one command, and installed by one that may not ask anybody."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import components, stages
from tests.notebooks.jupyter import make_kit

NO_NETWORK = re.compile(rf"{stages.NO_NETWORK.pattern}|NewConnectionError|Temporary failure")
# Against hanging: 200 MB are fetched, and installed.
SECONDS = 900
MAKE = [sys.executable, make_kit.__file__]
# Nobody is at that port: whoever asks for anything else than this machine gets no answer.
NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
NOWHERE |= dict.fromkeys(("no_proxy", "NO_PROXY"), "127.0.0.1,localhost")
HERE = {
    name: value for name, value in os.environ.items() if not re.match("PIP_|UV_|VIRTUAL_ENV|PYTHON", name)
}


def run(words: list[str], folder: Path, environment: dict[str, str]) -> tuple[str, int]:
    """Run a command that may take minutes; return what it prints, and its exit status."""
    done = subprocess.run(
        words,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
    )
    return done.stdout, done.returncode


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kit, made by its command."""
    stages.uv()
    folder = tmp_path_factory.mktemp("offline") / "kit"
    said, status = run([*MAKE, str(folder)], folder.parent, dict(os.environ))
    if status and NO_NETWORK.search(said) and "jupyter" not in components.required():
        pytest.skip(f"this needs the network once, to fetch packages: {said}")
    assert status == 0, said
    return folder


def test_it_holds_what_a_room_without_a_network_needs(kit: Path) -> None:
    assert sorted(path.name for path in kit.iterdir()) == [
        *("README.txt", "account-book", "decks", "install.py", "made_for.json", "requirements.txt", "wheels")
    ]
    assert sorted(path.name for path in (kit / "decks").iterdir()) == ["talk.en.html", "talk.ko.html"]
    assert {path.suffix for path in (kit / "wheels").iterdir()} == {".whl"}


def test_it_installs_with_no_index_and_what_it_installs_works(kit: Path) -> None:
    environment = HERE | NOWHERE | {"PIP_CONFIG_FILE": os.devnull, "UV_NO_SYNC": "1", "UV_OFFLINE": "1"}
    workshop = kit / "account-book"

    said, status = run([sys.executable, str(kit / "install.py")], kit, environment)
    assert (status, "Done" in said) == (0, True), said

    python = str(stages.program(workshop / ".venv", "python"))
    notebook = "notebooks/ko/talk_02_decorators.ipynb"
    for words, shown in {
        (python, "01_hello/hello.py"): "Hello World",
        (python, "-m", "account_book", "--help"): "Usage",
        (python, "-m", "jupyter", "lab", "--version"): "4.",
        (python, "-m", "jupyter", "labextension", "list"): "jupyterlab-rise",
        (python, "-m", "nbconvert", "--to", "notebook", "--execute", "--stdout", notebook): "Hello World",
        (python, "-m", "pytest", "-q", "tests/test_02_decorators.py"): " passed",
        # As the READMEs have it.
        (python, "-m", "uv", "run", "python", "01_hello/hello.py"): "Hello World",
    }.items():
        printed, ended = run(list(words), workshop, environment)
        assert (ended, shown in printed) == (0, True), f"{words}: {printed}"


def test_a_kit_of_another_machine_says_so(kit: Path) -> None:
    made_for = kit / "made_for.json"
    kept = made_for.read_text(encoding="utf-8")
    made_for.write_text(json.dumps(json.loads(kept) | {"python": "3.99"}), encoding="utf-8")

    said, status = run([sys.executable, str(kit / "install.py")], kit, HERE)

    made_for.write_text(kept, encoding="utf-8")
    assert status == 1
    assert re.fullmatch(r"This kit is for .*, Python 3\.99; here is .*\n", said)


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    said, status = run([*MAKE, str(tmp_path)], tmp_path, dict(os.environ))

    assert status == 1
    assert "is there already" in said
    assert list(tmp_path.iterdir()) == []
