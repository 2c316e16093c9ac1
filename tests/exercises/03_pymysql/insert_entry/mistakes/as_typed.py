"""Quotes are doubled by hand; a backslash still means something to the server."""


def add_entry(connection, day, amount, memo):
    memo = memo.replace("'", "''")
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO entries (day, amount, memo) VALUES ('{day}', {amount}, '{memo}')")
    connection.commit()
    return cursor.lastrowid
