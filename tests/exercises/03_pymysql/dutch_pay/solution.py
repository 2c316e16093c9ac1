"""Share the bill of a dinner: each friend pays, or nobody does."""

from typing import Any

from pymysql import Connection

TAKE = "UPDATE purses SET won = won - %s WHERE owner = %s AND won >= %s"
GIVE = "UPDATE purses SET won = won + %s WHERE owner = %s"


def settle(connection: "Connection[Any]", payer: str, friends: list[str], won: int) -> None:
    """Let each friend pay to the payer, wholly or not at all."""
    try:
        with connection.cursor() as cursor:
            for friend in friends:
                # execute() returns how many rows it has changed.
                if not cursor.execute(TAKE, (won, friend, won)):
                    raise ValueError(f"{friend} cannot pay {won} won")
                if not cursor.execute(GIVE, (won, payer)):
                    raise ValueError(f"{payer} has no purse")
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
