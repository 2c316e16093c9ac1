"""`Base.metadata` knows all tables: it creates them, those that are missing, and drops them.

    uv run python 04_sqlalchemy/create_and_drop.py

The talk wrote `from .models import Base`. The dot means "in my own package",
and a file that is run as a program is in none; `from models import Base` finds
the file beside it.
"""

from databases import own_database, show_sql
from models import Base
from sqlalchemy import Engine, inspect, text


def columns(engine: Engine) -> dict[str, list[str]]:
    """Return the tables that the database has, and their columns."""
    # An inspector remembers what it saw: take a new one each time.
    inspector = inspect(engine)
    return {
        table: [f"{column['name']} {column['type']}" for column in inspector.get_columns(table)]
        for table in inspector.get_table_names()
    }


def print_columns(engine: Engine) -> None:
    """Print what is there."""
    engine.echo = False
    found = columns(engine)
    print(f"  {len(found)} tables")
    for table, names in found.items():
        print(f"  {table}: {', '.join(names)}")
    engine.echo = True


if __name__ == "__main__":
    with own_database() as engine:
        show_sql(engine)
        print("An empty database:")
        print_columns(engine)

        print("create_all looks what is missing, and creates it, users before entries:")
        Base.metadata.create_all(engine)
        print_columns(engine)

        print("create_all again finds all there, and does nothing:")
        Base.metadata.create_all(engine)

        # By the name only. A column that the class got meanwhile is a job for Alembic, in stage 06.
        print("It does not look into the tables: without its memo, entries stays without it:")
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE entries DROP COLUMN memo"))
        Base.metadata.create_all(engine)
        print_columns(engine)

        print("drop_all drops them with all that is in them, entries before users:")
        Base.metadata.drop_all(engine)
        print_columns(engine)
