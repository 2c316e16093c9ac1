"""The words are put into one pattern, in which they have an order."""


def search(connection, words):
    patterns = []
    for word in words:
        for character in "\\%_":
            word = word.replace(character, "\\" + character)
        patterns.append("%" + word + "%")
    sql = "SELECT memo FROM entries"
    if words:
        sql += " WHERE " + "memo LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(sql + " ORDER BY entry_id DESC", ["".join(patterns)] if words else [])
        return [row[0] for row in cursor.fetchall()]
