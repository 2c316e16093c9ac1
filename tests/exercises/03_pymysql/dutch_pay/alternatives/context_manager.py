"""A `with` for transactions; who pays is looked at before anything is written."""

from contextlib import contextmanager


@contextmanager
def transaction(connection):
    connection.begin()
    done = False
    try:
        with connection.cursor() as cursor:
            yield cursor
        done = True
    finally:
        connection.commit() if done else connection.rollback()


def settle(connection, payer, friends, won):
    with transaction(connection) as cursor:
        cursor.execute("SELECT owner, won FROM purses WHERE owner IN %s FOR UPDATE", ([payer, *friends],))
        purses = dict(cursor.fetchall())
        if payer not in purses or any(purses.get(friend, 0) < won for friend in friends):
            raise ValueError("somebody cannot pay, or has no purse")
        for friend in friends:
            purses[friend] -= won
            purses[payer] += won
        cursor.executemany("UPDATE purses SET won = %s WHERE owner = %s", [(b, a) for a, b in purses.items()])
