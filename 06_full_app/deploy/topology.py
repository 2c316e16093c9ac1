"""The picture of the talk, as processes of this machine: a web server, application servers, a database."""

import os
import string
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from deploy import galera, mariadb, ports
from deploy.kept import Failed, Keeper, ordinary_user
from deploy.programs import Program, find, require

HERE = Path(__file__).parent
TEMPLATE = HERE / "nginx.conf.template"
RESTART_SECONDS = 2.0
"""How long an ended program stays away, if the topology looks after it."""
LOST_SECONDS = 20.0
"""How long all nodes may be there and none take writes, until they are made to."""

# What stands around the template when nobody else has set nginx up.
_NGINX = """\
daemon off;
worker_processes 2;
pid $FOLDER/nginx.pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
    include /etc/nginx/mime.types;
    client_body_temp_path $FOLDER/body;
    proxy_temp_path $FOLDER/proxy;
    fastcgi_temp_path $FOLDER/fastcgi;
    uwsgi_temp_path $FOLDER/uwsgi;
    scgi_temp_path $FOLDER/scgi;
    include $FOLDER/account-book.conf;
}
"""


def missing(nodes: int) -> list[str]:
    """Return the packages that are not installed, for one database or a cluster of them."""
    return [*([] if find("nginx") else ["nginx"]), *(galera.missing() if nodes > 1 else mariadb.missing())]


def answers(url: str) -> bool:
    """Return whether an address answers with success."""
    with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
        return bool(answer.status == 200)
    return False


class AppServer(Program):
    """The account book itself, on a port of its own."""

    def __init__(
        self, keeper: Keeper, name: str, folder: Path, settings: Mapping[str, str], workers: int
    ) -> None:
        super().__init__(keeper, name, folder / f"{name}.log", ports.free()[0])
        self.workers = workers
        self.settings = settings

    @property
    def url(self) -> str:
        """Its own address, behind the web server's back."""
        return f"http://127.0.0.1:{self.port}"

    def command(self, *more: str) -> list[str]:
        """Return the command that starts it."""
        return [
            sys.executable,
            "-m",
            "account_book",
            "--port",
            str(self.port),
            "--workers",
            str(self.workers),
            *more,
        ]

    def environment(self) -> Mapping[str, str]:
        """Return the starter's environment, with these settings and none of its own account book's."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("ACCOUNT_BOOK_")}
        return {**own, **self.settings}

    def is_ready(self) -> bool:
        """Return whether it answers, and its database does."""
        return answers(f"{self.url}/healthz")


class WebServer(Program):
    """nginx, in front of the application servers."""

    def __init__(self, keeper: Keeper, folder: Path, port: int, app_ports: Sequence[int]) -> None:
        super().__init__(keeper, "nginx", folder / "nginx.log", port, ordinary_user())
        self.folder = folder / "nginx"
        self.app_ports = app_ports

    @property
    def url(self) -> str:
        """The address to open."""
        return f"http://127.0.0.1:{self.port}"

    def command(self, *more: str) -> list[str]:
        """Return the command that starts it, with its configuration written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        upstream = " ".join(f"server 127.0.0.1:{port} max_fails=0;" for port in self.app_ports)
        told = {
            "LISTEN": f"127.0.0.1:{self.port}",
            "APP_SERVERS": upstream,
            "ACCESS_LOG": str(self.folder / "access.log"),
            "FOLDER": str(self.folder),
        }
        text = TEMPLATE.read_text(encoding="utf-8")
        # Only these names: nginx has variables of its own.
        ours = string.Template(text).safe_substitute(told)
        (self.folder / "account-book.conf").write_text(ours, encoding="utf-8")
        (self.folder / "nginx.conf").write_text(string.Template(_NGINX).substitute(told), encoding="utf-8")
        mariadb.give(self.folder, self.user)
        return [
            str(find("nginx")),
            "-p",
            str(self.folder),
            "-c",
            str(self.folder / "nginx.conf"),
            "-e",
            "stderr",
            *more,
        ]

    def is_ready(self) -> bool:
        """Return whether an application server answers through it."""
        return answers(f"{self.url}/healthz")


