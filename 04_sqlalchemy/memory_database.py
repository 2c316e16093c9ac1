"""A database in memory belongs to one connection: on a second one, it is empty.

    uv run python 04_sqlalchemy/memory_database.py

The talk creates its tables in `sqlite:///:memory:`. That looks well as long as
one thread does everything, because SQLAlchemy keeps one connection per thread
for such a database (SingletonThreadPool). A server answers in other threads.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

from models import Base
from sqlalchemy import Engine, QueuePool, StaticPool, create_engine, inspect

MEMORY = "sqlite:///:memory:"
# All connections of this process that say this share one memory, until the last of them is closed.
SHARED = "sqlite:///file::memory:?cache=shared&uri=true"


def engines(folder: Path) -> Iterator[tuple[str, Engine]]:
    """Yield engines in which the tables were created, and a name for each; close them afterwards."""
    ways: dict[str, tuple[str, dict[str, Any]]] = {
        "as in the talk": (MEMORY, {}),
        "QueuePool, as for servers": (MEMORY, {"poolclass": QueuePool}),
        "cure: a file": (f"sqlite:///{folder / 'book.sqlite3'}", {}),
        # One connection, and so one transaction: a rollback here takes away what others wrote.
        "cure for tests: StaticPool": (MEMORY, {"poolclass": StaticPool}),
        "cure: a shared cache": (SHARED, {}),
    }
    for name, (url, options) in ways.items():
        # For :memory:, sqlite3 would forbid another thread to use a connection, and even to close it.
        engine = create_engine(url, connect_args={"check_same_thread": False}, **options)
        Base.metadata.create_all(engine)
        try:
            yield name, engine
        finally:
            engine.dispose()


def tables(engine: Engine) -> list[str]:
    """Return the names of the tables that a connection sees."""
    with engine.connect() as connection:
        return inspect(connection).get_table_names()


def three_looks(engine: Engine) -> list[list[str]]:
    """Return what a connection sees, and meanwhile a second one, and one of another thread."""
    seen: list[list[str]] = []
    # As a server has a thread for each request.
    thread = Thread(target=lambda: seen.append(tables(engine)))
    with engine.connect() as first:
        seen.append(inspect(first).get_table_names())
        seen.append(tables(engine))
        thread.start()
        thread.join()
    return seen


if __name__ == "__main__":
    print("Tables are seen by          the first  a second  another thread's connection")
    with tempfile.TemporaryDirectory() as name:
        for way, engine in engines(Path(name)):
            first, second, other = map(len, three_looks(engine))
            print(f"{way:27} {first:9}  {second:8}  {other:14}  ({type(engine.pool).__name__})")
