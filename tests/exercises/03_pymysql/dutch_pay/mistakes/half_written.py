"""Each friend is a transaction."""

TAKE = "UPDATE purses SET won = won - %s WHERE owner = %s AND won >= %s"
GIVE = "UPDATE purses SET won = won + %s WHERE owner = %s"


def settle(connection, payer, friends, won):
    try:
        with connection.cursor() as cursor:
            for friend in friends:
                cursor.execute(TAKE, (won, friend, won))
                if cursor.rowcount == 0:
                    raise ValueError(f"{friend} cannot pay")
                cursor.execute(GIVE, (won, payer))
                if cursor.rowcount == 0:
                    raise ValueError(f"{payer} has no purse")
                connection.commit()
    except Exception:
        connection.rollback()
        raise
    connection.commit()
