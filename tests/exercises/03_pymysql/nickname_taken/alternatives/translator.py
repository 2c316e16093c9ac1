"""A `with` that translates errors by their number."""

from contextlib import contextmanager

from pymysql.err import Error


class NicknameTaken(Exception):
    pass


@contextmanager
def translated(**errors):
    try:
        yield
    except Error as error:
        number = f"n{error.args[0]}"
        raise errors[number]() if number in errors else error


def join(connection, household_id, nickname):
    connection.begin()
    with translated(n1062=NicknameTaken), connection.cursor() as cursor:
        cursor.execute("INSERT INTO members SET household_id = %s, nickname = %s", (household_id, nickname))
        number = connection.insert_id()
        connection.commit()
        return number
