"""The text is escaped by PyMySQL's own function, LOCATE, and a list of conditions that begins with one."""


def search(connection, words):
    conditions = ["entry_id IS NOT NULL"]
    conditions += [f"LOCATE({connection.escape(word)}, memo)" for word in words]
    cursor = connection.cursor()
    cursor.execute(f"SELECT memo, entry_id FROM entries WHERE {' AND '.join(conditions)} ORDER BY 2 DESC")
    memos, *_ = zip(*cursor.fetchall()) if cursor.rowcount else ((),)
    return list(memos)
