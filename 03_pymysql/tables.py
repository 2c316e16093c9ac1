"""The two tables of this stage, as a database knows them: types, keys and rules.

    uv run python 03_pymysql/tables.py

NOT NULL, UNIQUE and FOREIGN KEY are rules that the server enforces, whoever
writes: error_numbers.py shows what it answers to those who break them.
"""

from contextlib import closing

import pymysql
from mysql_server import Connection, throw_away_database

# In utf8mb4_bin, texts are equal only if their bytes are; utf8mb4_general_ci, MariaDB's default up to
# version 11.5, holds Huey and huey equal, and all emoji.
USERS = """
CREATE TABLE IF NOT EXISTS users (
    user_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    nickname VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    UNIQUE KEY nickname (nickname)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4
"""
# Whole won: a float would lose some. What was spent is negative.
ENTRIES = """
CREATE TABLE IF NOT EXISTS entries (
    entry_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id INT NOT NULL,
    day DATE NOT NULL,
    amount BIGINT NOT NULL,
    memo VARCHAR(200) NOT NULL,
    FOREIGN KEY (user_id) REFERENCES users (user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4
"""


def create_tables(connection: Connection) -> None:
    """Make the tables that are not there yet; users first, because entries refers to it."""
    with connection.cursor() as cursor:
        cursor.execute(USERS)
        cursor.execute(ENTRIES)


def columns(connection: Connection, table: str) -> list[tuple[str, ...]]:
    """Return name, type, whether NULL is allowed, key, default and extra of each column."""
    with connection.cursor() as cursor:
        # A placeholder stands for a value, never for a name; this one is not from outside.
        cursor.execute(f"DESCRIBE {table}")
        return list(cursor.fetchall())


if __name__ == "__main__":
    with throw_away_database() as settings, closing(pymysql.connect(**settings)) as connection:
        create_tables(connection)
        for table in ("users", "entries"):
            print(table)
            for name, kind, null, key, _, extra in columns(connection, table):
                print(f"  {name:14} {kind:14} null {null:4} {key:4} {extra}".rstrip())
