"""Only the first word is looked for."""


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
        cursor.execute(sql + " ORDER BY entry_id DESC", patterns[:1])
        return [row[0] for row in cursor.fetchall()]
