"""The rows are tuples."""

ENTRIES = """
SELECT day, amount, memo FROM entries
WHERE day BETWEEN %s AND %s
ORDER BY day DESC, entry_id DESC
"""
TOTAL = "SELECT SUM(amount) AS total FROM entries WHERE day BETWEEN %s AND %s"


def month_page(connection, first, last):
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, (first, last))
        entries = cursor.fetchall()
        cursor.execute(TOTAL, (first, last))
        total = cursor.fetchone()[0]
    return {"entries": entries, "total": int(total or 0)}
