"""The backslashes that were just put in are escaped as well."""


def search(connection, words):
    patterns = []
    for word in words:
        for character in "%_\\":
            word = word.replace(character, "\\" + character)
        patterns.append("%" + word + "%")
    sql = "SELECT memo FROM entries"
    if words:
        sql += " WHERE " + " AND ".join(["memo LIKE %s"] * len(words))
    with connection.cursor() as cursor:
        cursor.execute(sql + " ORDER BY entry_id DESC", patterns)
        return [row[0] for row in cursor.fetchall()]
