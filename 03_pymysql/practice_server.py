"""A server for whoever has installed no MySQL: it speaks MySQL's protocol, and keeps its rows in SQLite.

    uv run python 03_pymysql/practice_server.py
    uv run python 03_pymysql/practice_server.py --port 3306

The protocol is the work of the library mysql-mimic. This file is the server: it
lets clients in, and answers each statement as MariaDB does. What a statement
means is in the folder practice, from session.py on.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from mysql_mimic import auth
from mysql_mimic.connection import Connection
from mysql_mimic.constants import DEFAULT_SERVER_CAPABILITIES
from mysql_mimic.control import LocalControl
from mysql_mimic.results import ResultSet
from mysql_mimic.stream import MysqlStream
from mysql_mimic.types import Capabilities, ServerStatus
from mysql_mimic.utils import nonce
from practice.definitions import Catalogue
from practice.errors import PracticeError
from practice.session import PracticeSession

CAPABILITIES = DEFAULT_SERVER_CAPABILITIES | Capabilities.CLIENT_FOUND_ROWS | Capabilities.CLIENT_TRANSACTIONS
CAPABILITIES &= ~Capabilities.CLIENT_QUERY_ATTRIBUTES
WHAT_IT_IS_NOT = """\
It is for practice. What MariaDB has, and this has not:
  - room for several writers: one transaction writes, all others wait for it;
  - locks on rows, READ UNCOMMITTED, and an unchanged view after one's own first write;
  - users and rights: there is only root, without a password;
  - procedures, triggers, views, window functions, calculating with dates;
  - much else: what it cannot do, it refuses with error 1105;
  - data that stay: all is gone when you press Ctrl-C."""


class NoPassword(auth.NativePasswordAuthPlugin):
    """Knows one user, root, who has no password."""

    async def auth(self, auth_info: auth.AuthInfo | None = None) -> auth.AuthState:
        """Ask for name and password; what is sent for the password is empty if there is none."""
        auth_info = auth_info or (yield nonce(20) + b"\0")
        given = bool(auth_info.data)
        if auth_info.username == "root" and not given:
            yield auth.Success("root")
        else:
            error = PracticeError(1045, auth_info.username, "127.0.0.1", "YES" if given else "NO")
            yield auth.Forbidden(error.message)


class Identities(auth.IdentityProvider):
    """Asks everybody in that way."""

    def get_plugins(self) -> list[auth.AuthPlugin]:
        """Return the ways to log in."""
        return [NoPassword()]

    async def get_user(self, username: str) -> auth.User:
        """Return a user for every name, so that all are refused in the same way."""
        return auth.User(name=username, auth_plugin=NoPassword.name)


class PracticeConnection(Connection):
    """A connection that tells the client what the library leaves out: counts, numbers, states, errors."""

    session: PracticeSession

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # Without it, PyMySQL believes that autocommit is off already, and never turns it off.
        self.status_flags = ServerStatus.SERVER_STATUS_AUTOCOMMIT

    async def authenticate(self, username: str, auth_response: bytes, **options: Any) -> None:
        """Let root in without a password, and nobody else; then choose the database."""
        self.session.found_rows = Capabilities.CLIENT_FOUND_ROWS in self.capabilities
        if username == "root" and not auth_response and self.session.database:
            # Asked before the library tells the client that it is in.
            await self.session.use(self.session.database)
        await super().authenticate(username=username, auth_response=auth_response, **options)
        if self.session.username is None:
            # The library would go on with a client whom it has refused.
            raise ConnectionAbortedError

    async def handle_query(self, data: bytes) -> None:
        """Answer one statement; bytes that are no text pass through, as a blob needs it."""
        result = await self.query(data.decode(self.client_charset.codec, "surrogateescape"), {})
        if result:
            await self.write_text_resultset(result)
        else:
            await self.stream.write(self.ok())

    async def query(self, sql: str, query_attrs: dict[str, str]) -> ResultSet:
        """Run a statement; afterwards the flags tell the state of its transaction."""
        try:
            return await self.session.handle_query(sql, query_attrs)
        except (PracticeError, asyncio.CancelledError):
            raise
        except Exception as error:
            raise PracticeError(1105, f"{type(error).__name__}: {error}") from error
        finally:
            on = self.session.variables.get("autocommit")
            flags = ServerStatus.SERVER_STATUS_AUTOCOMMIT if on else ServerStatus(0)
            if self.session.explicit or self.session.writing:
                flags |= ServerStatus.SERVER_STATUS_IN_TRANS
            self.status_flags = flags

    def ok(self, **words: Any) -> bytes:
        """Return an OK packet that says how many rows, and which number was given."""
        if not words:
            words = {"affected_rows": self.session.affected_rows, "last_insert_id": self.session.insert_id}
        return super().ok(**words)

    def error(self, **words: Any) -> bytes:
        """Return an error packet with MariaDB's number."""
        message = words.get("msg")
        return message.packet() if isinstance(message, PracticeError) else super().error(**words)


