"""Servers for exercises: a learner's own over HTTP, and a MySQL one for what a learner sends to it."""

import json
import logging
import os
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.tutor.mine import Mine

SECONDS = 10


@dataclass(frozen=True)
class Answer:
    """An answer to a request; `called` is the request as a learner would write it down."""

    called: str
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """Return the body read as JSON, or as it is if it is none."""
        try:
            return json.loads(self.text)
        except ValueError:
            return self.text


class Site:
    """A WSGI application behind a real socket."""

    def __init__(self, mine: Mine, application: Callable[..., Any]) -> None:
        self._mine = mine
        self._application = application
        self._error: Exception | None = None
        self.url = ""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Serve a request, and keep what the application raises."""
        try:
            pieces = self._application(environ, start_response)
            try:
                # A generator raises when it is read.
                return list(pieces)
            finally:
                getattr(pieces, "close", bool)()
        except Exception as error:
            self._error = error
            raise

    def ask(
        self,
        method: str,
        path: str,
        *,
        hint: str,
        expected: object = "",
        headers: dict[str, str] | None = None,
        data: object = None,
    ) -> Answer:
        """Send a request, with `data` as JSON, and return the answer; raise what the server raises."""
        shown = [method, path, *([json.dumps(data, ensure_ascii=False)] if data is not None else [])]
        shown += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self._mine.about_to("  ".join(shown), hint, expected)
        body = None if data is None else json.dumps(data).encode()
        kind = {} if data is None else {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, body, {**kind, **(headers or {})}, method=method)
        self._error = None
        try:
            response = urllib.request.urlopen(request, timeout=SECONDS)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            text = response.read().decode("utf-8", "replace")
            answer = Answer(self._mine.called, response.status, dict(response.headers), text)
        if self._error:
            raise self._error
        self._mine.called = ""
        return answer


@contextmanager
def serving(mine: Mine, application: Any) -> Iterator[Site]:
    """Serve a WSGI application on a free port of this machine."""
    # Imported here, because not all tests serve something.
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Silent(WSGIRequestHandler):
        def log(self, type: str, message: str, *args: Any) -> None:
            """Say nothing: what is printed is shown to the learner as their own."""

    # The traceback of an error in a view, which is told in another way.
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    site = Site(mine, application)
    if hasattr(application, "config"):
        application.config["PROPAGATE_EXCEPTIONS"] = True
    server = make_server("127.0.0.1", 0, site, threaded=True, request_handler=Silent)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def mysql(*statements: str, **options: Any) -> Iterator[Any]:
    """Yield a PyMySQL connection to an empty database, after some statements: create and fill tables.

    It is that of stage 3's practice server, or of the server in TUTOR_MYSQL_URL, in a database of its own.
    """
    import pymysql

    if url := os.environ.get("TUTOR_MYSQL_URL"):
        with _database_of(url) as arguments:
            yield from _connected(pymysql, statements, {**arguments, **options})
        return
    import practice_server

    with practice_server.running() as url:
        yield from _connected(pymysql, statements, {**_arguments(url), **options})


def _connected(pymysql: Any, statements: tuple[str, ...], arguments: dict[str, Any]) -> Iterator[Any]:
    connection = pymysql.connect(**arguments)
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.commit()
        yield connection
    finally:
        # A learner's code may have closed it.
        if connection.open:
            connection.close()


def _arguments(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "host": parts.hostname,
        "port": parts.port or 3306,
        "user": unquote(parts.username or "root"),
        "password": unquote(parts.password or ""),
        "database": parts.path[1:],
        "charset": "utf8mb4",
        # Getting ready for it takes longer than a whole test.
        "ssl_disabled": True,
    }


@contextmanager
def _database_of(url: str) -> Iterator[dict[str, Any]]:
    import pymysql

    name = f"tutor_{os.getpid()}"
    arguments = {**_arguments(url), "database": None}
    with pymysql.connect(**arguments) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        try:
            yield {**arguments, "database": name}
        finally:
            cursor.execute(f"DROP DATABASE {name}")
