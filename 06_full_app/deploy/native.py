"""The account book as the talk draws it, on this machine and without Docker.

    uv run python 06_full_app/deploy/native.py

starts nginx, two servers of the account book and a cluster of three MariaDB
nodes, says what runs where, and ends all of it at Ctrl-C. It needs Debian's or
Ubuntu's packages nginx, mariadb-server, galera-4 and rsync, and no root.
"""

import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import click

from deploy import ports
from deploy.kept import Failed, ordinary_user
from deploy.topology import RESTART_SECONDS, Topology


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to open in a browser.",
)
@click.option(
    "--nodes",
    type=click.Choice(["1", "3"]),
    default="3",
    show_default=True,
    help="MariaDB servers: a cluster, or one alone.",
)
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes of each account book."
)
@click.option("--tuned", is_flag=True, help="Go on without a lost node after 2 seconds instead of 6.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder that keeps the books.  [default: a temporary one]",
)
def main(port: int, nodes: str, workers: int, tuned: bool, data: Path | None) -> None:
    """Run a web server, two servers of the account book, and their databases until Ctrl-C."""
    # So that all of it is ended in order then, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        if not ports.is_free(port):
            raise Failed(f"Port {port} is taken. Choose another one with --port.")
        with ExitStack() as stack:
            if data:
                stack.enter_context(own(data, int(nodes)))
            if user := ordinary_user():
                click.echo(f"You are root: nginx and MariaDB run as {user}.")
            click.echo("Starting; this takes some ten seconds.")
            topology = Topology(
                port=port,
                nodes=int(nodes),
                workers=workers,
                tuned=tuned,
                folder=data,
                restart=True,
                tell=click.echo,
            )
            stack.enter_context(topology)
            show(topology)
            Event().wait()
    except Failed as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        click.echo("\nEnded.")


def own(data: Path, nodes: int) -> ExitStack:
    """Make a folder ours alone for as long as the result is open; raise Failed if it is not to be had."""
    # Here, because Windows has none, and is told in a sentence.
    import fcntl

    data.mkdir(parents=True, exist_ok=True)
    stack = ExitStack()
    lock = stack.enter_context((data / "lock").open("w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stack.close()
        raise Failed(f"{data} is in use by another one of these.") from None
    other = data / "databases" / ("mariadb" if nodes > 1 else "node1")
    if other.exists():
        stack.close()
        raise Failed(
            f"The books in {data} are in {'one database' if nodes > 1 else 'three'}: use --nodes {4 - nodes}."
        )
    return stack


def show(topology: Topology) -> None:
    """Say what runs where, and what can be tried."""
    for program in reversed(topology.programs):
        click.echo(f"{program.name:8} 127.0.0.1:{program.port:<6} pid {program.pid}")
    kept = "gone when this ends" if topology.keeper.is_temporary else "kept"
    click.echo(f"Data and logs: {topology.folder}  ({kept})")
    click.echo(
        f"What is killed comes back after {RESTART_SECONDS:.0f} seconds. Try: kill -9 {topology.nodes[0].pid}"
    )
    click.echo(f"Address: {topology.url}  (Ctrl-C ends)")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.platform != "linux":
        sys.exit("This needs Linux. Elsewhere, compose.yaml does the same in Docker.")
    main()
