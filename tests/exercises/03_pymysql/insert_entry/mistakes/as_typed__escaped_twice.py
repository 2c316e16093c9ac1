"""What the placeholder escapes is escaped by hand before."""


def add_entry(connection, day, amount, memo):
    memo = memo.replace("\\", "\\\\").replace("%", "%%")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO entries (day, amount, memo) VALUES (%s, %s, %s)", (day, amount, memo))
    connection.commit()
    return cursor.lastrowid
