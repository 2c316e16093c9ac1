"""The values are put into the SQL by an f-string."""


def add_entry(connection, day, amount, memo):
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO entries (day, amount, memo) VALUES ('{day}', {amount}, '{memo}')")
    connection.commit()
    return cursor.lastrowid