class Topology:
    """All of it: `url`, `web`, `apps`, `nodes`; a context manager that starts it and removes it again.

    With `restart`, what has ended is started again, as `restart: unless-stopped` of
    Docker does; `stop()` of a program is for good, `kill()` is not. Without a
    folder the data is temporary.
    """

    def __init__(
        self,
        *,
        apps: int = 2,
        nodes: int = 3,
        workers: int = 1,
        tuned: bool = False,
        port: int | None = None,
        folder: Path | None = None,
        restart: bool = False,
        tell: Callable[[str], None] = lambda said: None,
    ) -> None:
        require(missing(nodes))
        self.keeper = Keeper(folder)
        try:
            self.folder = self.keeper.folder
            self.cluster = (
                galera.Cluster(self.keeper, self.folder / "databases", nodes, tuned=tuned)
                if nodes > 1
                else None
            )
            self.nodes: list[mariadb.Server] = (
                [*self.cluster.nodes] if self.cluster else [self._one_database()]
            )
            self.database_url = self.cluster.url if self.cluster else self.nodes[0].url
            settings = {
                "ACCOUNT_BOOK_DATA": str(self.folder / "account-book"),
                "ACCOUNT_BOOK_DATABASE_URL": self.database_url,
                "ACCOUNT_BOOK_PROXIES": "1",
            }
            self.apps = [
                AppServer(self.keeper, f"app{number}", self.folder, settings, workers)
                for number in range(1, apps + 1)
            ]
            self.web = WebServer(
                self.keeper, self.folder, port or ports.free()[0], [app.port for app in self.apps]
            )
        except BaseException:
            self.keeper.close()
            raise
        self._tell = tell
        self._closing = threading.Event()
        self._nurse = threading.Thread(target=self._look_after, daemon=True) if restart else None

    def _one_database(self) -> mariadb.Server:
        folder = self.folder / "databases" / "mariadb"
        folder.parent.mkdir(parents=True, exist_ok=True)
        return mariadb.Server(self.keeper, "mariadb", folder, ports.free()[0], ordinary_user())

    @property
    def url(self) -> str:
        """The address to open in a browser."""
        return self.web.url

    @property
    def programs(self) -> list[Program]:
        """All programs, those first that the others need."""
        return [*self.nodes, *self.apps, self.web]

    def start(self) -> None:
        """Start everything, and return when the web server answers."""
        if self.cluster:
            self.cluster.start()
        else:
            self.nodes[0].start()
        for app in self.apps:
            app.launch()
        for app in self.apps:
            app.wait_until_ready()
        self.web.start()
        if self._nurse:
            self._nurse.start()

    def _look_after(self) -> None:
        served = time.monotonic()
        while not self._closing.wait(RESTART_SECONDS):
            for program in self.programs:
                try:
                    if program.wanted and not program.runs:
                        program.launch()
                        self._tell(f"{program.name} had ended; it is started again, pid {program.pid}.")
                except Failed as error:
                    self._tell(f"{program.name}: {error}")
            if not self.cluster or any(node.is_ready() for node in self.nodes if node.wanted):
                served = time.monotonic()
            elif time.monotonic() - served > LOST_SECONDS and all(node.wanted for node in self.nodes):
                self._begin_again(self.cluster)
                served = time.monotonic()

    def _begin_again(self, cluster: galera.Cluster) -> None:
        """Let the nodes go on together, who do not agree on who was there last.

        They do by themselves after a power cut, but not if one of them had been lost
        before. That nobody goes on without the others is sure here: all are ours.
        """
        try:
            cluster.kill()
            cluster.start()
            self._tell("The nodes did not find each other; they were started together.")
        except Failed as error:
            self._tell(f"The cluster: {error}")

    def close(self) -> None:
        """End everything; a temporary folder goes, too."""
        self._closing.set()
        if self._nurse and self._nurse.ident:
            self._nurse.join()
        try:
            if not self.keeper.is_temporary:
                for program in reversed(self.programs):
                    program.stop()
        finally:
            self.keeper.close()

    def __enter__(self) -> "Topology":
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
