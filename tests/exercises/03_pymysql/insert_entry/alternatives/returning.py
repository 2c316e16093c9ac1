"""RETURNING, which MariaDB has and MySQL has not; cursors of a kind of its own."""

from pymysql.cursors import DictCursor


def add_entry(connection, day, amount, memo):
    columns = ["memo", "amount", "day"]
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor(DictCursor) as cursor:
        cursor.execute(
            f"INSERT INTO entries ({', '.join(columns)}) VALUES ({marks}) RETURNING entry_id",
            [memo, amount, day],
        )
        row = cursor.fetchone()
        cursor.execute("COMMIT")
    return row["entry_id"]
