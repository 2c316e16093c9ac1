"""Somebody who does what a README says, and compares what comes with what is shown."""

import os
import re
import shutil
import socket
import sys
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import local_mariadb
import pytest

from tests import desk, stages, terminal
from tests.readmes import Command, Fence, Output, Section, edited
from tests.stages import ROOT
from tests.tutor.exercises import all_exercises

# What the READMEs show: an HTTP server's port, and a MySQL server's. Free ports take their places.
PORTS = ("8000", "3306")


def name(path: Path) -> str:
    """Return the path as a reader of the repository knows it."""
    return path.relative_to(ROOT if path.is_relative_to(ROOT) else path.parent.parent).as_posix()


def wrong(path: Path, line: int, what: str) -> NoReturn:
    """Fail, with file and line first."""
    pytest.fail(f"{name(path)}:{line}: {what}", pytrace=False)


class Learner:
    """Goes through a section: edits, runs, asks, and compares with what is shown."""

    def __init__(self, environments: stages.Environments, folder: Path, stack: ExitStack) -> None:
        self.environments = environments
        self.folder = folder
        self.stack = stack
        self.where = ROOT
        self.ports = free_ports()
        self.servers: list[tuple[terminal.Program, Output]] = []
        self.commands = 0

    def follow(self, section: Section) -> None:
        """Do all that the section shows, from top to bottom."""
        for fence in section.fences:
            if fence.language == "diff":
                self.edit(fence)
            elif fence.language == "console":
                self.check_continuation(fence.continuation())
                for command in fence.commands():
                    self.run(command, section)
        self.ask_and_stop(section)

    def edit(self, fence: Fence) -> None:
        """Make the edit in a copy of the stage's folder, where the next commands run."""
        file = fence.lines[0].removeprefix("--- ")
        stage = Path(file).parts[0]
        if Path(file).parent.name == "exercises":
            self.sit_down_to_exercises()
        else:
            self.where = self.folder / "copy"
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / stage, self.where / stage, ignore=ignored, dirs_exist_ok=True)
        path = self.where / file
        try:
            text = edited(path.read_text(encoding="utf-8"), fence.lines[1:])
        except ValueError as error:
            wrong(fence.path, fence.line, f"not in {file}: {error}")
        path.write_text(text, encoding="utf-8")

    def sit_down_to_exercises(self) -> None:
        """Go on where the exercises are as they were committed: in the working tree they may be solved."""
        if self.where != self.folder / "desk":
            self.where = self.folder / "desk"
            desk.lay(self.where, all_exercises())

    def run(self, command: Command, section: Section) -> None:
        """Run a command and compare; one that serves goes on."""
        self.commands += 1
        if "/exercises/" in command.text or "--mine" in command.text:
            self.sit_down_to_exercises()
        words = self.words(command)
        variables = {name: self.in_this_run(value) for name, value in command.variables().items()}
        environment = {**self.environment(stage_of(words, section), words), **variables}
        if "local_mariadb" in command.text and local_mariadb.find_mariadbd() is None:
            pytest.skip("no mariadbd on this machine (Debian: apt install mariadb-server-core)")
        if command.serves():
            server = terminal.Program(words, self.where, environment)
            self.stack.callback(server.stop)
            self.servers.append((server, command.shown))
            if not server.wait_for(self.here(command.shown)):
                self.fail(command.shown, server.printed())
            return
        printed, status = terminal.run(words, self.where, environment)
        if not self.here(command.shown).matches(printed):
            self.fail(command.shown, printed)
        if status and not command.may_fail():
            wrong(section.path, command.line, f"it fails, and the README does not say so:\n{printed}")

    def check_continuation(self, more: Output) -> None:
        """Check what the last server prints after what was shown of it before."""
        if not more.lines:
            return
        server, shown = self.servers.pop()
        whole = Output(more.path, more.line - len(shown.lines), (*shown.lines, *more.lines))
        self.servers.append((server, whole))
        if not server.wait_for(self.here(whole)):
            self.fail(whole, server.printed())

    def ask_and_stop(self, section: Section) -> None:
        """Ask the servers for the addresses in the text; see that they still run, and stop at Ctrl-C."""
        addresses = re.findall(r"http://127\.0\.0\.1:8000[\w/]*", " ".join(section.prose))
        for address in addresses if self.servers else []:
            assert status(self.in_this_run(address)) < 500, f"{section.title}: {address}"
        for server, shown in self.servers:
            assert server.is_running(), f"{section.title}: {server.printed()}"
            assert answers_somehow(server.printed()), f"{section.title}: the server answers to nobody"
            server.stop()
            if "Traceback" in server.printed() and not any("Traceback" in line for line in shown.lines):
                wrong(shown.path, shown.line, f"there was a traceback:\n{server.printed()}")

    def in_this_run(self, text: str) -> str:
        """Return the text with this run's ports in place of the README's."""
        # In one go: a free port such as 33061 holds another one.
        return re.sub("|".join(PORTS), lambda shown: self.ports[shown[0]], text)

    def here(self, shown: Output) -> Output:
        """Return what is shown with this run's ports."""
        return Output(shown.path, shown.line, tuple(map(self.in_this_run, shown.lines)))

    def fail(self, shown: Output, printed: str) -> None:
        """Name the line that is not what was printed."""
        line, text = self.here(shown).wrong_line(printed)
        wrong(shown.path, line, f"{text!r} is not what is printed. This is:\n{printed}")

    def words(self, command: Command) -> list[str]:
        """Return program and arguments, with the programs of this machine and this run's ports."""
        program, *rest = command.words()
        found = {"uv": stages.uv(), "python": getattr(sys, "_base_executable", sys.executable)}
        if program not in found:
            wrong(command.shown.path, command.line, f"{program} is no command that everybody has")
        return [found[program], *map(self.in_this_run, rest)]

    def environment(self, stage: str, words: list[str]) -> dict[str, str]:
        """Return the variables of a learner's terminal; those of a stage know only its requirements."""
        ours = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("PYTEST_", "ACCOUNT_BOOK_", "FLASK_"))
            # Who has a server of their own would see its name, and their data, in what is shown.
            and key not in {"VIRTUAL_ENV", "PYTHONPATH", "MYSQL_URL", "LC_ALL", "LC_MESSAGES"}
        }
        learning = re.match(r"0[1-5]_", stage) and words[1:3] != ["run", "pytest"]
        alone = learning and (ROOT / stage / "requirements.txt").is_file()
        return {
            **ours,
            "UV_PROJECT": str(ROOT),
            "UV_PROJECT_ENVIRONMENT": str(self.environments.of(stage) if alone else sys.prefix),
            "UV_NO_SYNC": "1",
            "PORT": self.ports["8000"],
            "ACCOUNT_BOOK_PORT": self.ports["8000"],
            "ACCOUNT_BOOK_DATA": str(self.folder / "data"),
            "PYTHONUNBUFFERED": "1",
            "LANG": "C.UTF-8",
            "COLUMNS": "100",
            # The poorest console there is: what prints on it prints on all.
            "PYTHONIOENCODING": "ascii" if learning else "utf-8",
        }


def free_ports() -> dict[str, str]:
    """Return a free port, and another, for each port of the READMEs."""
    free: set[int] = set()
    while len(free) < len(PORTS):
        free.add(local_mariadb.free_port())
    return dict(zip(PORTS, map(str, free), strict=True))


def stage_of(words: list[str], section: Section) -> str:
    """Return the stage whose file a command runs; one that names none belongs to the README's stage."""
    folders = (Path(word).parts[0] for word in words[1:] if "/" in word)
    return next((folder for folder in folders if folder in stages.STAGES), section.path.parent.name)


def status(url: str) -> int:
    """Return the status of the answer to a GET."""
    try:
        with urllib.request.urlopen(url, timeout=terminal.SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def answers_somehow(printed: str) -> bool:
    """Return whether somebody listens at the port that a server has printed."""
    found = re.search(r"127\.0\.0\.1:(\d+)", printed)
    assert found, printed
    with socket.create_connection(("127.0.0.1", int(found[1])), timeout=terminal.SECONDS):
        return True
