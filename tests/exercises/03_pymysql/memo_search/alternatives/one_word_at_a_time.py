"""A query for each word, the numbers kept that are in all answers; three replace()."""


def literally(word):
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def search(connection, words):
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry_id, memo FROM entries")
        found = dict(cursor.fetchall())
        for word in words:
            cursor.execute(
                "SELECT entry_id FROM entries WHERE memo LIKE CONCAT('%%', %s, '%%')", (literally(word),)
            )
            numbers = {number for (number,) in cursor}
            found = {number: memo for number, memo in found.items() if number in numbers}
    return [found[number] for number in sorted(found, reverse=True)]
