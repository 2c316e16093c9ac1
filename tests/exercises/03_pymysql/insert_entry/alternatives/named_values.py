"""Placeholders with names, and the number asked for in SQL."""


def add_entry(connection, day, amount, memo):
    cursor = connection.cursor()
    values = {"day": day, "amount": amount, "memo": memo}
    cursor.execute("INSERT INTO entries SET day = %(day)s, amount = %(amount)s, memo = %(memo)s", values)
    cursor.execute("SELECT LAST_INSERT_ID()")
    (number,) = cursor.fetchone()
    connection.commit()
    return number
