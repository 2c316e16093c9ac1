"""Answers: rows with the names and types that MariaDB gives their columns, and its words for errors."""

import re
import sqlite3
from collections.abc import Callable
from typing import Any

from mysql_mimic import ColumnType, ResultColumn, ResultSet
from mysql_mimic.charset import CharacterSet
from sqlglot import exp

from practice.errors import PracticeError, without_emoji
from practice.kinds import merged
from practice.parse import Statement, written
from practice.sql import Words
from practice.values import Value, moment_of

WIRE = {
    "decimal": ColumnType.NEWDECIMAL,
    "date": ColumnType.DATE,
    "datetime": ColumnType.DATETIME,
    "double": ColumnType.DOUBLE,
    "int": ColumnType.LONGLONG,
}
# Whether a client can read a value that is said to be of such a type.
READ: dict[str, Callable[[Any], object]] = {"int": int, "double": float, "decimal": float}
READ |= {"date": moment_of, "datetime": moment_of}
KINDS = {int: "int", float: "double", str: "text"}


class Typed(str):
    """A text out of a column of another type."""

    kind = ""


def reader_of(kind: str) -> Callable[[bytes], Typed]:
    """Return what sqlite3 shall make of a value out of a column that is declared as `kind`text."""
    made = type(kind.title(), (Typed,), {"kind": kind})
    return lambda raw: made(raw.decode())


for kind in ("decimal", "date", "datetime"):
    sqlite3.register_converter(f"{kind}text", reader_of(kind))


def rows_of(names: list[str], rows: list[tuple[Any, ...]]) -> ResultSet:
    """Return rows whose columns are texts."""
    return ResultSet(rows, [ResultColumn(name, ColumnType.VAR_STRING) for name in names])


def result_of(statement: Statement, cursor: sqlite3.Cursor, words: Words) -> ResultSet:
    """Return the rows of a cursor, with the names and types that MariaDB gives their columns."""
    rows = cursor.fetchall()
    selects, returning = [statement.tree], statement.tree.args.get("returning")
    while isinstance(selects[0], exp.Union | exp.Subquery):
        parts = [selects[0].this, selects[0].args.get("expression")]
        selects = [part for part in parts if part] + selects[1:]
    wanted = [(returning or select).expressions for select in selects]
    if any(each.is_star for each in wanted[0]):
        refuse_calculated(statement.tree, words)
    names = [each[0] for each in cursor.description]
    kinds: list[str | None] = [None] * len(names)
    if not any(each.is_star for each in wanted[0]):
        names = names_of(statement, wanted[0])
    if not any(each.is_star for part in wanted for each in part):
        kinds = [merged(map(words.kind, column)) for column in zip(*wanted, strict=True)]
    columns = []
    for number, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        values = [row[number] for row in rows if row[number] is not None]
        columns.append(column_for(without_emoji(name), kind, values))
    return ResultSet(rows, columns)


def refuse_calculated(tree: exp.Expr, words: Words) -> None:
    """Refuse * where a sub-select calculates: of what is calculated, SQLite does not tell the type."""
    for source in tree.find_all(exp.Subquery, exp.CTE):
        for each in source.find_all(exp.Alias) if source.find_ancestor(exp.From, exp.Join, exp.With) else ():
            if not isinstance(each.this, exp.Column) and words.kind(each) in ("decimal", "date", "datetime"):
                raise PracticeError(1105, "SELECT * from what a sub-select calculates; name the columns")


def names_of(statement: Statement, wanted: list[exp.Expr]) -> list[str]:
    """Return the names of columns: their aliases, their own, or the expressions as they were written."""
    simple = (exp.Column, exp.Alias, exp.Literal, exp.Null)
    if all(isinstance(each, simple) for each in wanted):
        return [each.alias_or_name or "NULL" for each in wanted]
    names = []
    for each, text in zip(wanted, written(statement), strict=True):
        if isinstance(each, exp.Introducer):
            each = each.expression
        own = isinstance(each, exp.Column | exp.Alias | exp.Literal)
        names.append(each.alias_or_name if own else text.strip("()") if isinstance(each, exp.Paren) else text)
    return names


def column_for(name: str, kind: str | None, values: list[Value]) -> ResultColumn:
    """Return the description of a column that holds such values."""
    if any(isinstance(value, bytes) for value in values):
        return ResultColumn(name, ColumnType.BLOB, CharacterSet.binary)
    # What SQLite returns may differ from row to row, as in a UNION.
    found = {value.kind if isinstance(value, Typed) else KINDS.get(type(value)) for value in values}
    if kind == "int" and "double" in found:
        raise PracticeError(1105, f"so large a number, {values[0]!r}")
    if kind != "text" and (found - {"text"} or kind is None):
        kind = merged({*found, kind} - {"text"} if "text" not in found or kind else found)
    try:
        for value in values:
            READ.get(kind or "", str)(value)
    except ValueError:
        raise PracticeError(1105, f"{value!r} in a column of the type {kind}") from None
    return ResultColumn(name, WIRE.get(kind or "", ColumnType.VAR_STRING))


# How SQLite words an error, and MariaDB's number for it.
WORDS = [
    (r"wrong number of arguments to function (?:my_)?(\w+)", 1582),
    (r"misuse of aggregate()", 1111),
    (r"SELECTs to the left and right of()", 1222),
    (r"user-defined aggregate's 'step'()", 1242),
    (r"table one_row has \d+ values for 1 columns()", 1241),
]
CLAUSES = {"where": "WHERE", "group": "GROUP BY", "having": "HAVING", "order": "ORDER BY", "joins": "ON"}


def in_mariadbs_words(message: str, tree: exp.Expr) -> PracticeError:
    """Return the error that MariaDB would have for one of SQLite's."""
    if found := re.match(r"(no such column|ambiguous column name): (.+)", message):
        clause = clause_of(found[2], tree)
        return PracticeError(1054 if found[1].startswith("no") else 1052, found[2], clause)
    for pattern, number in WORDS:
        if found := re.match(pattern, message):
            return PracticeError(number, found[1])
    return PracticeError(1105, message)


def clause_of(name: str, tree: exp.Expr) -> str:
    """Return the clause of a statement in which a column is named."""
    for part, clause in CLAUSES.items():
        inside = tree.args.get(part)
        trees = inside if isinstance(inside, list) else [inside] if inside else []
        if any(
            ".".join(filter(None, (column.table, column.name))) == name
            for each in trees
            for column in each.find_all(exp.Column)
        ):
            return clause
    return "SET" if isinstance(tree, exp.Update) else "SELECT"
