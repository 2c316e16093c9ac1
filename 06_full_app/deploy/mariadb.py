"""A MariaDB server on 127.0.0.1: its folder, its start and its end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pymysql

from deploy.kept import Failed, Keeper
from deploy.programs import Program, find, last_words, require

# What mariadb-install-db would feed to the server, without needing it.
# Up to MariaDB 11.4 the names begin with mysql_, from 11.8 on with mariadb_.
SYSTEM_TABLES = (
    "{}_system_tables.sql",
    "{}_performance_tables.sql",
    "{}_system_tables_data.sql",
    "maria_add_gis_sp_bootstrap.sql",
    "{}_sys_schema.sql",
)
DATABASE = "account_book"
ROOM = 256 * 1024 * 1024
"""Bytes that a new folder of tables may take while it is made."""
# Small, because each node of a cluster has its own, and they are copied.
SIZES = ("--innodb-log-file-size=32M", "--innodb-buffer-pool-size=128M", "--max-connections=200")


def missing() -> list[str]:
    """Return the packages that are not installed."""
    return [] if find("mariadbd") else ["mariadb-server"]


def program() -> Path:
    """Return the server's program; raise Failed if this machine has none."""
    require(missing())
    return Path(str(find("mariadbd"))).resolve()


def system_tables() -> list[Path]:
    """Return the SQL files that came with the server, in their order."""
    for above in program().parents:
        for folder in ("share/mysql", "share/mariadb", "share"):
            for prefix in ("mariadb", "mysql"):
                files = [above / folder / name.format(prefix) for name in SYSTEM_TABLES]
                if all(file.is_file() for file in files):
                    return files
    raise Failed(f"The SQL files that belong to {program()} are missing; install mariadb-server again.")


def make_tables(folder: Path, user: str | None) -> None:
    """Make the system tables and an empty database in a new folder; its root needs no password."""
    made = f"create database mysql;\ncreate database {DATABASE} character set utf8mb4 collate utf8mb4_bin;\n"
    first = made.encode() + b"use mysql;\nSET @auth_root_socket=NULL;\n"
    folder.mkdir()
    give(folder, user)
    # For root, and nobody else, there is a user to become.
    identity: dict[str, Any] = {"user": user, "extra_groups": []} if user else {}
    done = subprocess.run(
        [
            *(str(program()), "--no-defaults", f"--datadir={folder}", f"--tmpdir={folder}", *SIZES),
            *("--enforce-storage-engine=", "--bootstrap", "--skip-networking"),
        ],
        input=first + b"\n".join(file.read_bytes() for file in system_tables()),
        capture_output=True,
        **identity,
    )
    if done.returncode:
        raise Failed(f"MariaDB could not make its tables: {last_words(done.stderr.decode(errors='replace'))}")


@contextmanager
def scratch(user: str | None) -> Iterator[Path]:
    """Give a folder that is gone afterwards; in memory if there is room, because tables cost many fsyncs."""
    memory = Path("/dev/shm")  # noqa: S108
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    with tempfile.TemporaryDirectory(prefix="book-", dir=memory if roomy else None) as name:
        give(Path(name), user)
        yield Path(name)


def place(model: Path, folder: Path, user: str | None) -> None:
    """Copy a folder of tables to its place, where it is whole or not at all."""
    made = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(model, made, ignore=shutil.ignore_patterns("galera.cache"))
    give(made, user)
    made.rename(folder)


def give(folder: Path, user: str | None) -> None:
    """Let `user` own a folder and all that is in it."""
    if user:
        for path in [folder, *folder.rglob("*")]:
            shutil.chown(path, user, user)


class Server(Program):
    """One MariaDB server."""

    def __init__(self, keeper: Keeper, name: str, folder: Path, port: int, user: str | None) -> None:
        super().__init__(keeper, name, folder.with_name(f"{name}.log"), port, user)
        self.folder = folder

    @property
    def url(self) -> str:
        """The database's URL for the account book."""
        return f"mysql+pymysql://root@127.0.0.1:{self.port}/{DATABASE}"

    def command(self, *more: str) -> list[str]:
        """Return the command that starts it."""
        return [
            *(str(program()), "--no-defaults", f"--datadir={self.folder}", f"--tmpdir={self.folder}", *SIZES),
            f"--socket={self.folder / 's'}",
            f"--pid-file={self.folder / 'pid'}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--character-set-server=utf8mb4",
            *more,
        ]

    def launch(self, *more: str) -> None:
        """Start it, on its folder if it is there, and do not wait until it is ready."""
        if not self.folder.exists():
            with scratch(self.user) as made:
                make_tables(made / "model", self.user)
                place(made / "model", self.folder, self.user)
        super().launch(*more)

    @contextmanager
    def connected(self, seconds: float = 2) -> Iterator["pymysql.connections.Connection[Any]"]:
        """Give a connection of its own, as root."""
        connection = pymysql.connect(
            host="127.0.0.1",
            port=self.port,
            user="root",
            autocommit=True,
            connect_timeout=max(1, int(seconds)),
            read_timeout=seconds,
        )
        with closing(connection):
            yield connection

    def ask(self, sql: str, seconds: float = 2) -> Sequence[Sequence[Any]]:
        """Return the rows that a statement gives."""
        with self.connected(seconds) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            rows: Sequence[Sequence[Any]] = cursor.fetchall()
            return rows

    def is_ready(self) -> bool:
        """Return whether it answers questions now."""
        try:
            self.ask("SELECT 1")
        except pymysql.MySQLError:
            return False
        return True
