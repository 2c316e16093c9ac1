"""The values stand in another order than the columns."""

import pymysql


class NicknameTaken(Exception):
    pass


def join(connection, household_id, nickname):
    sql = "INSERT INTO members (household_id, nickname) VALUES (%s, %s)"
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, (nickname, household_id))
    except pymysql.Error as error:
        if error.args[0] == 1062:
            raise NicknameTaken(nickname)
        raise
    connection.commit()
    return cursor.lastrowid
