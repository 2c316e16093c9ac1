"""The placeholders of sqlite3."""


def add_entry(connection, day, amount, memo):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO entries (day, amount, memo) VALUES (?, ?, ?)", (day, amount, memo))
    connection.commit()
    return cursor.lastrowid
