"""What stage 03 says is laborious is counted: the same server by hand and with the ORM."""

import ast
import re
from pathlib import Path

import pytest
from models import Base

from tests.readmes import sections
from tests.stages import ROOT

BY_HAND = ROOT / "03_pymysql" / "pymysql_book.py"
WITH_ORM = ROOT / "04_sqlalchemy" / "sqlalchemy_book.py"
README = ROOT / "03_pymysql" / "README.md"
SQL = re.compile(r"(?:SELECT|INSERT|UPDATE|DELETE)\b")
COLUMNS = {column.name for table in Base.metadata.tables.values() for column in table.columns}


def count(code: str) -> list[int]:
    """Count what the rows of the table are about, in their order."""
    tree = ast.parse(code)
    statements = [text for text in strings(tree) if SQL.match(text)]
    words = [word for sql in statements for word in re.findall(r"\w+", sql)]
    nodes = list(ast.walk(tree))
    return [
        len(statements),
        sum(sql.count("%s") for sql in statements),
        sum(word in COLUMNS for word in words),
        # ER.DUP_ENTRY, which is 1062.
        len(
            {
                node.attr
                for node in nodes
                if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "ER"
            }
        ),
        sum(isinstance(node, ast.Attribute) and node.attr == "commit" for node in nodes),
        lines_of_code(code, tree),
    ]


def strings(tree: ast.Module) -> list[str]:
    """Return the texts of a program; those that stand side by side are one."""
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def lines_of_code(code: str, tree: ast.Module) -> int:
    """Count the lines without blank ones, comments and docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        line
        for node in ast.walk(tree)
        if isinstance(node, documented) and ast.get_docstring(node) is not None
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    return sum(
        bool(line.strip()) and not line.strip().startswith("#") and number not in docstrings
        for number, line in enumerate(code.splitlines(), 1)
    )


def table(readme: Path) -> tuple[str, list[list[int]]]:
    """Return the head of the table with counts for both files, and the numbers in its rows."""
    [lines] = [
        [line for line in section.prose if line.startswith("|")]
        for section in sections(readme)
        if any(line.startswith("|") and BY_HAND.name in line for line in section.prose)
    ]
    head, _, *rows = lines
    return head, [[int(cell) for cell in row.split("|")[2:-1]] for row in rows]


@pytest.mark.parametrize("language", ["README.md", "README.ko.md"])
def test_the_table_says_what_is_counted(language: str) -> None:
    head, rows = table(README.with_name(language))
    counted = [count(path.read_text(encoding="utf-8")) for path in (BY_HAND, WITH_ORM)]

    assert head.index(BY_HAND.name) < head.index(WITH_ORM.name)
    assert rows == [list(row) for row in zip(*counted, strict=True)]


def test_each_kind_is_counted() -> None:
    code = '''
"""A docstring with SELECT memo
on two lines."""

# connection.commit()
sql = (
    "SELECT entries.memo"
    " FROM entries WHERE day = %s AND amount < %s"
)
run("SELECTED", "a memo")
if error.args[0] in {ER.DUP_ENTRY, ER.DUP_ENTRY}:
    connection().commit()
'''

    assert count(code) == [1, 2, 3, 1, 1, 7]
