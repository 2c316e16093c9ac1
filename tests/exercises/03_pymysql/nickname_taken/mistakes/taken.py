"""Nothing is caught."""

import pymysql


class NicknameTaken(Exception):
    pass


def join(connection, household_id, nickname):
    sql = "INSERT INTO members (household_id, nickname) VALUES (%s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, (household_id, nickname))
    connection.commit()
    return cursor.lastrowid
