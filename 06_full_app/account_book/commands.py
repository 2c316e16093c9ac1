"""The commands that look after the data: import, export, backup, restore, check."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
from sqlalchemy import Connection, func, select

from account_book import backup as backups
from account_book import book_json, book_load, checks, exports, imports, users
from account_book.changes import Changes
from account_book.db import Database
from account_book.home import Home
from account_book.models import Account, Book, Entry, Member, User
from account_book.preview import Preview, look

FILE = click.Path(path_type=Path, dir_okay=False)


def open_home(home: Home) -> Database:
    """Open the home for as long as the command runs."""
    database = home.open()
    click.get_current_context().call_on_close(database.engine.dispose)
    return database


@contextmanager
def bar(label: str, length: int) -> Iterator[Callable[[int], object]]:
    """Show a bar; the function that is given takes how far it is."""
    with click.progressbar(length=length, label=label, file=sys.stderr) as shown:
        yield lambda done: shown.update(done - shown.pos)
        shown.update(length - shown.pos)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--account", help="Name of the account that the statement is of.")
@click.option("--book", type=int, help="Number of the book, if there are several.")
@click.option("--user", "email", help="For a book as .json: whose it will be, if there are several users.")
@click.option("--look", "only_look", is_flag=True, help="Only show what would be added.")
@click.pass_obj
def import_file(
    home: Home, file: Path, account: str | None, book: int | None, email: str | None, only_look: bool
) -> None:
    """Add a bank's or card's statement; what is there already is not added again.

    Or a book as .json, as `export` writes it, which becomes a new book.
    """
    with open_home(home).writing() as connection:
        if file.suffix == ".json":
            said = _import_book(connection, file, email)
        elif account is None:
            raise click.ClickException("Say which account the statement is of: --account NAME.")
        else:
            said = _import_statement(connection, file, account, book, only_look=only_look)
        if not only_look:
            connection.commit()
    click.echo(said)


def _import_book(connection: Connection, file: Path, email: str | None) -> str:
    found = book_load.read(file.read_bytes())
    with click.progressbar(length=len(found.entries), label="Importing", file=sys.stderr) as shown:
        book_id = book_load.load(connection, users.find(connection, email), found, shown.update)
    return f"{found.book.name} is book {book_id}: {len(found.entries):,} entries."


def _import_statement(
    connection: Connection, file: Path, account: str, book: int | None, *, only_look: bool
) -> str:
    book_id, owner = _book(connection, book)
    changes = Changes(connection, book_id, owner)
    account_id = _account(connection, book_id, account)
    batch = imports.upload(changes, account_id, file.name, file.read_bytes())
    found = look(connection, batch)
    _show_preview(found)
    if only_look:
        return "This was a look; the book is as it was."
    with click.progressbar(length=len(found.rows), label="Importing", file=sys.stderr) as shown:
        added, skipped = imports.commit(changes, batch, progress=shown.update)
    return f"{added} entries were added, {skipped} lines were left out."


def _account(connection: Connection, book_id: int, name: str) -> int:
    in_order = select(Account.name, Account.id).where(Account.book_id == book_id)
    known = {row.name: row.id for row in connection.execute(in_order.order_by(Account.position, Account.id))}
    if name not in known:
        raise click.ClickException(f"There is no account {name!r}; there are: {', '.join(known)}.")
    return int(known[name])


def _show_preview(preview: Preview) -> None:
    taken = [f"{name} = {role}" for name, role in preview.columns if role]
    click.echo("Columns: " + ", ".join(taken))
    for state in ("new", "transfer", "same", "skip", "error"):
        if count := sum(row.state == state for row in preview.rows):
            click.echo(f"{state:9}{count:6}")
    for row in preview.rows:
        if row.line.state == "error" and row.line.error:
            click.echo(row.line.error % (row.line.params or {}))


@click.command()
@click.argument("file", type=FILE)
@click.option("--book", type=int, help="Number of the book, if there are several.")
@click.pass_obj
def export(home: Home, file: Path, book: int | None) -> None:
    """Write a book to FILE: CSV or JSON, by the file's ending."""
    if file.suffix not in {".csv", ".json"}:
        raise click.ClickException("The file's name must end in .csv or .json.")
    with open_home(home).reading() as connection:
        book_id, _ = _book(connection, book)
        count = (
            connection.scalar(select(func.count()).select_from(Entry).where(Entry.book_id == book_id)) or 0
        )
        pieces = (
            exports.as_csv(connection, book_id)
            if file.suffix == ".csv"
            else book_json.write(connection, book_id)
        )
        # Opened last, because that empties the file of the last time.
        with bar("Exporting", count) as show, file.open("wb") as out:
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


@click.command()
@click.argument("file", type=FILE)
@click.pass_obj
def backup(home: Home, file: Path) -> None:
    """Write everything to FILE, while the server runs or not."""
    database = open_home(home)
    with bar("Backing up", backups.size(database)) as show:
        rows = backups.write(database, file, show)
    click.echo(f"{file} holds {rows:,} rows.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Replace the data that is here.")
@click.pass_obj
def restore(home: Home, file: Path, replace: bool) -> None:
    """Bring back what a backup holds."""
    header = backups.read(file)
    database = open_home(home)
    try:
        with bar("Restoring", header["rows"]) as show:
            rows = backups.restore(database, file, replace=replace, progress=show)
    except backups.NotEmpty:
        raise click.ClickException(
            f"{home.shown} holds data, and nothing was changed."
            f" Back it up, then: account-book restore --replace {file}"
        ) from None
    click.echo(f"{rows:,} rows are back in {home.shown}.")


@click.command()
@click.pass_obj
def check(home: Home) -> None:
    """Prove that the books are in order."""
    database = open_home(home)
    with database.reading() as connection:
        total = connection.scalar(select(func.count()).select_from(Entry)) or 0
        with click.progressbar(length=total, label="Checking", file=sys.stderr) as shown:
            found = list(checks.findings(connection, shown.update))
    for sentence in found:
        click.echo(sentence)
    if found:
        sys.exit(1)
    click.echo(f"All is well: {total:,} entries.")
