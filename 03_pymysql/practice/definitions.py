"""CREATE, DROP, ALTER and TRUNCATE: the tables in SQLite, and what MariaDB knows of them."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlglot import exp

from practice.errors import PracticeError
from practice.functions import register
from practice.tables import NOW, Column, Table, ticked
from practice.values import MOMENTS, Value, stored


@dataclass
class Catalogue:
    """What all clients share: one SQLite file, and the databases and tables in it."""

    path: Path
    databases: dict[str, dict[str, Table]] = field(default_factory=lambda: {"test": {}})
    # Who is connected, by number, with what ends the connection.
    clients: dict[int, Callable[[], None]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def connect(self) -> sqlite3.Connection:
        """Return a connection to the file."""
        connection = sqlite3.connect(
            self.path,
            timeout=0,
            isolation_level=None,
            detect_types=sqlite3.PARSE_DECLTYPES,
            check_same_thread=False,
        )
        register(connection)
        # Whoever loses power loses a throw-away database: no need to wait for the disk.
        for pragma in ("journal_mode = WAL", "synchronous = OFF", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def change(session: Any, tree: exp.Expr) -> None:
    """Change the tables, in SQLite and in the catalogue."""
    kind = (tree.args.get("kind") or "TABLE").upper()
    known = {"this", "kind", "exists", "tables", "properties", "expressions", "actions", "unique"}
    unknown = [part for part, value in tree.args.items() if value and part not in known]
    if isinstance(tree, exp.TruncateTable) and not unknown:
        for table in map(session.find, tree.expressions):
            truncate(session, table)
    elif kind == "DATABASE" and not unknown:
        name = (tree.this if isinstance(tree, exp.Create) else tree.args["tables"][0]).name
        change_database(session, name, isinstance(tree, exp.Create), bool(tree.args.get("exists")))
    elif kind == "TABLE" and isinstance(tree, exp.Create) and tree.find(exp.Schema) and not unknown:
        create_table(session, tree)
    elif isinstance(tree, exp.Create) and kind == "INDEX" and not unknown:
        index = tree.this
        columns = [each.this.name for each in index.args["params"].args["columns"]]
        table = session.find(index.args["table"])
        add_key(session, table, index.name, columns, bool(tree.args.get("unique")))
    elif isinstance(tree, exp.Drop) and kind == "TABLE" and not unknown:
        drop_tables(session, tree.args["tables"], bool(tree.args.get("exists")))
    elif isinstance(tree, exp.Alter) and len(tree.args["actions"]) == 1:
        alter(session, session.find(tree.this), tree.args["actions"][0])
    else:
        raise PracticeError(1105, tree.sql("mysql")[:80])


def create_table(session: Any, tree: exp.Create) -> None:
    """Create a table; what its definition refers to must be there."""
    named, databases = tree.this.this, session.catalogue.databases
    database = named.db or session.database or ""
    if database not in databases:
        raise PracticeError(1049, database) if database else PracticeError(1046)
    if named.name in databases[database]:
        if not tree.args.get("exists"):
            raise PracticeError(1050, named.name)
        return
    table = Table.of(database, tree)
    for column in table.columns:
        check_default(column, table)
    for foreign in table.foreign_keys:
        parent = table if foreign.parent == table.name else databases[database].get(foreign.parent)
        keys = [names[: len(foreign.columns)] for _, names, _ in parent.keys] if parent else []
        if session.variable("foreign_key_checks") and foreign.parent_columns not in keys:
            raise PracticeError(1005, database, table.name)
    for statement in table.sqlite_statements():
        session.sqlite.execute(statement)
    databases[database][table.name] = table


def check_default(column: Column, table: Table) -> Value:
    """Return the value that a column has by default; raise PracticeError 1067 if it cannot hold it."""
    if column.default is None or column.default == NOW:
        return str(datetime.now().replace(microsecond=0)) if column.default else None
    try:
        value = stored(column.default, column, table, 1)
    except PracticeError:
        raise PracticeError(1067, column.name) from None
    if column.type == "decimal":
        column.default = str(value)
    return value


def parents_of(session: Any, table: Table) -> set[str]:
    """Return the names of the tables to which others than this one refer."""
    others = [each for each in session.catalogue.databases[table.database].values() if each is not table]
    return {foreign.parent for each in others for foreign in each.foreign_keys}


def truncate(session: Any, table: Table) -> None:
    """Empty a table, and begin at number 1 again."""
    if session.variable("foreign_key_checks") and table.name in parents_of(session, table):
        raise PracticeError(1105, "TRUNCATE of a table to which another refers")
    session.sqlite.execute(f"DELETE FROM {ticked(table.full_name)}")
    table.next_id = 1


def add_key(session: Any, table: Table, name: str, columns: list[str], unique: bool) -> None:
    """Add an index to a table that is there."""
    if missing := [each for each in columns if not table.column(each)]:
        raise PracticeError(1072, missing[0])
    if any(key[0] == name for key in table.keys):
        raise PracticeError(1061, name)
    listed, here = ticked(*columns), ticked(table.full_name)
    filled = " AND ".join(f"{ticked(each)} IS NOT NULL" for each in columns)
    twins = f"SELECT {listed} FROM {here} WHERE {filled} GROUP BY {listed} HAVING COUNT(*) > 1"
    if unique and (found := session.sqlite.execute(twins).fetchone()):
        raise PracticeError(1062, "-".join(map(str, found)), name or columns[0])
    table.add_key(name, columns, unique)
    session.sqlite.execute(table.sqlite_statements()[-1])


def alter(session: Any, table: Table, action: exp.Expr) -> None:
    """Run ALTER TABLE: a new column, or one that goes."""
    if isinstance(action, exp.ColumnDef):
        return add_column(session, table, action)
    if not isinstance(action, exp.Drop) or action.args["kind"] != "COLUMN":
        raise PracticeError(1105, f"ALTER TABLE {table.name} {action.sql('mysql')[:60]}")
    name = action.args["tables"][0].name
    if not (column := table.column(name)):
        raise PracticeError(1091, "COLUMN", name)
    if any(column.name in names for _, names, _ in table.keys):
        raise PracticeError(1105, "dropping a column that is in a key")
    session.sqlite.execute(f"ALTER TABLE {ticked(table.full_name)} DROP COLUMN {ticked(column.name)}")
    table.columns.remove(column)


def change_database(session: Any, name: str, create: bool, forgiving: bool) -> None:
    """Create or drop a database."""
    databases = session.catalogue.databases
    if create == (name in databases):
        if not forgiving:
            raise PracticeError(1007 if create else 1008, name)
    elif create:
        databases[name] = {}
        session.affected_rows = 1
    else:
        session.sqlite.execute("PRAGMA defer_foreign_keys = ON")
        for table in databases.pop(name).values():
            session.sqlite.execute(f"DROP TABLE {ticked(table.full_name)}")
        session.database = None if session.database == name else session.database


def drop_tables(session: Any, names: list[exp.Table], forgiving: bool) -> None:
    """Drop tables, unless others refer to them."""
    tables, missing = [], []
    for named in names:
        try:
            tables.append(session.find(named))
        except PracticeError:
            missing.append(f"{named.db or session.database}.{named.name}")
    if missing and not forgiving:
        raise PracticeError(1105 if tables else 1051, ",".join(missing))
    for table in tables:
        others = session.catalogue.databases[table.database]
        if session.variable("foreign_key_checks") and table.name in parents_of(session, table):
            raise PracticeError(1451, "")
        session.sqlite.execute(f"DROP TABLE {ticked(table.full_name)}")
        del others[table.name]


def add_column(session: Any, table: Table, tree: exp.ColumnDef) -> None:
    """Add a column to a table; rows that are there get the default."""
    rules = {type(each.kind) for each in tree.constraints}
    known = {exp.NotNullColumnConstraint, exp.DefaultColumnConstraint, exp.CommentColumnConstraint}
    column = Column.of(tree, table.collation)
    if tree.args.get("position") or rules - known:
        raise PracticeError(1105, "a new column that is not the last one, or has a key")
    if table.column(column.name):
        raise PracticeError(1060, column.name)
    value = check_default(column, table)
    if value is None and not column.nullable:
        if column.type in MOMENTS:
            raise PracticeError(1105, "a new date that is NOT NULL and has no DEFAULT")
        empty = 0 if column.declared in ("INTEGER", "REAL") or column.type == "decimal" else ""
        value = stored(empty, column, table, 1)
    here, name = ticked(table.full_name), ticked(column.name)
    session.sqlite.execute(f"ALTER TABLE {here} ADD COLUMN {name} {column.declared}")
    session.sqlite.execute(f"UPDATE {here} SET {name} = ?", [value])
    table.columns.append(column)
