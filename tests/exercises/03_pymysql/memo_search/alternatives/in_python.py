"""All memos are read, and Python looks into them."""


def search(connection, words):
    def fits(memo):
        return all(word.casefold() in memo.casefold() for word in words)

    with connection.cursor() as cursor:
        cursor.execute("SELECT memo FROM entries ORDER BY entry_id DESC")
        return list(filter(fits, (row[0] for row in cursor)))
