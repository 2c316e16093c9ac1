"""Quotes around a placeholder: the value gets two pairs of them."""


def add_entry(connection, day, amount, memo):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO entries (day, amount, memo) VALUES ('%s', %s, '%s')", (day, amount, memo))
    connection.commit()
    return cursor.lastrowid
