"""All that the database can do is done in Python."""

from pymysql.cursors import SSDictCursor


def month_page(connection, first, last):
    with connection.cursor(SSDictCursor) as cursor:
        cursor.execute("SELECT * FROM entries")
        rows = [row for row in cursor if first <= row["day"] <= last]
    rows.sort(key=lambda row: (row["day"], row.pop("entry_id")), reverse=True)
    total = 0
    for row in rows:
        row["day"] = f"{row['day']:%Y-%m-%d}"
        total += row["amount"]
    return dict(total=total, entries=tuple(rows))
