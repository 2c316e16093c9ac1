"""%d for the number, as the % operator would have it."""


def add_entry(connection, day, amount, memo):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO entries (day, amount, memo) VALUES (%s, %d, %s)", (day, amount, memo))
    connection.commit()
    return cursor.lastrowid