async def talk(catalogue: Catalogue, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serve one client until it goes, is killed, or sends what is not MySQL's protocol."""
    session = PracticeSession(catalogue)
    connection = PracticeConnection(
        stream=MysqlStream(reader, writer),
        session=session,
        control=LocalControl(),
        identity_provider=Identities(),
        server_capabilities=CAPABILITIES,
    )
    connection.connection_id = session.connection_id = next(catalogue.numbers)
    catalogue.clients[session.connection_id] = connection.kill
    try:
        # What is cancelled when the server stops is no error, either.
        with suppress(Exception, asyncio.CancelledError):
            await connection.start()
    finally:
        del catalogue.clients[session.connection_id]
        await session.close()
        writer.close()


async def serve(folder: Path, port: int, ready: Callable[[int], None], stop: asyncio.Event) -> None:
    """Serve on 127.0.0.1 until `stop` is set; `ready` is told the port."""
    # Errors are answered to the client; the library would write them to the console, too.
    logging.getLogger("mysql_mimic").setLevel(logging.CRITICAL)
    catalogue = Catalogue(folder / "practice.sqlite3")
    with closing(catalogue.connect()) as connection:
        connection.execute("CREATE TABLE `lock` (held)")
    server = await asyncio.start_server(partial(talk, catalogue), "127.0.0.1", port)
    ready(server.sockets[0].getsockname()[1])
    await stop.wait()
    server.close()


@contextmanager
def running(port: int = 0) -> Iterator[str]:
    """Run a server in a thread, yield its URL as SQLAlchemy writes it, and remove its data; raise OSError."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    started: Future[int] = Future()

    def run() -> None:
        with tempfile.TemporaryDirectory(prefix="practice-", ignore_cleanup_errors=True) as folder:
            try:
                with asyncio.Runner(loop_factory=lambda: loop) as runner:
                    runner.run(serve(Path(folder), port, started.set_result, stop))
            except Exception as error:
                started.set_exception(error)

    thread = threading.Thread(target=run, name="practice server", daemon=True)
    thread.start()
    try:
        yield f"mysql+pymysql://root@127.0.0.1:{started.result()}/test"
    finally:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(stop.set)
        thread.join()


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description="A practice server that speaks MySQL's protocol.")
    parser.add_argument("--port", type=int, default=0, help="the port; without it, one that is free")
    port = parser.parse_args().port
    try:
        with running(port) as url:
            print(f"Practice server at  {url}")
            print(WHAT_IT_IS_NOT, flush=True)
            # In steps, because Windows hands Ctrl-C over only between two waits.
            while True:
                time.sleep(1)
    except KeyboardInterrupt:
        print("\nGone.")
    except (OSError, OverflowError) as error:
        reason = str(error).rstrip(".")
        sys.exit(f"Port {port} cannot be used: {reason}. Take another, or leave --port out.")


if __name__ == "__main__":
    main()
