"""First it is asked whether the nickname is free."""


class NicknameTaken(Exception):
    pass


def join(connection, household_id, nickname):
    with connection.cursor() as cursor:
        if cursor.execute("SELECT 1 FROM members WHERE nickname = %s", (nickname,)):
            raise NicknameTaken(nickname)
    sql = "INSERT INTO members (household_id, nickname) VALUES (%s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, (household_id, nickname))
    connection.commit()
    return cursor.lastrowid
