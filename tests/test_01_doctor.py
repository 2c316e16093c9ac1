"""The machine check as a whole: what it runs on, in which language it reports, and how it ends."""

import ast
import os
import re
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

STAGE = Path(__file__).parent.parent / "01_hello"
MODULES = ["doctor", "machine_checks", "package_checks"]


def run(*arguments: str, cwd: Path, **environ: str) -> tuple[int, bytes, bytes]:
    """Run the program without installed packages; return its status and what it wrote."""
    done = subprocess.run(
        [sys.executable, "-S", str(STAGE / "doctor.py"), *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": "", "PYTHONSAFEPATH": "", **environ},
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
    findings = list(doctor.examine(8000, "utf-8", (3, 7, 16)))

    assert findings[0].level == "fix"
    assert len(findings) > 1
    assert [one for one in findings if re.search("failed|Packages|Port|kernel", one.english)] == []


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
    assert findings[-1] != failed


@pytest.mark.parametrize(
    ("asked", "encoding", "environ", "system", "language"),
    [
        pytest.param(None, "utf-8", {"LANG": "ko_KR.UTF-8"}, "", "ko", id="LANG"),
        pytest.param(None, "utf-8", {"LANGUAGE": "ko"}, "", "ko", id="LANGUAGE"),
        pytest.param(None, "utf-8", {"LC_MESSAGES": "ko_KR", "LANG": "en_US"}, "", "ko", id="LC_MESSAGES"),
        pytest.param(None, "utf-8", {"LC_ALL": "en_US", "LANG": "ko_KR"}, "", "en", id="LC_ALL"),
        pytest.param(None, "utf-8", {"LC_ALL": "", "LANG": "ko_KR"}, "", "ko", id="empty LC_ALL"),
        pytest.param(None, "utf-8", {}, "Korean_Korea.949", "ko", id="Windows"),
        pytest.param(None, "utf-8", {"LANG": "kok_IN"}, "", "en", id="Konkani"),
        pytest.param(None, "utf-8", {}, "C", "en", id="nothing"),
        pytest.param("en", "utf-8", {"LANG": "ko_KR"}, "", "en", id="asked for English"),
        pytest.param("ko", "utf-8", {"LANG": "en_US"}, "", "ko", id="asked for Korean"),
        pytest.param(None, "cp949", {"LANG": "ko_KR.EUC-KR"}, "", "ko", id="cp949"),
        pytest.param("ko", "ascii", {}, "", "en", id="asked for what ascii has not"),
    ],
)
def test_the_language_is_the_users_if_the_console_has_it(
    asked: str | None, encoding: str, environ: dict[str, str], system: str, language: str
) -> None:
    assert doctor.choose_language(asked, encoding, environ, system) == language


def test_the_report_begins_each_line_with_its_mark_and_ends_with_the_sum() -> None:
    note, fix = Finding("note", "d", "라"), Finding("fix", "b\nc", "나\n다")
    findings = [Finding("ok", "a", "가"), fix, note]

    assert doctor.report(findings, "en") == "ok    a\nfix   b c\nnote  d\n1 to fix."
    assert doctor.report(findings, "ko") == "ok    가\nfix   나 다\nnote  라\n고칠 것이 1개 있습니다."
    assert doctor.report([note], "en") == "note  d\nNothing to fix."
    assert doctor.report([note], "ko") == "note  라\n고칠 것이 없습니다."


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

    assert f"invalid port_number value: '{port}'" in capsys.readouterr().err


def test_the_exit_status_agrees_with_the_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    status = doctor.main(["--lang", "en"])

    last = capsys.readouterr().out.splitlines()[-1]
    assert (status, last == "Nothing to fix.") in [(0, True), (1, False)]


def test_with_nothing_installed_an_ascii_console_is_told_in_ascii_what_to_do(tmp_path: Path) -> None:
    folder = kernel(tmp_path / "커널" / "kernels" / "python3", b"{")
    environ = {"PYTHONIOENCODING": "ascii", "JUPYTER_PATH": str(tmp_path / "커널")}

    status, out, err = run("--lang", "ko", cwd=tmp_path, **environ)

    text = out.decode("ascii")
    assert (status, err) == (1, b"")
    assert "fix   Console: ascii " in text
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
