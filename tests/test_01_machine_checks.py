"""The checks of the machine: each fault is made for real, and named with what to do in both languages."""

import json
import os
import re
import socket
import sys
import tempfile
from pathlib import Path

import local_mariadb
import machine_checks
import pytest

from tests.doctor_faults import amiss, kernel

NO_EMOJI = ("can print Korean, but no emoji", "한글은 출력하지만 이모지는 출력하지 못합니다")
NO_KOREAN = ("cannot print Korean", "한글을 출력하지 못합니다")
SYSTEM = ["/usr/local/share/jupyter", "/usr/share/jupyter"]


@pytest.mark.parametrize(
    ("version", "level", "words"),
    [
        ((3, 7, 16), "fix", ["3.7.16", "3.11", "https://www.python.org/downloads/", "`pip install uv`"]),
        ((3, 10, 13), "fix", ["3.10.13"]),
        ((3, 11, 0), "ok", ["3.11.0", sys.executable]),
        ((4, 0, 0), "ok", ["4.0.0"]),
    ],
)
def test_an_old_python_is_told_so_and_a_new_one_is_fine(
    version: tuple[int, ...], level: str, words: list[str]
) -> None:
    assert amiss(machine_checks.check_python(version), level, *words) == []


@pytest.mark.parametrize("encoding", ["utf-8", "UTF8", "utf-16", "gb18030"])
def test_a_console_that_prints_all_is_fine(encoding: str) -> None:
    assert amiss(machine_checks.check_console(encoding, "ko", {}), "ok", encoding) == []


@pytest.mark.parametrize(
    ("encoding", "level", "said"),
    [("cp949", "note", NO_EMOJI), ("ascii", "fix", NO_KOREAN), ("no-such-encoding", "fix", NO_KOREAN)],
)
@pytest.mark.parametrize(
    ("platform", "commands"),
    [
        ("linux", ["`export PYTHONUTF8=1`"]),
        ("win32", ["`setx PYTHONUTF8 1`", "Windows Terminal", "`chcp 65001`"]),
    ],
)
def test_a_console_that_does_not_print_all_is_told_what_to_set(
    encoding: str, level: str, said: tuple[str, str], platform: str, commands: list[str]
) -> None:
    [finding] = machine_checks.check_console(encoding, "en", {}, platform)

    assert amiss([finding], level, *commands) == []
    assert finding.english.startswith(f"Console: {encoding} {said[0]}: ")
    assert finding.korean.startswith(f"{encoding} 콘솔은 {said[1]}. ")


def test_who_wanted_korean_is_told_why_the_report_is_in_english() -> None:
    [told], [printed] = (machine_checks.check_console(encoding, "ko", {}) for encoding in ("ascii", "cp949"))

    assert told.english.startswith("Console: ascii cannot print Korean (so this report is in English): ")
    assert "in English" not in printed.english


def test_the_variable_that_wins_is_the_one_to_set() -> None:
    found = machine_checks.check_console("ascii", "en", {"PYTHONIOENCODING": "ascii"}, "darwin")

    assert amiss(found, "fix", "`export PYTHONIOENCODING=utf-8`") == []


@pytest.mark.parametrize(
    ("encoding", "platform", "level", "commands"),
    [
        ("utf-8", "linux", "ok", []),
        ("UTF8", "win32", "ok", []),
        ("ANSI_X3.4-1968", "linux", "note", ['`encoding="utf-8"`', "`export PYTHONUTF8=1`"]),
        ("cp949", "win32", "note", ['`encoding="utf-8"`', "`setx PYTHONUTF8 1`"]),
    ],
)
def test_files_in_another_encoding_than_utf_8_are_noted(
    encoding: str, platform: str, level: str, commands: list[str]
) -> None:
    assert amiss(machine_checks.check_files(encoding, platform), level, encoding, *commands) == []


@pytest.mark.parametrize("name", ["gone", "file"])
def test_a_repository_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()

    [finding] = machine_checks.check_folder(tmp_path / name)

    assert amiss([finding], "fix", str(tmp_path / name)) == []
    assert finding.english.endswith("move the repository to a folder of your own")


@pytest.mark.parametrize(("platform", "command"), [("darwin", "export TMPDIR="), ("win32", "setx TMPDIR ")])
def test_a_temporary_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, command: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    [finding] = machine_checks.check_folder(None, platform)

    assert amiss([finding], "fix", str(tmp_path / "gone"), f'`{command}"{machine_checks.HOME}"`') == []
    assert finding.english.startswith("Cannot write a temporary file: ")


