"""The machine check as a whole: what it runs on, in which language it reports, and how it ends."""

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import doctor
import machine_checks
import package_checks
import pytest
from machine_checks import Finding

from tests.doctor_faults import amiss, install, kernel
from tests.stages import ROOT

STAGE = ROOT / "01_hello"
MODULES = ["doctor", "machine_checks", "package_checks"]


def run(
    *arguments: str, cwd: Path, stage: str = str(STAGE), site: str = "-S", **environ: str
) -> tuple[int, bytes, bytes]:
    """Run the program without uv and, by -S, installed packages; return its status and what it wrote."""
    without = dict.fromkeys(("PYTHONPATH", "PYTHONSAFEPATH", "PATH", "UV"), "")
    done = subprocess.run(
        [sys.executable, site, f"{stage}/doctor.py", *arguments],
        cwd=cwd,
        env={**os.environ, **without, **environ},
        capture_output=True,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("module", MODULES)
def test_it_runs_on_python_3_7_with_nothing_installed(module: str) -> None:
    source = (STAGE / f"{module}.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))

    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    plain = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    imported = {name.partition(".")[0] for name in [*plain, *(node.module or "." for node in froms)]}
    always = {alias.name for node in froms if node in tree.body for alias in node.names}
    assert "sys" in imported
    assert imported - sys.stdlib_module_names - set(MODULES) == set()
    # Without the first, annotations are evaluated; Python 3.7 has not the second.
    assert {"annotations", "metadata"} & always == {"annotations"}


def test_an_old_python_is_not_asked_what_it_cannot_know() -> None:
    findings = list(doctor.examine(8000, "utf-8", version=(3, 7, 16)))

    assert findings[0].level == "fix"
    assert len(findings) > 1
    assert [one for one in findings if one.failed or re.search("Packages|Port|kernel", one.english)] == []


def test_no_check_is_left_out() -> None:
    asked, machine, package = (
        {name for name in vars(module) if name.startswith("check_")}
        for module in (doctor, machine_checks, package_checks)
    )

    assert asked == machine | package


def test_a_check_that_fails_itself_is_a_line_and_the_others_go_on() -> None:
    no_name = "\0"

    findings = list(doctor.examine(8000, no_name))

    [failed] = [finding for finding in findings if "check_console" in finding.english]
    assert amiss([failed], "note", "check_console: ValueError") == []
    assert [finding for finding in findings if finding.failed] == [failed]
    assert findings[-1] != failed


@pytest.mark.parametrize(
    ("asked", "environ", "system", "language"),
    [
        pytest.param(None, {"LANG": "ko_KR.UTF-8"}, "", "ko", id="LANG"),
        pytest.param(None, {"LANGUAGE": "ko"}, "", "ko", id="LANGUAGE"),
        pytest.param(None, {"LC_MESSAGES": "ko_KR", "LANG": "en_US"}, "", "ko", id="LC_MESSAGES"),
        pytest.param(None, {"LC_ALL": "en_US", "LANG": "ko_KR"}, "", "en", id="LC_ALL"),
        pytest.param(None, {"LC_ALL": "", "LANG": "ko_KR"}, "", "ko", id="empty LC_ALL"),
        pytest.param(None, {}, "Korean_Korea.949", "ko", id="Windows"),
        pytest.param(None, {"LANG": "kok_IN"}, "", "en", id="Konkani"),
        pytest.param(None, {}, "C", "en", id="nothing"),
        pytest.param("en", {"LANG": "ko_KR"}, "", "en", id="asked for English"),
        pytest.param("ko", {"LANG": "en_US"}, "", "ko", id="asked for Korean"),
        pytest.param(None, {"LANG": "ko_KR.EUC-KR"}, "", "ko", id="EUC-KR"),
    ],
)
def test_the_wanted_language_is_the_users_or_what_is_asked_for(
    asked: str | None, environ: dict[str, str], system: str, language: str
) -> None:
    assert doctor.wanted_language(asked, environ, system) == language


def test_the_report_begins_each_line_with_its_mark_and_ends_with_the_sum() -> None:
    note, fix = Finding("note", "d", "라"), Finding("fix", "b\nc", "나\n다")
    findings = [Finding("ok", "a", "가"), fix, note]

    assert doctor.report(findings, "en") == "ok    a\nfix   b c\nnote  d\n1 to fix."
    assert doctor.report(findings, "ko") == "ok    가\nfix   나 다\nnote  라\n고칠 것이 1개 있습니다."
    assert doctor.report([note], "en") == "note  d\nNothing to fix."
    assert doctor.report([note], "ko") == "note  라\n고칠 것이 없습니다."


@pytest.mark.parametrize(
    ("levels", "english", "korean"),
    [
        (["ok"], "Nothing to fix, but 1 check could not be made.", "고칠 것이 없습니다. 다만 검사 1개를 "),
        ([], "Nothing to fix, but 1 check could not be made.", "고칠 것이 없습니다. 다만 검사 1개를 "),
        (
            ["failed"],
            "Nothing to fix, but 2 checks could not be made.",
            "고칠 것이 없습니다. 다만 검사 2개를 ",
        ),
        (["fix"], "1 to fix, but 1 check could not be made.", "고칠 것이 1개 있습니다. 다만 검사 1개를 "),
    ],
)
def test_the_sum_says_how_many_checks_could_not_be_made(levels: list[str], english: str, korean: str) -> None:
    findings = [Finding(level, "a", "가", failed=level == "failed") for level in [*levels, "failed"]]

    assert doctor.report(findings, "en").splitlines()[-1] == english
    assert doctor.report(findings, "ko").splitlines()[-1] == f"{korean}끝내지 못했습니다."


def test_what_a_console_has_not_is_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    doctor.show("/home/김/a", "ascii")

    assert capsys.readouterr().out == "/home/\\uae40/a\n"


def test_a_reader_who_has_gone_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    with open(writing, "w", encoding="utf-8") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        doctor.show("is anybody there?", "utf-8")

    assert stdout.closed


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_what_is_no_port_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        doctor.main(["--port", port])

    assert f"--port: '{port}' is not a port: give a number from 1 to 65535" in capsys.readouterr().err


def test_the_exit_status_agrees_with_the_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    status = doctor.main(["--lang", "en"])

    last = capsys.readouterr().out.splitlines()[-1]
    assert (status, last.startswith("Nothing to fix")) in [(0, True), (1, False)]


def test_with_nothing_installed_an_ascii_console_is_told_in_ascii_what_to_do(tmp_path: Path) -> None:
    folder = kernel(tmp_path / "커널" / "kernels" / "python3", b"{")
    environ = {"PYTHONIOENCODING": "ascii", "JUPYTER_PATH": str(tmp_path / "커널")}

    status, out, err = run("--lang", "ko", cwd=tmp_path, **environ)

    text = out.decode("ascii")
    assert (status, err) == (1, b"")
    assert "fix   Console: ascii cannot print Korean (so this report is in English): " in text
    assert "fix   Packages missing or too old: Flask, SQLAlchemy, PyMySQL, PyJWT, pytest: `pip" in text
    assert str(folder).encode("ascii", "backslashreplace").decode() in text
    assert re.fullmatch(r"\d+ to fix\.", text.splitlines()[-1])


def test_a_machine_with_all_faults_hears_of_each_and_of_the_rest(tmp_path: Path) -> None:
    folder = kernel(tmp_path / "kernels" / "python3", b"{")
    (tmp_path / "jwt.py").touch()
    environ = {
        "PYTHONIOENCODING": "cp949",
        "PYTHONPATH": install(tmp_path / "site", "jwt", "1.3.1"),
        "JUPYTER_PATH": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "LANG": "ko_KR.UTF-8",
        **dict.fromkeys(("LC_ALL", "LC_MESSAGES"), ""),
    }

    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        status, out, err = run("--port", str(taken), cwd=tmp_path, **environ)

    *lines, last = out.decode("cp949").splitlines()
    told = "\n".join(line for line in lines if line.startswith(("fix ", "note")))
    faults = ["cp949", f"{taken}번", "Flask", "jwt 패키지", str(tmp_path / "jwt.py"), str(folder)]
    others = ["Python 3", "파일의 기본", f"쓰기 가능: {STAGE.parent}", f"쓰기 가능: {tmp_path}", "MariaDB"]
    assert (status, err) == (1, b"")
    assert [fault for fault in faults if fault not in told] == []
    assert [other for other in others if other not in "\n".join(lines)] == []
    assert last.startswith("고칠 것이 4개")


def test_files_in_the_way_of_python_itself_are_named_and_not_run(tmp_path: Path) -> None:
    stage = tmp_path / "01_hello"
    stage.mkdir()
    for module in MODULES:
        shutil.copy(STAGE / f"{module}.py", stage)
    in_the_way = [stage / "re.py", stage / "socket.py"]
    for path in in_the_way:
        path.write_text("raise RuntimeError(__file__)")

    # With what is installed, since that may be another copy of this repository.
    status, out, err = run(
        "--lang", "en", cwd=tmp_path, stage=str(stage), site="-s", PYTHONIOENCODING="utf-8"
    )

    text = out.decode()
    assert (status, err) == (1, b"")
    assert [
        path for path in in_the_way if f"fix   `import {path.stem}` finds {path} instead" not in text
    ] == []
    assert f"ok    Can write in {tmp_path}\n" in text.replace("\r", "")
    assert "could not be made" not in text
