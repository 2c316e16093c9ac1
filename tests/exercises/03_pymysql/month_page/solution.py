"""Read a page of the book, ready to be sent as JSON."""

from datetime import date
from typing import Any

from pymysql import Connection
from pymysql.cursors import DictCursor

ENTRIES = "SELECT day, amount, memo FROM entries WHERE day BETWEEN %s AND %s ORDER BY day DESC, entry_id DESC"
TOTAL = "SELECT COALESCE(SUM(amount), 0) AS total FROM entries WHERE day BETWEEN %s AND %s"


def month_page(connection: "Connection[Any]", first: date, last: date) -> dict[str, Any]:
    """Return the entries of some days, and their sum."""
    with connection.cursor(DictCursor) as cursor:
        cursor.execute(ENTRIES, (first, last))
        entries = [{**row, "day": row["day"].isoformat()} for row in cursor.fetchall()]
        cursor.execute(TOTAL, (first, last))
        [row] = cursor.fetchall()
    return {"entries": entries, "total": int(row["total"])}
