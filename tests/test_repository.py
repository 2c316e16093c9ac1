"""The house itself: its folders, module names, languages and files."""

import importlib.util
import re
import tomllib

from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.stages import ROOT, STAGES, modules, tracked

FOLDERS = [
    *("01_hello", "02_decorators", "03_pymysql", "04_sqlalchemy", "05_jwt", "06_full_app"),
    *("notebooks", "tests"),
]
PACKAGE = ROOT / "06_full_app" / "account_book"
CATALOGUE = PACKAGE / "translations" / "ko" / "LC_MESSAGES" / "messages.po"


def test_the_eight_folders_are_the_whole_top_level() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in tracked() if path.parent != ROOT}

    assert sorted(folder for folder in folders if not folder.startswith(".")) == FOLDERS


def test_each_module_of_a_stage_is_the_one_that_is_imported() -> None:
    paths = [path for path in tracked() if path.suffix == ".py" and re.match(r"0\d_", path.parent.name)]

    found = {path: importlib.util.find_spec(path.stem) for path in paths}

    assert paths
    assert {path: spec and spec.origin for path, spec in found.items()} == {path: str(path) for path in paths}


def test_no_module_of_a_stage_is_called_like_a_package_of_any_group() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    packages = {package["name"].replace("-", "_") for package in lock["package"]} - {"account_book"}

    ours = {name.partition(".")[0] for stage in (*STAGES, "notebooks") for name in modules(stage)}

    assert ours & packages == set()


def test_each_readme_is_there_in_both_languages() -> None:
    english = {path for path in tracked() if path.name == "README.md"}

    assert {path.with_name("README.ko.md") for path in english} <= set(tracked())


def test_what_a_korean_windows_reads_as_cp949_is_ascii() -> None:
    names = {"pyproject.toml", ".editorconfig", ".gitattributes", "requirements.txt"}
    read = [path for path in tracked() if path.name in names]

    assert {path.name for path in read} == names
    assert [path for path in read if not path.read_bytes().isascii()] == []


def test_the_readme_has_the_two_commands_in_both_languages() -> None:
    fences = [
        re.findall(r"```\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
        for name in ("README.md", "README.ko.md")
    ]

    assert fences[0] == fences[1] == ["pip install uv && uv run account-book\n", "uv run pytest\n"]


def test_every_message_is_translated() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="ko")

    missing = [message.id for message in catalogue if message.id and not all(_texts(message.string))]

    assert missing == []
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []


def _texts(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, (tuple, list)) else (str(string),)


def test_every_message_of_the_code_is_in_the_catalogue() -> None:
    with CATALOGUE.open("rb") as file:
        known = {_texts(message.id)[0] for message in read_po(file, locale="ko")}
    calls = re.compile(r"""(?:\bN_|\b_|\bn?gettext)\(\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)')""")

    used = {
        (double or single).replace('\\"', '"')
        for path in PACKAGE.rglob("*")
        if path.suffix in {".py", ".html"}
        for double, single in calls.findall(path.read_text(encoding="utf-8"))
    }

    assert len(used) > 150
    assert used - known == set()


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    with CATALOGUE.open("rb") as file:
        source = read_po(file, locale="ko")
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)

    sides = [
        {_texts(message.id): _texts(message.string) for message in side if message.id}
        for side in (source, compiled)
    ]

    assert sides[0] == sides[1], "run in 06_full_app/account_book: pybabel compile -d translations"


def test_nothing_is_loaded_from_the_network() -> None:
    pattern = re.compile(r"""(?:src|href)\s*=\s*["']https?://|@import[^;]*https?://|url\(\s*["']?https?://""")

    found = [
        path.name
        for path in tracked()
        if path.suffix in {".html", ".css", ".js"} and pattern.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []
