"""The words are put into the SQL by an f-string."""


def search(connection, words):
    patterns = []
    for word in words:
        for character in "\\%_":
            word = word.replace(character, "\\" + character)
        patterns.append("%" + word + "%")
    sql = "SELECT memo FROM entries"
    if words:
        sql += " WHERE " + " AND ".join(f"memo LIKE '{each}'" for each in patterns)
    with connection.cursor() as cursor:
        cursor.execute(sql + " ORDER BY entry_id DESC")
        return [row[0] for row in cursor.fetchall()]
