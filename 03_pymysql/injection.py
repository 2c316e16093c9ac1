"""What happens without placeholders: whoever fills in the form writes the SQL.

    uv run python 03_pymysql/injection.py

`log_in_carelessly` puts the texts into the SQL by an f-string. Quotes in them
end the quotes around them, and the rest is read as SQL. The table is made for
this program, and dropped with its database.
"""

from collections.abc import Callable
from contextlib import closing

import pymysql
from mysql_server import Connection, throw_away_database


def log_in_carelessly(connection: Connection, name: str, secret: str) -> list[str]:
    """Return the names that the server finds for name and secret. Do not do it like this."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM members WHERE name = '{name}' AND secret = '{secret}'")
        return [found for (found,) in cursor.fetchall()]


def log_in(connection: Connection, name: str, secret: str) -> list[str]:
    """Return the names that the server finds for name and secret."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM members WHERE name = %s AND secret = %s", (name, secret))
        return [found for (found,) in cursor.fetchall()]


def make_members(connection: Connection) -> None:
    """Make a table with two members; their secrets are in clear, which is the other mistake."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE members (name VARCHAR(64), secret VARCHAR(64))")
        cursor.execute("INSERT INTO members VALUES ('huey', 'blue-roof'), ('dewey', 'red-door')")
    connection.commit()


ATTEMPTS = {
    "as intended": ("huey", "blue-roof"),
    "wrong secret": ("huey", "guess"),
    "no secret": ("huey' -- ", ""),
    "everybody": ("", "' OR '1' = '1"),
    "the secrets": ("", "' UNION SELECT secret FROM members -- "),
    "O'Brien": ("O'Brien", "green-gate"),
}


def attempt(way: Callable[[Connection, str, str], list[str]], connection: Connection, who: str) -> str:
    """Return what one attempt finds, or the server's error."""
    try:
        return ", ".join(sorted(way(connection, *ATTEMPTS[who]))) or "nobody"
    except pymysql.Error as error:
        return f"{type(error).__name__} {error.args[0]}"


if __name__ == "__main__":
    with throw_away_database() as settings, closing(pymysql.connect(**settings)) as connection:
        make_members(connection)
        print(f"{'':14}{'with an f-string':26}with placeholders")
        for who in ATTEMPTS:
            careless = attempt(log_in_carelessly, connection, who)
            print(f"{who:14}{careless:26}{attempt(log_in, connection, who)}")
