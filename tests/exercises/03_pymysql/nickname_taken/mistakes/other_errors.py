"""IntegrityError stands for several rules."""

import pymysql


class NicknameTaken(Exception):
    pass


def join(connection, household_id, nickname):
    sql = "INSERT INTO members (household_id, nickname) VALUES (%s, %s)"
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, (household_id, nickname))
    except pymysql.IntegrityError:
        raise NicknameTaken(nickname)
    connection.commit()
    return cursor.lastrowid
