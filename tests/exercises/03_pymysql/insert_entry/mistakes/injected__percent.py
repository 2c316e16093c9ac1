"""The % operator puts the values into the SQL, and PyMySQL gets one text."""


def add_entry(connection, day, amount, memo):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO entries (day, amount, memo) VALUES ('%s', %s, '%s')" % (day, amount, memo)
        )
    connection.commit()
    return cursor.lastrowid
