"""The settings and the transactions of one client: all write to one SQLite file, one at a time."""

import asyncio
import sqlite3
import time

from mysql_mimic.errors import MysqlError
from mysql_mimic.variables import SYSTEM_VARIABLES, GlobalVariables, SessionVariables
from sqlglot import exp

from practice.errors import PracticeError
from practice.values import Value

VERSION = "10.11.0-MariaDB-practice"
MODE = "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION"
VARIABLES = GlobalVariables(
    SYSTEM_VARIABLES
    | {
        "version": (str, VERSION, False),
        "version_comment": (str, "practice server, SQLite", False),
        "tx_isolation": (str, "REPEATABLE-READ", True),
        "innodb_lock_wait_timeout": (int, 50, True),
        "lock_wait_timeout": (int, 86400, True),
        "foreign_key_checks": (int, 1, True),
        "sql_mode": (str, MODE, True),
        "time_zone": (str, "SYSTEM", True),
    }
)
# Those in which nobody would notice that a change has no effect.
FIXED = ("sql_mode", "time_zone")
LEVELS = ("REPEATABLE-READ", "READ-COMMITTED", "SERIALIZABLE")
POLL_SECONDS = 0.005


class Transactions:
    """What a client has set, and the transaction in which it is."""

    def __init__(self, sqlite: sqlite3.Connection) -> None:
        self.sqlite = sqlite
        self.variables = SessionVariables(VARIABLES)
        # Whether this transaction may write, and whether what it has read must not change.
        self.writing = self.sharing = self.explicit = False

    @property
    def autocommit(self) -> bool:
        """Return whether each statement is a transaction of its own."""
        return not self.explicit and bool(self.variables.get("autocommit"))

    def variable(self, name: str) -> Value:
        """Return a system variable."""
        try:
            value = self.variables.get_variable("tx_isolation" if name == "transaction_isolation" else name)
        except MysqlError:
            raise PracticeError(1193, name) from None
        return int(value) if isinstance(value, bool) else value

    def set(self, tree: exp.Set, sql: str) -> None:
        """Run SET: variables, NAMES, and the isolation level."""
        for item in tree.expressions:
            kind = item.args.get("kind")
            if kind == "NAMES":
                for name in ("client", "connection", "results"):
                    charset = "utf8mb4" if item.name == "DEFAULT" else item.name
                    self.variables.set(f"character_set_{name}", charset)
            elif kind == "TRANSACTION":
                words = item.expressions[0].name.partition("ISOLATION LEVEL ")
                if sql.split()[1].upper() != "SESSION" or not words[1] or len(item.expressions) > 1:
                    raise PracticeError(1105, "SET TRANSACTION other than SESSION ... ISOLATION LEVEL")
                self.set_variable("tx_isolation", words[2].replace(" ", "-"))
            else:
                left, right = item.this.this, item.this.expression
                if "GLOBAL" in (kind, left.text("kind").upper()) or isinstance(left, exp.Parameter):
                    raise PracticeError(1105, f"SET {item.sql('mysql')}")
                text = right.name if not isinstance(right, exp.Boolean) else str(int(right.this))
                self.set_variable(left.name.lower(), text)

    def set_variable(self, name: str, text: str) -> None:
        """Set a variable; autocommit that is turned on commits."""
        old = self.variable(name)
        value = {"ON": "1", "TRUE": "1", "OFF": "0", "FALSE": "0"}.get(text.upper(), text)
        name = "tx_isolation" if name == "transaction_isolation" else name
        if name == "autocommit" and value not in ("0", "1"):
            raise PracticeError(1231, name, text)
        if (name in FIXED and value != old) or (name == "tx_isolation" and value not in LEVELS):
            raise PracticeError(1105, f"{name} = {text}")
        self.variables.set(name, int(value) if value.isdecimal() else value)
        if name == "autocommit" and value == "1":
            self.commit()
        if name == "foreign_key_checks":
            if self.writing:
                raise PracticeError(1105, "foreign_key_checks in a transaction")
            self.end("COMMIT")
            self.sqlite.execute(f"PRAGMA foreign_keys = {int(value)}")

    def begin(self, snapshot: bool = False) -> None:
        """Begin a transaction; what it sees is fixed by its first SELECT, or at once."""
        self.commit()
        self.explicit = True
        if snapshot:
            self.sqlite.execute("BEGIN")
            self.sqlite.execute("SELECT * FROM `lock`")

    async def view(self, locks: list[exp.Lock]) -> None:
        """Prepare for a SELECT: fix what the transaction sees, or wait for those who write."""
        level = self.variable("tx_isolation")
        if any(lock.args.get("update") for lock in locks):
            return await self.lock()
        if self.writing:
            return
        if locks or (level == "SERIALIZABLE" and not self.autocommit):
            if not self.sharing:
                # Once nobody writes, what is read is the newest.
                await self.lock()
                self.sqlite.execute("COMMIT")
                self.writing, self.sharing = False, not self.autocommit
        elif level == "READ-COMMITTED" and self.sqlite.in_transaction and not self.sharing:
            self.sqlite.execute("COMMIT")
        if not self.autocommit and not self.sqlite.in_transaction:
            self.sqlite.execute("BEGIN")

    async def lock(self) -> None:
        """Take the one lock for writing; wait for it as long as MariaDB waits for a row."""
        if self.writing:
            return
        if self.sqlite.in_transaction and not self.sharing:
            # InnoDB, too, changes the newest rows, and not those that the transaction saw.
            self.sqlite.execute("COMMIT")
        # In a transaction that holds what it has read, SQLite itself tells whether that is still so.
        attempt = "DELETE FROM `lock`" if self.sqlite.in_transaction else "BEGIN IMMEDIATE"
        deadline = time.monotonic() + float(self.variable("innodb_lock_wait_timeout") or 0)
        while True:
            try:
                self.sqlite.execute(attempt)
            except sqlite3.OperationalError as error:
                # In InnoDB, the one who writes now would be waiting for what we hold.
                if self.sharing or error.sqlite_errorcode == sqlite3.SQLITE_BUSY_SNAPSHOT:
                    self.roll_back()
                    raise PracticeError(1213) from None
                if time.monotonic() > deadline:
                    raise PracticeError(1205) from None
                await asyncio.sleep(POLL_SECONDS)
            else:
                self.writing = True
                return

    def commit(self) -> None:
        """End the transaction."""
        self.end("COMMIT")

    def roll_back(self) -> None:
        """End the transaction, and undo it."""
        self.end("ROLLBACK")

    def end(self, word: str) -> None:
        """End the transaction, if there is one."""
        if self.sqlite.in_transaction:
            self.sqlite.execute(word)
        self.writing = self.sharing = self.explicit = False
