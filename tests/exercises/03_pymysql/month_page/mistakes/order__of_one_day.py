"""The entries of one day come in any order."""

from pymysql.cursors import DictCursor

ENTRIES = """
SELECT day, amount, memo FROM entries
WHERE day BETWEEN %s AND %s
ORDER BY day DESC
"""
TOTAL = "SELECT SUM(amount) AS total FROM entries WHERE day BETWEEN %s AND %s"


def month_page(connection, first, last):
    with connection.cursor(DictCursor) as cursor:
        cursor.execute(ENTRIES, (first, last))
        entries = [{**row, "day": str(row["day"])} for row in cursor.fetchall()]
        cursor.execute(TOTAL, (first, last))
        total = cursor.fetchone()["total"]
    return {"entries": entries, "total": int(total or 0)}
