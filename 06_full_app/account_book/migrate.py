"""Brings a database to the tables of this version, by Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from account_book.db import Database

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(database: Database, revision: str = "head") -> None:
    """Upgrade a database; on SQLite all of it or nothing."""
    with database.engine.begin() as connection:
        upgrade_on(connection, revision)


def upgrade_on(connection: Connection, revision: str = "head") -> None:
    """Upgrade in a transaction that is open already."""
    command.upgrade(config(connection), revision)


def config(connection: Connection) -> Config:
    """Return Alembic's settings for a connection."""
    settings = Config()
    settings.set_main_option("script_location", SCRIPTS.as_posix().replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings
