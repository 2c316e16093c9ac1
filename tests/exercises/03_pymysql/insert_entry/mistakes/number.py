"""execute() says how many rows it has written."""


def add_entry(connection, day, amount, memo):
    with connection.cursor() as cursor:
        number = cursor.execute(
            "INSERT INTO entries (day, amount, memo) VALUES (%s, %s, %s)", (day, amount, memo)
        )
    connection.commit()
    return number
