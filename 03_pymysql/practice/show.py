"""SHOW and DESCRIBE: what MariaDB tells about its databases, tables and settings."""

import re
from typing import Any

from mysql_mimic import ResultSet
from sqlglot import exp

from practice.errors import PracticeError
from practice.results import rows_of
from practice.tables import Table, ticked


def show(session: Any, tree: exp.Expr) -> ResultSet:
    """Answer SHOW and DESCRIBE."""
    if isinstance(tree, exp.Describe) and not isinstance(tree.this, exp.Table):
        raise PracticeError(1105, "EXPLAIN")
    what = "COLUMNS" if isinstance(tree, exp.Describe) else tree.name.upper()
    like = tree.args.get("like")

    def fits(name: str) -> bool:
        pattern = re.escape(like.name).replace("%", ".*").replace("_", ".") if like else ".*"
        return bool(re.fullmatch(pattern, name, re.IGNORECASE))

    database = tree.text("db") or session.database or ""
    if what == "DATABASES":
        return rows_of(
            ["Database"],
            [(name,) for name in sorted(["information_schema", *session.catalogue.databases]) if fits(name)],
        )
    if what == "TABLES":
        if database not in session.catalogue.databases:
            raise PracticeError(1049, database) if database else PracticeError(1046)
        full = bool(tree.args.get("full"))
        names = [
            (name, "BASE TABLE")[: 1 + full]
            for name in sorted(session.catalogue.databases[database])
            if fits(name)
        ]
        pattern = f" ({like.name})" if like else ""
        return rows_of([f"Tables_in_{database}{pattern}", "Table_type"][: 1 + full], names)
    if what == "VARIABLES":
        values = [(name, session.variable(name)) for name in sorted(session.variables) if fits(name)]
        return rows_of(
            ["Variable_name", "Value"],
            [(name, "ON" if name == "autocommit" and value else str(value)) for name, value in values],
        )
    if what in ("COLUMNS", "CREATE TABLE"):
        named = tree.this if isinstance(tree, exp.Describe) else exp.table_(tree.text("target"), db=database)
        table = session.find(named)
        if tree.args.get("full"):
            raise PracticeError(1105, "SHOW FULL COLUMNS")
        if what == "CREATE TABLE":
            return rows_of(["Table", "Create Table"], [(table.name, create_statement(table))])
        return rows_of(
            ["Field", "Type", "Null", "Key", "Default", "Extra"],
            [row for row in description(table) if fits(str(row[0]))],
        )
    raise PracticeError(1105, f"SHOW {what}")


def description(table: Table) -> list[tuple[object, ...]]:
    """Return the rows of DESCRIBE."""
    rows: list[tuple[object, ...]] = []
    for column in table.columns:
        roles = [
            "PRI" if name == "PRIMARY" else "UNI" if unique and len(columns) == 1 else "MUL"
            for name, columns, unique in table.keys
            if column.name == columns[0] or (name == "PRIMARY" and column.name in columns)
        ]
        role = min(roles, key=["PRI", "UNI", "MUL"].index, default="")
        extra = "auto_increment" if column.auto_increment else ""
        null = "YES" if column.nullable else "NO"
        rows.append((column.name, column.described, null, role, column.default, extra))
    return rows


def create_statement(table: Table) -> str:
    """Return what SHOW CREATE TABLE prints."""
    lines = [column.definition(table.collation) for column in table.columns]
    for name, columns, unique in sorted(table.keys, key=lambda key: (key[0] != "PRIMARY", not key[2])):
        kind = "PRIMARY KEY" if name == "PRIMARY" else f"{'UNIQUE ' * unique}KEY {ticked(name)}"
        lines.append(f"{kind} ({ticked(*columns).replace(', ', ',')})")
    lines += [foreign.definition() for foreign in table.foreign_keys]
    number = f" AUTO_INCREMENT={table.next_id}" if table.next_id > 1 else ""
    charset = table.collation.split("_")[0]
    tail = f"ENGINE=InnoDB{number} DEFAULT CHARSET={charset} COLLATE={table.collation}"
    return f"CREATE TABLE {ticked(table.name)} (\n  " + ",\n  ".join(lines) + f"\n) {tail}"
