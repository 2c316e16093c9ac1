"""Backup and restore, the same file for SQLite and MariaDB, so that one can become the other.

A gzip of lines: a header, then each table's name and rows as JSON arrays, and
a last line with a hash, without which nothing is restored.
"""

import base64
import gzip
import hashlib
import os
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, MetaData, column, func, insert, select, table, text

from account_book import home
from account_book.db import Database

FORMAT = "account-book-backup/1"
_BATCH = 1000

Progress = Callable[[int], object]


class BadBackup(ValueError):
    """Raised if a file is no whole backup; nothing was changed then."""


class NotEmpty(RuntimeError):
    """Raised if a restore would overwrite somebody's data."""


def size(database: Database) -> int:
    """Return how many rows a backup will have."""
    with database.reading() as connection:
        return sum(
            connection.scalar(select(func.count()).select_from(one)) or 0 for one in _tables(connection)
        )


def write(database: Database, path: Path, progress: Progress = lambda rows: None) -> int:
    """Write all tables, as they are at one moment, to `path`; return the number of rows.

    The file appears when it is whole, and only its owner can read it.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(handle, "wb") as raw,
            gzip.GzipFile("", "wb", 6, raw) as file,
            database.reading() as connection,
        ):
            digest, rows = hashlib.sha256(), 0
            for line in _lines(connection):
                file.write(line)
                digest.update(line)
                rows += line.startswith(b"[")
                if rows % _BATCH == 0:
                    progress(rows)
            file.write(_json({"end": rows, "sha256": digest.hexdigest()}))
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return rows


def _lines(connection: Connection) -> Iterator[bytes]:
    tables = _tables(connection)
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    yield _json({"format": FORMAT, "revision": revision, "made_at": datetime.now(UTC)})
    for one in tables:
        names = [str(each.name) for each in one.columns]
        yield _json({"table": str(one.name), "columns": names})
        # Without types, the drivers' own values: what goes in again needs no conversion.
        bare = table(one.name, *map(column, names))
        statement = select(bare).order_by(*(bare.c[key.name] for key in one.primary_key))
        for row in connection.execution_options(yield_per=_BATCH).execute(statement):
            yield _json([_plain(value) for value in row])


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat(sep=" ", timespec="microseconds")
        case date():
            return value.isoformat()
        case bytes():
            return {"base64": base64.b64encode(value).decode()}
    return value


def read(path: Path) -> dict[str, Any]:
    """Return the header and the number of rows of a whole backup; raise BadBackup for anything else."""
    digest, rows, header, line = hashlib.sha256(), 0, None, b""
    try:
        with gzip.open(path, "rb") as file:
            for following in file:
                if line:
                    digest.update(line)
                    rows += line.startswith(b"[")
                    header = header or msgspec.json.decode(line)
                line = following
        end = msgspec.json.decode(line)
        if not isinstance(header, dict) or header.get("format") != FORMAT:
            raise BadBackup(f"{path} is no backup of this program.")
        revision = str(header.get("revision"))
        if end != {"end": rows, "sha256": digest.hexdigest()}:
            raise BadBackup(f"{path} is not whole, or was changed.")
    except (OSError, EOFError, zlib.error, msgspec.DecodeError) as error:
        raise BadBackup(f"{path} is no whole backup: {error}") from None
    if revision > home.head():
        raise BadBackup(f"{path} was made by a newer account-book. Upgrade the program.")
    return {**header, "rows": rows}


def restore(database: Database, path: Path, *, replace: bool, progress: Progress = lambda rows: None) -> int:
    """Put a backup's rows in place of all that is there; return their number.

    Raises BadBackup before anything is touched, NotEmpty if somebody has data
    here and `replace` is not set. On SQLite it is one transaction; MySQL ends
    one at each DROP TABLE, so if the machine fails there, restore again.
    """
    # Imported here, because serving must not wait for Alembic: see `Home.open`.
    from account_book import migrate

    header = read(path)
    with database.engine.begin() as connection:
        present = _tables(connection)
        used = any(
            one.name == "user" and connection.scalar(select(func.count()).select_from(one)) for one in present
        )
        if used and not replace:
            raise NotEmpty("There is data here already.")
        _without_key_checks(connection)
        for one in reversed(present):
            one.drop(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        migrate.upgrade_on(connection, header["revision"])
        _without_key_checks(connection)
        _load(connection, path, progress)
        migrate.upgrade_on(connection)
        if connection.dialect.name != "sqlite":
            connection.execute(text("SET foreign_key_checks = 1"))
    return int(header["rows"])


def _load(connection: Connection, path: Path, progress: Progress) -> None:
    target, batch, rows = None, [], 0
    with gzip.open(path, "rb") as file:
        for line in file:
            value = msgspec.json.decode(line)
            if isinstance(value, list):
                batch.append([_driver_value(each) for each in value])
                rows += 1
            if target is not None and batch and (len(batch) == _BATCH or isinstance(value, dict)):
                names = [each.name for each in target.columns]
                connection.execute(insert(target), [dict(zip(names, row, strict=True)) for row in batch])
                batch.clear()
                progress(rows)
            if isinstance(value, dict) and "table" in value:
                target = table(value["table"], *map(column, value["columns"]))


def _driver_value(value: Any) -> Any:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value


def _tables(connection: Connection) -> list[Any]:
    found = MetaData()
    found.reflect(connection)
    return [one for one in found.sorted_tables if one.name != "alembic_version"]


def _without_key_checks(connection: Connection) -> None:
    """Let rows come in any order: SQLite checks at COMMIT, MySQL not at all (they were checked before)."""
    sqlite = connection.dialect.name == "sqlite"
    connection.execute(text("PRAGMA defer_foreign_keys = ON" if sqlite else "SET foreign_key_checks = 0"))


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value) + b"\n"
