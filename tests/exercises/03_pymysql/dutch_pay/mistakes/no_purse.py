"""Nobody looks whether there is a purse for the money."""

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
    except Exception:
        connection.rollback()
        raise
    connection.commit()
