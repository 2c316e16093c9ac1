"""What was spent is written down without its sign."""


def add_entry(connection, day, amount, memo):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO entries (day, amount, memo) VALUES (%s, %s, %s)", (day, abs(amount), memo)
        )
    connection.commit()
    return cursor.lastrowid
