"""Serves the account book in other ways than `serve.py` does, so that they can be compared.

    uv run --group benchmarks python 06_full_app/benchmarks/variant.py --server granian --data FOLDER

What differs is said by the options; the application and its settings are the same.
"""

import os
from importlib import import_module
from pathlib import Path

import click
from account_book import create_app, serve
from account_book.again import Application
from account_book.home import Home

AT_ONCE, URL, KEY = (f"BENCHMARK_{name}" for name in ("AT_ONCE", "DATABASE_URL", "SECRET_KEY"))


def application() -> Application:
    """Return the account book as the environment says; granian's workers make it by themselves."""
    app = create_app({"DATABASE_URL": os.environ[URL], "SECRET_KEY": os.environ[KEY]})
    return serve.layers(app, int(os.environ[AT_ONCE]))


def under_gunicorn(workers: int, threads: int, worker_class: str) -> None:
    """Serve by gunicorn, with the settings of the account book."""
    listener = serve.listen("127.0.0.1", 0)
    print(f"Address: {serve.address(listener)}", flush=True)
    server = serve.gunicorn_server()(application(), listener, workers)
    server.cfg.set("worker_class", worker_class)
    server.cfg.set("threads", threads)
    server.run()


def under_granian(workers: int, threads: int) -> None:
    """Serve by granian's WSGI."""
    # It takes no listening socket, but only a number.
    with serve.listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    server = import_module("granian").Granian(
        "variant:application",
        port=port,
        interface="wsgi",
        factory=True,
        workers=workers,
        blocking_threads=threads,
        workers_kill_timeout=10,
        log_level="warning",
    )
    print(f"Address: http://127.0.0.1:{port}", flush=True)
    server.serve()


@click.command()
@click.option("--server", type=click.Choice(["gthread", "sync", "granian"]), default="gthread")
@click.option(
    "--data", type=click.Path(path_type=Path), required=True, help="Folder of the key and the file."
)
@click.option("--database", help="URL of a MariaDB, instead of the file.")
@click.option("--workers", default=1)
@click.option("--threads", default=serve.THREADS)
@click.option("--at-once", default=1, help="Requests that a worker answers at once.")
def main(server: str, data: Path, database: str | None, workers: int, threads: int, at_once: int) -> None:
    """Serve until SIGTERM."""
    home = Home.at(data, database)
    os.environ |= {URL: home.url, KEY: home.key(), AT_ONCE: str(at_once)}
    if server == "granian":
        under_granian(workers, threads)
    else:
        under_gunicorn(workers, threads, server)


if __name__ == "__main__":
    main()
