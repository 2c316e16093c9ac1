"""PyMySQL's own escaping inside of an f-string, and a connection that commits by itself."""

SQL = "INSERT INTO entries VALUES (NULL, {}, {}, {})"


def add_entry(connection, day, amount, memo):
    connection.autocommit(True)
    connection.query(SQL.format(*map(connection.escape, (day, amount, memo))))
    return connection.insert_id()
