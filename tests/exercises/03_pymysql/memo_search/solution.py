"""Give the book a search box."""

import re
from typing import Any

from pymysql import Connection


def search(connection: "Connection[Any]", words: list[str]) -> list[str]:
    """Return the memos that hold all words, the newest first."""
    # In LIKE, % and _ stand for other characters, unless a backslash comes before.
    literal = [re.sub(r"[%_\\]", r"\\\g<0>", word) for word in words]
    conditions = " AND ".join(["memo LIKE %s" for _ in words]) or "TRUE"
    sql = f"SELECT memo FROM entries WHERE {conditions} ORDER BY entry_id DESC"
    with connection.cursor() as cursor:
        cursor.execute(sql, [f"%{word}%" for word in literal])
        return [memo for (memo,) in cursor.fetchall()]
