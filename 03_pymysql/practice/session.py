"""One client's conversation with the practice server: its transactions, its settings, its statements."""

import re
import sqlite3
from datetime import datetime

from mysql_mimic import ResultSet
from mysql_mimic.session import BaseSession
from sqlglot import exp

from practice.definitions import Catalogue, change
from practice.errors import PracticeError
from practice.parse import QUERIES, Statement, parse
from practice.results import in_mariadbs_words, result_of
from practice.show import show
from practice.sql import Words
from practice.tables import Table, ticked
from practice.transactions import VERSION, Transactions
from practice.values import Value, stored
from practice.writes import WritingWords

WRITES = (exp.Insert, exp.Update, exp.Delete)
DEFINITIONS = (exp.Create, exp.Drop, exp.Alter, exp.TruncateTable)
SAVEPOINT = re.compile(
    r"\s*(SAVEPOINT|RELEASE\s+SAVEPOINT|ROLLBACK\s+TO)\s+(?:SAVEPOINT\s+)?`?(\w+)`?\s*;?\s*$", re.IGNORECASE
)
SNAPSHOT = re.compile(r"\s*START\s+TRANSACTION\s+WITH\s+CONSISTENT\s+SNAPSHOT\s*;?\s*", re.IGNORECASE)


class PracticeSession(Transactions, BaseSession):
    """What the server knows of one client."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        super().__init__(catalogue.connect())
        self.username: str | None = None
        self.database: str | None = None
        self.connection_id = 0
        self.found_rows = False
        # What the last statement did: rows it changed, and numbers it gave to them or was given.
        self.affected_rows = self.changed_rows = self.insert_id = self.generated_id = self.given_id = 0
        self.last_insert_id = self.row_count = 0
        self.failure: PracticeError | None = None
        self.target: Table | None = None
        self.last_stored: dict[str, Value] = {}
        self.sqlite.create_function("my_store", 3, self.store)
        self.sqlite.create_function("my_change", 3, self.change)
        self.sqlite.create_function("my_id", 1, self.give_id)

    async def close(self) -> None:
        """Roll back what was not committed."""
        self.sqlite.close()

    async def use(self, database: str) -> None:
        """Choose a database."""
        if database not in self.catalogue.databases:
            raise PracticeError(1049, database)
        self.database = database

    # Functions that SQLite calls back

    def store(self, number: int, value: Value, row: int) -> Value:
        """Return a value as its column holds it."""
        assert self.target
        column = self.target.columns[number]
        try:
            self.last_stored[column.name] = result = stored(value, column, self.target, row)
        except PracticeError as error:
            # SQLite will only tell that a function has raised one.
            self.failure = error
            raise
        return result

    def change(self, value: Value, changed: int, number: int) -> Value:
        """Count a row that ON DUPLICATE KEY UPDATE changes as two, and one that stays the same as none."""
        self.changed_rows += 1 if changed else 0 if self.found_rows else -1
        # The number that was meant for a new row is of no use; the client is told that of the old one.
        self.generated_id, self.given_id = 0, number
        return value

    def give_id(self, value: Value) -> int:
        """Return the next number of AUTO_INCREMENT, or the one that is given; none is given twice."""
        assert self.target
        if value in (None, 0):
            number = self.target.next_id
            self.generated_id = self.generated_id or number
        else:
            self.given_id = number = int(value)
        self.target.next_id = max(self.target.next_id, number + 1)
        self.last_stored["PRIMARY"] = number
        return number

    def find(self, tree: exp.Table) -> Table:
        """Return the table that a statement names."""
        database = tree.db or self.database
        if not database:
            raise PracticeError(1046)
        if table := self.catalogue.databases.get(database, {}).get(tree.name):
            return table
        if database.lower() in ("information_schema", "mysql", "performance_schema", "sys"):
            raise PracticeError(1105, f"the database {database}")
        raise PracticeError(1146, f"{database}.{tree.name}")

    def look_up(self, name: str) -> Value:
        """Return a variable @@name, or a function NAME() about the session; None if there is none."""
        if name.startswith("@@"):
            return self.variable(name[2:])
        now = datetime.now().replace(microsecond=0)
        known: dict[str, Value] = {
            "NOW()": str(now),
            "CURDATE()": str(now.date()),
            "DATABASE()": self.database or "",
            "VERSION()": VERSION,
            "USER()": f"{self.username}@127.0.0.1",
            "CURRENT_USER()": f"{self.username}@127.0.0.1",
            "CONNECTION_ID()": self.connection_id,
            "LAST_INSERT_ID()": self.last_insert_id,
            "ROW_COUNT()": self.row_count,
            "FOUND_ROWS": int(self.found_rows),
        }
        return known.get(name)

    # Statements

    async def handle_query(self, sql: str, attrs: dict[str, str]) -> ResultSet:
        """Run one statement, and return its rows; none, if it has no columns."""
        self.row_count, self.affected_rows = self.affected_rows, 0
        self.changed_rows = self.insert_id = self.generated_id = self.given_id = 0
        self.failure = None
        if word := SAVEPOINT.match(sql):
            await self.savepoint(word[1].upper(), word[2])
        elif SNAPSHOT.fullmatch(sql):
            self.begin(snapshot=True)
        else:
            tree, tokens = parse(sql)
            if isinstance(tree, QUERIES):
                statement = Statement(sql, tokens, tree)
                return await (self.write if isinstance(tree, WRITES) else self.read)(statement)
            if isinstance(tree, exp.Show | exp.Describe):
                return show(self, tree)
            if tree:
                await self.command(sql, tree)
        return ResultSet([], [])

    async def command(self, sql: str, tree: exp.Expr) -> None:
        """Run a statement that has no rows."""
        if isinstance(tree, DEFINITIONS):
            await self.define(tree)
        elif isinstance(tree, exp.Transaction) and not tree.args.get("modes"):
            self.begin()
        elif isinstance(tree, exp.Commit | exp.Rollback) and not any(tree.args.values()):
            self.end(tree.key.upper())
        elif isinstance(tree, exp.Use):
            await self.use(tree.this.name)
        elif isinstance(tree, exp.Set):
            self.set(tree, sql)
        elif isinstance(tree, exp.Kill) and tree.name.isdecimal() and not tree.args.get("kind"):
            if not (end := self.catalogue.clients.get(int(tree.name))):
                raise PracticeError(1094, tree.name)
            end()
        elif isinstance(tree, exp.Alias | exp.Column):
            # One word, or two, that are no statement.
            raise PracticeError(1064, sql.strip()[:80], 1)
        else:
            raise PracticeError(1105, " ".join(sql.split())[:80])

    async def savepoint(self, word: str, name: str) -> None:
        """Run SAVEPOINT, RELEASE SAVEPOINT or ROLLBACK TO; outside of a transaction it does nothing."""
        if word == "SAVEPOINT":
            if self.autocommit:
                return
            await self.lock()
        try:
            self.sqlite.execute(f"{word} {ticked(name)}")
        except sqlite3.OperationalError:
            raise PracticeError(1305, "SAVEPOINT", name) from None

    async def read(self, statement: Statement) -> ResultSet:
        """Run a SELECT."""
        words = Words(self.find, self.look_up)
        in_sqlite = words.write(statement)
        await self.view(statement.tree.args.get("locks") or [])
        try:
            result = result_of(statement, self.run(in_sqlite, words, statement.tree), words)
        finally:
            if self.autocommit:
                self.commit()
        self.affected_rows = len(result.rows)
        return result

    async def write(self, statement: Statement) -> ResultSet:
        """Run an INSERT, UPDATE or DELETE."""
        words, tree = WritingWords(self.find, self.look_up), statement.tree
        in_sqlite = words.write(statement)
        self.target = words.target(tree)
        self.last_stored = {}
        await self.lock()
        try:
            cursor = self.run(in_sqlite, words, tree)
            returned = cursor.description is not None
            result = result_of(statement, cursor, words) if returned else ResultSet([], [])
        except BaseException:
            if self.autocommit:
                self.roll_back()
            raise
        self.affected_rows = len(result.rows) if returned else max(0, cursor.rowcount) + self.changed_rows
        if isinstance(tree, exp.Insert) and self.affected_rows:
            self.last_insert_id = self.generated_id or self.last_insert_id
            self.insert_id = self.generated_id or self.given_id
        if self.autocommit:
            self.commit()
        return result

    def run(self, sql: str, words: Words, tree: exp.Expr) -> sqlite3.Cursor:
        """Run a statement in SQLite, and return its cursor; raise PracticeError in MariaDB's words."""
        try:
            return self.sqlite.execute(sql, words.parameters)
        except sqlite3.IntegrityError as error:
            raise self.broken_rule(str(error), tree) from None
        except (sqlite3.Error, OverflowError) as error:
            raise self.failure or in_mariadbs_words(str(error), tree) from None

    def broken_rule(self, message: str, tree: exp.Expr) -> PracticeError:
        """Return the error for a key that was violated."""
        assert self.target
        table = self.target
        if message.startswith("UNIQUE"):
            broken = re.findall(r"\.([^.,]+)(?:,|$)", message)
            name = next((name for name, columns, _ in table.keys if columns == broken), "?")
            values = [self.last_stored.get(each, self.last_stored.get("PRIMARY")) for each in broken]
            return PracticeError(1062, "-".join(map(str, values)), name)
        all_tables = self.catalogue.databases[table.database].values()
        all_keys = [(child, foreign) for child in all_tables for foreign in child.foreign_keys]
        children = [(child, foreign) for child, foreign in all_keys if foreign.parent == table.name]
        adds = isinstance(tree, exp.Insert) or (isinstance(tree, exp.Update) and not children)
        child, foreign = (table, table.foreign_keys[0]) if adds else children[0]
        return PracticeError(1452 if adds else 1451, child.told(foreign))

    async def define(self, tree: exp.Expr) -> None:
        """Run CREATE, DROP, ALTER or TRUNCATE; as in MariaDB, it ends the transaction."""
        self.commit()
        await self.lock()
        before = {name: dict(tables) for name, tables in self.catalogue.databases.items()}
        try:
            change(self, tree)
        except BaseException:
            self.catalogue.databases = before
            self.roll_back()
            raise
        self.commit()
