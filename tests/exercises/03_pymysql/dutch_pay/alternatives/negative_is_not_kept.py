"""It is written first, and looked at afterwards; a savepoint brings back what was before."""


def settle(connection, payer, friends, won):
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT dinner")
        complete = False
        try:
            for friend in friends:
                cursor.execute("UPDATE purses SET won = won - %s WHERE owner = %s", [won, friend])
            cursor.execute("UPDATE purses SET won = won + %s WHERE owner = %s", [won * len(friends), payer])
            cursor.execute("SELECT owner FROM purses WHERE won >= 0")
            able = {owner for (owner,) in cursor.fetchall()}
            if not able.issuperset([payer, *friends]):
                raise ValueError("not all can pay")
            complete = True
        finally:
            if not complete:
                cursor.execute("ROLLBACK TO dinner")
            connection.commit()