def test_a_folder_that_can_be_written_stays_as_it_was(tmp_path: Path) -> None:
    assert amiss(machine_checks.check_folder(tmp_path), "ok", str(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_named_and_a_free_one_given() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        [finding] = machine_checks.check_port(taken)

    [given] = map(int, re.findall("use `--port (.+)` instead", finding.english))
    assert amiss([finding], "note", f"{taken}", f"`--port {given}`", f"`--port {taken}`") == []
    assert f" `--port {taken}` 대신 `--port {given}` " in finding.korean
    assert given > taken
    socket.create_server(("127.0.0.1", given)).close()


def test_a_port_whose_server_has_just_stopped_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            # Whoever closes first keeps the connection for a minute, in TIME_WAIT.
            server.accept()[0].close()
            client.recv(1)

    assert amiss(machine_checks.check_port(port), "ok", f"{port}") == []


@pytest.mark.parametrize(
    ("platform", "command"),
    [("linux", "apt install mariadb"), ("darwin", "brew install mariadb"), ("win32", "https://mariadb.org")],
)
def test_no_mariadb_is_a_note_that_says_how_to_get_one(platform: str, command: str) -> None:
    assert amiss(machine_checks.check_mariadb({"PATH": ""}, [], platform), "note", "MariaDB", command) == []


@pytest.mark.parametrize("on_the_path", [True, False], ids=["PATH", "folder"])
def test_a_mariadb_is_named_with_where_it_is(tmp_path: Path, on_the_path: bool) -> None:
    program = tmp_path / ("mariadbd.exe" if os.name == "nt" else "mariadbd")
    program.touch(mode=0o755)
    environ, folders = ({"PATH": str(tmp_path)}, []) if on_the_path else ({}, [str(tmp_path)])

    assert amiss(machine_checks.check_mariadb(environ, folders), "ok", str(program)) == []


def test_the_same_mariadb_is_found_without_a_path_as_in_stage_03(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    found = local_mariadb.find_mariadbd()

    [finding] = machine_checks.check_mariadb({})

    assert finding.level == ("ok" if found else "note")


def test_the_password_of_a_database_is_not_shown() -> None:
    [finding] = machine_checks.check_mariadb({"MYSQL_URL": "mysql://root:secret@db/test"})

    assert amiss([finding], "ok", "MYSQL_URL") == []
    assert "secret" not in repr(finding)


def test_no_kernel_is_a_note_that_says_what_brings_one(tmp_path: Path) -> None:
    found = machine_checks.check_kernel([tmp_path, tmp_path / "gone"])

    assert amiss(found, "note", "`uv run --group notebooks jupyter lab`") == []


@pytest.mark.parametrize(
    "content",
    [b"{", b"\xff", b"[]", b"{}", b'{"argv": []}', b'{"argv": [1]}', b'{"argv": [GONE]}'],
    ids=["cut off", "no text", "list", "no argv", "empty argv", "number", "Python gone"],
)
def test_a_kernel_that_cannot_start_is_named_with_its_folder(tmp_path: Path, content: bytes) -> None:
    gone = json.dumps(str(tmp_path / "venv" / "bin" / "python"))
    folder = kernel(tmp_path / "python3", content.replace(b"GONE", gone.encode()))

    [finding] = machine_checks.check_kernel([folder])

    assert amiss([finding], "fix", str(folder)) == []
    assert "delete the folder" in finding.english
    assert "폴더를 지우십시오" in finding.korean


@pytest.mark.parametrize("program", ["python", sys.executable], ids=["relative", "absolute"])
def test_a_kernel_that_can_start_is_fine(tmp_path: Path, program: str) -> None:
    folder = kernel(tmp_path / "python3", json.dumps({"argv": [program]}).encode())

    assert amiss(machine_checks.check_kernel([folder]), "ok", str(folder)) == []


def test_the_first_kernel_is_the_one_that_counts(tmp_path: Path) -> None:
    broken, fine = kernel(tmp_path / "1", b"{"), kernel(tmp_path / "2", b'{"argv": ["python"]}')

    assert amiss(machine_checks.check_kernel([tmp_path / "gone", broken, fine]), "fix", str(broken)) == []


@pytest.mark.parametrize(
    ("platform", "prefix", "environ", "folders"),
    [
        ("linux", "py", {}, ["home/.local/share/jupyter", "py/share/jupyter", *SYSTEM]),
        ("linux", "py", {"XDG_DATA_HOME": "x"}, ["x/jupyter", "py/share/jupyter", *SYSTEM]),
        ("darwin", "py", {"XDG_DATA_HOME": "x"}, ["home/Library/Jupyter", "py/share/jupyter", *SYSTEM]),
        ("win32", "py", {}, ["home/AppData/Roaming/jupyter", "py/share/jupyter"]),
        ("win32", "py", {"APPDATA": "a", "PROGRAMDATA": "p"}, ["a/jupyter", "py/share/jupyter"]),
        (
            "win32",
            "venv",
            {"APPDATA": "a", "JUPYTER_USE_PROGRAMDATA": "1"},
            ["venv/share/jupyter", "a/jupyter"],
        ),
        (
            "win32",
            "py",
            {"APPDATA": "a", "PROGRAMDATA": "p", "JUPYTER_USE_PROGRAMDATA": "1"},
            ["a/jupyter", "py/share/jupyter", "p/jupyter"],
        ),
        ("linux", "venv", {"JUPYTER_DATA_DIR": "a"}, ["venv/share/jupyter", "a", *SYSTEM]),
        (
            "linux",
            "/usr",
            {"JUPYTER_PATH": os.pathsep.join("ab"), "JUPYTER_DATA_DIR": "c"},
            [*"abc", *SYSTEM],
        ),
    ],
)
def test_kernels_are_looked_for_where_jupyter_looks(
    platform: str, prefix: str, environ: dict[str, str], folders: list[str]
) -> None:
    base = "py" if prefix == "venv" else prefix

    found = machine_checks.kernel_folders(environ, (prefix, base), Path("home"), platform)

    assert found == [Path(folder, "kernels", "python3") for folder in folders]
