"""Two statements for all friends; the payer first."""


def settle(connection, payer, friends, won):
    cursor = connection.cursor()
    try:
        paid = cursor.execute(
            "UPDATE purses SET won = won + %s WHERE owner = %s", (won * len(friends), payer)
        )
        marks = ",".join(["%s"] * len(friends))
        sql = f"UPDATE purses SET won = won - %s WHERE owner IN ({marks}) AND won >= %s"
        paid += cursor.execute(sql, [won, *friends, won])
    except Exception:
        cursor.execute("ROLLBACK")
        raise
    if paid < 1 + len(friends):
        cursor.execute("ROLLBACK")
        raise ValueError(f"{1 + len(friends) - paid} of them cannot")
    cursor.execute("COMMIT")
    cursor.close()
