"""The command `account-book`: alone it serves; its other words look after the data."""

import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError

from account_book import backup as backups
from account_book import books, checks, create_app, demo, exports, imports, passwords, serve, users
from account_book.changes import Changes
from account_book.db import Database
from account_book.errors import Problem
from account_book.fields import Email
from account_book.home import Home, NewerDatabase
from account_book.models import Account, Book, Entry, Member, User
from account_book.tokens import WeakKey

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


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
    "--database", envvar="ACCOUNT_BOOK_DATABASE_URL", help="URL of a MariaDB or MySQL, instead of the file."
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


def _check_url(url: str) -> None:
    try:
        make_url(url).get_dialect().import_dbapi()
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
    serve.serve(app, listener, workers)


def _open(home: Home) -> Database:
    """Open the home for as long as the command runs."""
    database = home.open()
    click.get_current_context().call_on_close(database.engine.dispose)
    return database


def _key(home: Home) -> str:
    return os.environ.get("ACCOUNT_BOOK_SECRET_KEY") or home.key()


@contextmanager
def _bar(label: str, length: int) -> Iterator[Callable[[int], object]]:
    """Show a bar; the function that is given takes how far it is."""
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield lambda done: bar.update(done - bar.pos)
        bar.update(length - bar.pos)


@main.group()
def db() -> None:
    """Look after the database."""


@db.command()
@click.pass_obj
def upgrade(home: Home) -> None:
    """Make the tables, or bring them to this version."""
    _open(home)
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
    with _open(home).writing() as connection:
        users.sign_up(
            connection, _signer(home), email=email, password=password, nickname=nickname, locale=language
        )
        connection.commit()
    click.echo(f"{email} can sign in.")


def _signer(home: Home) -> users.Signer:
    return users.Signer(_key(home), passwords.hasher())


@main.command("demo")
@click.option("--email", default="demo@example.com", show_default=True, callback=_email)
@click.option("--password", default=None, help="[default: a new one, which is shown]")
@click.pass_obj
def fill_demo(home: Home, email: str, password: str | None) -> None:
    """Add a user whose book holds an invented year."""
    password = password or secrets.token_urlsafe(9)
    with _open(home).writing() as connection:
        user_id = users.sign_up(
            connection, _signer(home), email=email, password=password, nickname="", locale="ko"
        )
        with _bar("A year of entries", 12) as show:
            for done, _month in enumerate(demo.fill(connection, user_id, books.today("Asia/Seoul")), 1):
                show(done)
        connection.commit()
    click.echo(f"Sign in as {email} with the password {password}")


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--account", required=True, help="Name of the account that the statement is of.")
@click.option("--book", type=int, help="Number of the book, if there are several.")
@click.option("--look", is_flag=True, help="Only show what would be added.")
@click.pass_obj
def import_file(home: Home, file: Path, account: str, book: int | None, look: bool) -> None:
    """Add a bank's or card's statement; what is there already is not added again."""
    with _open(home).writing() as connection:
        book_id, owner = _book(connection, book)
        account_id = connection.scalar(
            select(Account.id).where(Account.book_id == book_id, Account.name == account)
        )
        if account_id is None:
            in_order = (
                select(Account.name).where(Account.book_id == book_id).order_by(Account.position, Account.id)
            )
            known = connection.scalars(in_order).all()
            raise click.ClickException(f"There is no account {account!r}; there are: {', '.join(known)}.")
        changes = Changes(connection, book_id, owner)
        batch = imports.upload(changes, account_id, file.name, file.read_bytes())
        preview = imports.preview(connection, batch)
        _show_preview(preview)
        if look:
            return
        with click.progressbar(length=len(preview.rows), label="Importing", file=sys.stderr) as bar:
            added, skipped = imports.commit(changes, batch, progress=bar.update)
        connection.commit()
    click.echo(f"{added} entries were added, {skipped} lines were left out.")


