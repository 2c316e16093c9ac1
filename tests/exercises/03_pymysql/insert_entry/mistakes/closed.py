"""`with connection` is taken for a transaction, as it is one in sqlite3."""


def add_entry(connection, day, amount, memo):
    with connection:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO entries (day, amount, memo) VALUES (%s, %s, %s)", (day, amount, memo))
        connection.commit()
        return cursor.lastrowid
