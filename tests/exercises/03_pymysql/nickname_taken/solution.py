"""Let somebody join a household, under a nickname that nobody else has."""

from typing import Any

from pymysql import Connection, IntegrityError
from pymysql.constants import ER


class NicknameTaken(Exception):
    pass


def join(connection: "Connection[Any]", household_id: int, nickname: str) -> int:
    """Insert a member, and return its number."""
    sql = "INSERT INTO members (household_id, nickname) VALUES (%s, %s)"
    with connection.cursor() as cursor:
        try:
            cursor.execute(sql, (household_id, nickname))
        except IntegrityError as error:
            # The class is that of all broken rules, the number tells which one.
            if error.args[0] == ER.DUP_ENTRY:
                raise NicknameTaken(nickname) from error
            raise
    connection.commit()
    return int(cursor.lastrowid)
