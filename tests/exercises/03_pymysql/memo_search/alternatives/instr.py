"""INSTR knows no wildcards; rows as dictionaries."""

from pymysql.cursors import DictCursor


def search(connection, words):
    cursor = connection.cursor(DictCursor)
    sql = "SELECT memo FROM entries WHERE 1 = 1"
    for _ in words:
        sql += " AND INSTR(memo, %s) > 0"
    cursor.execute(sql + " ORDER BY entry_id DESC", tuple(words))
    return [row["memo"] for row in cursor]
