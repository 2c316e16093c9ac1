"""The commit is forgotten."""


def add_entry(connection, day, amount, memo):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO entries (day, amount, memo) VALUES (%s, %s, %s)", (day, amount, memo))
    return cursor.lastrowid
