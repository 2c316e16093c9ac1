"""Each notebook is that of its source, and runs from its first cell to its last."""

import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import terminal
from tests.notebooks.conftest import Runs
from tests.notebooks.jupyter import make_decks, make_notebooks, nbformat, run_notebook
from tests.notebooks.stored import FOLDER, LANGUAGES, NAMES, path_of
from tests.stages import committed


def test_the_notebooks_are_those_of_their_sources() -> None:
    wanted = make_notebooks.notebooks()

    other = [path for path, text in wanted.items() if committed(path) != text]
    assert other == [], "uv run --group notebooks python notebooks/make_notebooks.py, then commit"
    stored = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*.ipynb")}
    assert stored == {f"{language}/{name}.ipynb" for language in LANGUAGES for name in NAMES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_it_runs_and_complains_about_nothing(name: str, language: str, runs: Runs) -> None:
    notebook = runs.of(name, language)

    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []


LESS = """\
import figures, local_mariadb
figures.KOREAN_FONTS = ()
local_mariadb.find_mariadbd = lambda: None"""


def test_without_mariadb_and_without_a_korean_font_it_goes_on_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MYSQL_URL", raising=False)
    notebook = nbformat.reads(committed(path_of("placeholders", "ko")), as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(LESS))

    # In a thread of its own: where a browser is open, this one has a loop that runs already.
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(run_notebook.run, notebook, tmp_path).result()

    outputs = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    printed = "".join(output.text for output in outputs if output.output_type == "stream")
    assert "한글 글꼴이 없어" in printed
    assert "MariaDB-practice" in printed
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    assert [output for output in outputs if "figures" in output.get("metadata", {})]


def test_without_a_kernel_the_deck_shows_the_code_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "ipykernel_launcher.py").write_text("raise SystemExit('broken')", encoding="utf-8")
    environment = dict(os.environ) | {"PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"}

    said, status = terminal.run(
        [sys.executable, str(Path(make_decks.__file__)), str(tmp_path / "decks")], tmp_path, environment
    )

    assert status == 0, said
    assert said.count("The kernel does not start") == 1
    assert "Traceback" not in said
    page = (tmp_path / "decks" / "talk.en.html").read_text(encoding="utf-8")
    assert page.count("jp-CodeCell") > 20
    assert "jp-OutputArea-child" not in page


def test_a_kernel_that_is_not_there_is_named() -> None:
    trouble = run_notebook.kernel_trouble("python9")

    assert re.match(r"There is no kernel 'python9': .*\n.* ipykernel install", trouble)


def test_a_kernel_whose_python_is_gone_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "kernels" / "old"
    folder.mkdir(parents=True)
    spec = {"argv": [str(tmp_path / "gone")], "display_name": "old", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))

    assert run_notebook.kernel_trouble("old").startswith("The kernel does not start (")
