"""One query that gives the sum with each row, and the day as a text of the server's making."""

from pymysql.cursors import DictCursor

DAYS = "entries.day BETWEEN %(first)s AND %(last)s"
SQL = (
    "SELECT DATE_FORMAT(day, '%%Y-%%m-%%d') AS day, amount, memo,"
    f" (SELECT CAST(SUM(amount) AS SIGNED) FROM entries WHERE {DAYS}) AS total"
    f" FROM entries WHERE {DAYS} ORDER BY entries.day DESC, entry_id DESC"
)


def month_page(connection, first, last):
    with connection.cursor(DictCursor) as cursor:
        cursor.execute(SQL, {"first": first, "last": last})
        rows = cursor.fetchall()
    totals = [row.pop("total") for row in rows]
    return {"entries": rows, "total": totals[0] if totals else 0}