def _show_preview(preview: imports.Preview) -> None:
    taken = [f"{name} = {role}" for name, role in preview.columns if role]
    click.echo("Columns: " + ", ".join(taken))
    for state in ("new", "transfer", "same", "skip", "error"):
        if count := sum(row.state == state for row in preview.rows):
            click.echo(f"{state:9}{count:6}")
    for row in preview.rows:
        if row.line.state == "error" and row.line.error:
            click.echo(row.line.error % (row.line.params or {}))


@main.command()
@click.argument("file", type=FILE)
@click.option("--book", type=int, help="Number of the book, if there are several.")
@click.pass_obj
def export(home: Home, file: Path, book: int | None) -> None:
    """Write a book to FILE: CSV or JSON, by the file's ending."""
    if file.suffix not in {".csv", ".json"}:
        raise click.ClickException("The file's name must end in .csv or .json.")
    with _open(home).reading() as connection:
        book_id, _ = _book(connection, book)
        count = (
            connection.scalar(select(func.count()).select_from(Entry).where(Entry.book_id == book_id)) or 0
        )
        pieces = (
            exports.as_csv(connection, book_id)
            if file.suffix == ".csv"
            else exports.as_json(connection, book_id)
        )
        # Opened last, because that empties the file of the last time.
        with _bar("Exporting", count) as show, file.open("wb") as out:
            _write_all(out, pieces, show)
    click.echo(f"{file} is written.")


def _write_all(out: IO[bytes], pieces: Iterator[Any], show: Callable[[int], object]) -> None:
    for done, piece in enumerate(pieces):
        out.write(piece.encode() if isinstance(piece, str) else piece)
        if done % 1000 == 0:
            show(done)


def _book(connection: Connection, wanted: int | None) -> tuple[int, int]:
    """Return the number of the book and of an owner; ask for the number if there are several."""
    rows = connection.execute(
        select(Book.id, Book.name, User.id.label("owner"), User.email)
        .join(Member, Member.book_id == Book.id)
        .join(User, User.id == Member.user_id)
        .where(Member.role == "owner")
        .order_by(Book.id)
    ).all()
    found = [row for row in rows if wanted in (None, row.id)]
    if len({row.id for row in found}) == 1:
        return found[0].id, found[0].owner
    if not rows:
        raise click.ClickException(
            "There is no book yet. Sign up in the browser, or: account-book user add EMAIL"
        )
    known = "\n".join(f"  {row.id}  {row.name} ({row.email})" for row in rows)
    raise click.ClickException(f"Say which book with --book:\n{known}")


@main.command()
@click.argument("file", type=FILE)
@click.pass_obj
def backup(home: Home, file: Path) -> None:
    """Write everything to FILE, while the server runs or not."""
    database = _open(home)
    with _bar("Backing up", backups.size(database)) as show:
        rows = backups.write(database, file, show)
    click.echo(f"{file} holds {rows:,} rows.")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Replace the data that is here.")
@click.pass_obj
def restore(home: Home, file: Path, replace: bool) -> None:
    """Bring back what a backup holds."""
    header = backups.read(file)
    database = _open(home)
    try:
        with _bar("Restoring", header["rows"]) as show:
            rows = backups.restore(database, file, replace=replace, progress=show)
    except backups.NotEmpty:
        raise click.ClickException(
            f"{home.shown} holds data, and nothing was changed."
            f" Back it up, then: account-book restore --replace {file}"
        ) from None
    click.echo(f"{rows:,} rows are back in {home.shown}.")


@main.command()
@click.pass_obj
def check(home: Home) -> None:
    """Prove that the books are in order."""
    database = _open(home)
    with database.reading() as connection:
        total = connection.scalar(select(func.count()).select_from(Entry)) or 0
        with click.progressbar(length=total, label="Checking", file=sys.stderr) as bar:
            found = list(checks.findings(connection, bar.update))
    for sentence in found:
        click.echo(sentence)
    if found:
        sys.exit(1)
    click.echo(f"All is well: {total:,} entries.")
