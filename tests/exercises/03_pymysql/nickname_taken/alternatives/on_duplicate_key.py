"""No error at all: ON DUPLICATE KEY UPDATE writes nothing, and counts no row."""


class NicknameTaken(ValueError):
    pass


def join(connection, household_id, nickname):
    with connection.cursor() as cursor:
        written = cursor.execute(
            "INSERT INTO members (nickname, household_id) VALUES (%s, %s) ON DUPLICATE KEY UPDATE nickname = nickname",
            (nickname, household_id),
        )
        if not written:
            raise NicknameTaken(nickname)
        cursor.execute("SELECT member_id FROM members WHERE nickname = %s", (nickname,))
        (number,) = cursor.fetchone()
    connection.commit()
    return number
