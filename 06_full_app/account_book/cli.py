"""The command `account-book`: alone it serves; its other words look after the data."""

import os
import secrets
import sys
from pathlib import Path
from typing import Any

import click
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import func, select
from sqlalchemy.exc import ArgumentError, DBAPIError

from account_book import backup as backups
from account_book import books, commands, create_app, demo, passwords, serve, users
from account_book.commands import bar, open_home
from account_book.errors import Problem
from account_book.fields import Email
from account_book.home import Home, NewerDatabase
from account_book.models import Entry, User
from account_book.nodes import nodes_of
from account_book.tokens import WeakKey

FOLDER = click.Path(path_type=Path, file_okay=False)


class Commands(click.Group):
    """Commands whose failures are a sentence, not a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Problem as problem:
            texts = [text for texts in problem.errors.values() for text in texts] or [problem.detail]
            raise click.ClickException(" ".join(text % problem.params for text in texts)) from None
        except DBAPIError as error:
            raise click.ClickException(f"The database does not answer: {error.orig}") from None
        except (backups.BadBackup, backups.NotEmpty, NewerDatabase, WeakKey, OSError) as error:
            raise click.ClickException(str(error)) from None


def _email(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        return TypeAdapter[str](Email).validate_python(value)
    except ValidationError:
        raise click.BadParameter(f"{value!r} is no e-mail address.") from None


@click.group(cls=Commands, invoke_without_command=True)
@click.option(
    "--data",
    type=FOLDER,
    envvar="ACCOUNT_BOOK_DATA",
    help="Folder of the data.  [default: the platform's own]",
)
@click.option(
    "--database",
    envvar="ACCOUNT_BOOK_DATABASE_URL",
    help="URL of a MariaDB or MySQL, instead of the file; host:port,host:port for the nodes of a cluster.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    envvar="ACCOUNT_BOOK_PORT",
    help="Port to serve on, or the next one that is free.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Processes that serve; more help with MariaDB only.",
)
@click.version_option(package_name="account-book")
@click.pass_context
def main(
    ctx: click.Context, data: Path | None, database: str | None, host: str, port: int, workers: int
) -> None:
    """Keep a household's account book.

    Without a command: make or upgrade the data and serve it to browsers.
    """
    if database:
        _check_url(database)
    ctx.obj = Home.at(data, database)
    if ctx.invoked_subcommand is None:
        run(ctx.obj, host, port, workers)


for command in (commands.import_file, commands.export, commands.backup, commands.restore, commands.check):
    main.add_command(command)


def _check_url(url: str) -> None:
    try:
        for node in nodes_of(url):
            node.get_dialect().import_dbapi()
    except (ArgumentError, ImportError, ValueError):
        # Without the URL, which may hold a password.
        raise click.ClickException(
            "The database's URL must look like mysql+pymysql://user:password@host/name."
        ) from None


def run(home: Home, host: str, port: int, workers: int) -> None:
    """Serve until Ctrl-C."""
    database = home.open()
    with database.reading() as connection:
        entries = connection.scalar(select(func.count()).select_from(Entry).where(Entry.deleted_at.is_(None)))
        users_ = connection.scalar(select(func.count()).select_from(User))
    # Workers are forked from this process, and must not share its connections.
    database.engine.dispose()
    app = create_app({"DATABASE_URL": home.url, "SECRET_KEY": _key(home)})
    listener = serve.listen(host, port)
    url = serve.address(listener)
    click.echo(f"Data:    {home.shown}  (entries: {entries:,}, users: {users_:,})")
    if port and not url.endswith(f":{port}"):
        click.echo(f"Port {port} is taken.")
    click.echo(f"Address: {url}  (Ctrl-C ends)")
    sys.stdout.flush()
    sqlite = database.engine.dialect.name == "sqlite"
    serve.serve(app, listener, workers, serve.AT_ONCE_ON_SQLITE if sqlite else serve.AT_ONCE)


def _key(home: Home) -> str:
    return os.environ.get("ACCOUNT_BOOK_SECRET_KEY") or home.key()


@main.group()
def db() -> None:
    """Look after the database."""


@db.command()
@click.pass_obj
def upgrade(home: Home) -> None:
    """Make the tables, or bring them to this version."""
    open_home(home)
    click.echo(f"{home.shown} is up to date.")


@main.group()
def user() -> None:
    """Look after people."""


@user.command()
@click.argument("email", callback=_email)
@click.option("--nickname", default="")
@click.option("--language", type=click.Choice(["ko", "en"]), default="ko", show_default=True)
@click.password_option()
@click.pass_obj
def add(home: Home, email: str, nickname: str, language: str, password: str) -> None:
    """Add a user with a first book."""
    with open_home(home).writing() as connection:
        users.sign_up(
            connection, _signer(home), email=email, password=password, nickname=nickname, locale=language
        )
        connection.commit()
    click.echo(f"{email} can sign in.")


@user.command("passwd")
@click.argument("email", callback=_email)
@click.password_option()
@click.pass_obj
def set_password(home: Home, email: str, password: str) -> None:
    """Give a user another password, and end every log-in and token of theirs."""
    with open_home(home).writing() as connection:
        user_id = users.find(connection, email)
        users.set_password(connection, _signer(home), user_id, password)
        connection.commit()
    click.echo(f"{email} has another password, and is signed out everywhere.")


def _signer(home: Home) -> users.Signer:
    return users.Signer(_key(home), passwords.hasher())


@main.command("demo")
@click.option("--email", default="demo@example.com", show_default=True, callback=_email)
@click.option("--password", default=None, help="[default: a new one, which is shown]")
@click.pass_obj
def fill_demo(home: Home, email: str, password: str | None) -> None:
    """Add a user whose book holds an invented year."""
    password = password or secrets.token_urlsafe(9)
    with open_home(home).writing() as connection:
        user_id = users.sign_up(
            connection, _signer(home), email=email, password=password, nickname="", locale="ko"
        )
        with bar("A year of entries", 12) as show:
            for done, _month in enumerate(demo.fill(connection, user_id, books.today("Asia/Seoul")), 1):
                show(done)
        connection.commit()
    click.echo(f"Sign in as {email} with the password {password}")
