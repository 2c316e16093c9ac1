"""The error is returned and not raised."""

import pymysql


class NicknameTaken(Exception):
    pass


def join(connection, household_id, nickname):
    sql = "INSERT INTO members (household_id, nickname) VALUES (%s, %s)"
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, (household_id, nickname))
    except pymysql.Error as error:
        if error.args[0] == 1062:
            return NicknameTaken(nickname)
        raise
    connection.commit()
    return cursor.lastrowid
