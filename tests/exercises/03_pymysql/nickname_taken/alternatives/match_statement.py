"""`match` on what the error holds; a finally that ends the transaction."""

import pymysql


class NicknameTaken(Exception):
    def __init__(self, nickname):
        super().__init__(f"{nickname} is taken")


def join(connection, household_id, nickname):
    cursor = connection.cursor()
    try:
        cursor.execute("INSERT INTO members VALUES (DEFAULT, %s, %s)", [household_id, nickname])
    except pymysql.MySQLError as error:
        match error.args:
            case (1062, _):
                raise NicknameTaken(nickname) from None
        raise
    finally:
        connection.commit()
        cursor.close()
    return cursor.lastrowid
