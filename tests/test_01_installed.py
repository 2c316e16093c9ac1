"""What a package brought is read from the records of the environment."""

import re
import runpy
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

import installed
import pytest
from packaging.utils import canonicalize_name

from tests.stages import ROOT


def install(folder: Path, name: str, content: bytes, *requirements: str) -> None:
    """Put a distribution with one file into a folder."""
    (folder / f"{name}.py").write_bytes(content)
    records = folder / f"{name}-1.0.dist-info"
    records.mkdir()
    needs = "".join(f"Requires-Dist: {line}\n" for line in requirements)
    (records / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{needs}")
    (records / "RECORD").write_text(f"{name}.py,,\nnot_there.py,,\n")


def test_flask_brought_what_the_talk_counts() -> None:
    packages = installed.brought(distribution("Flask"))

    names = {str(canonicalize_name(name)) for name in packages}
    assert names >= {"flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "click", "blinker"}
    assert min(map(installed.size, packages.values())) > 1024


def test_extras_are_left_out_and_a_circle_comes_to_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "hen", b"", "egg>=1.0", "missing; sys_platform == 'plan9'", 'fox; extra == "wild"')
    install(tmp_path, "egg", b"", "shell~=1.0")
    install(tmp_path, "shell", b"", "Hen (>=1.0)")
    install(tmp_path, "fox", b"")
    monkeypatch.syspath_prepend(tmp_path)
    asked: list[str] = []

    def look_up(name: str) -> Distribution:
        asked.append(name)
        assert len(asked) < 100, "in a circle"
        return distribution(name)

    monkeypatch.setattr(installed, "distribution", look_up)
    assert list(installed.brought(distribution("hen"))) == ["hen", "egg", "shell"]


def test_a_size_counts_the_files_that_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "goose", b"12345")
    monkeypatch.syspath_prepend(tmp_path)

    assert installed.size(distribution("goose")) == 5


def test_the_list_has_a_line_for_each_package_and_their_number(capsys: pytest.CaptureFixture[str]) -> None:
    installed.main("Flask")

    *lines, last = capsys.readouterr().out.splitlines()
    assert last == f"{len(lines)} packages"
    assert re.fullmatch(r"Flask +3\.\S+ +[1-9]\d* KiB  needs blinker, .*Werkzeug.*", lines[0])
    assert [line for line in lines if re.match(r"markupsafe .* needs nothing else$", line, re.IGNORECASE)]


def test_the_case_of_a_name_does_not_matter(capsys: pytest.CaptureFixture[str]) -> None:
    installed.main("jinja2")
    small = capsys.readouterr().out
    installed.main("JINJA2")

    assert small.endswith("2 packages\n")
    assert small == capsys.readouterr().out


@pytest.mark.parametrize("name", ["no-such-package", "", "a b"])
def test_a_package_that_is_missing_can_be_installed(name: str) -> None:
    with pytest.raises(SystemExit) as caught:
        installed.main(name)

    assert caught.value.code == f"{name} is not installed here. Install it with: pip install {name}"


@pytest.mark.parametrize(("arguments", "first"), [([], "Flask "), (["click"], "click ")])
def test_installed_tells_of_flask_unless_asked_for_another(
    arguments: list[str], first: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["installed.py", *arguments])

    runpy.run_path(str(ROOT / "01_hello" / "installed.py"), run_name="__main__")

    assert capsys.readouterr().out.startswith(first)
