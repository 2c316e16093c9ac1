"""Rows as tuples, and the sum added up in Python."""


def month_page(connection, first, last):
    cursor = connection.cursor()
    cursor.execute(
        "SELECT CAST(day AS CHAR), amount, memo FROM entries WHERE day >= %s AND day <= %s"
        " ORDER BY day DESC, entry_id DESC",
        [str(first), str(last)],
    )
    entries = [dict(zip(("day", "amount", "memo"), row)) for row in cursor]
    cursor.close()
    return {"entries": entries, "total": sum(entry["amount"] for entry in entries)}
