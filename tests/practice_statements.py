"""Queries and changes of rows, for the practice server and a real MariaDB."""

# Statements are easier to read in one line each.
# ruff: noqa: E501

from typing import Any

import pytest

USERS = "CREATE TABLE users (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL UNIQUE, age INT)"
SOME = "INSERT INTO users (name, age) VALUES ('kim', 30), ('lee', 25), ('park', NULL)"
MONEY = "CREATE TABLE entries (id INT PRIMARY KEY, amount DECIMAL(10,2), day DATE, memo VARCHAR(10))"
ENTRIES = "INSERT INTO entries VALUES (1, 10.50, '2026-01-31', 'a'), (2, -3, '2026-02-01', 'B'), (3, 100.255, NULL, NULL)"
PARENT = "CREATE TABLE authors (id INT PRIMARY KEY, name VARCHAR(10))"
CHILD = "CREATE TABLE books (id INT PRIMARY KEY, author_id INT, title VARCHAR(20), FOREIGN KEY (author_id) REFERENCES authors (id))"
WRITTEN = (
    PARENT,
    CHILD,
    "INSERT INTO authors VALUES (1, 'han'), (2, 'yi')",
    "INSERT INTO books VALUES (1, 1, 'x'), (2, NULL, 'y')",
)
PAIRS = "CREATE TABLE p (id INT PRIMARY KEY, v INT)"


def probe(name: str, *statements: Any, words: bool = True) -> Any:
    """Name a probe; without `words` only the numbers of errors are compared."""
    return pytest.param(statements, words, id=name)


SELECTS = [
    probe("integers", "SELECT 1, -1, 1 + 2, 7 DIV 2, 7 % 3, 2 * 3, 5 - 7, TRUE, FALSE, NULL"),
    probe("division is exact", "SELECT 1/3, 5/2, 1.5/3, 7.5 % 2, 1.10 + 2, 1.5 * 2.25, 1/0"),
    probe("floats", "SELECT 1e0, 1.5e3 / 2, 0.1e0 + 0.2e0, 1e20, SQRT(2), PI() > 3"),
    probe("texts are numbers", "SELECT '3' + 1, '12abc' * 1, 'a' = 0, '1' = 1, '1.0' = 1"),
    probe(
        "collation", "SELECT 'abc' = 'ABC ', 'é' = 'e', 'a' < 'B', '가' = '나', 'a' LIKE 'A', 'a ' LIKE 'a'"
    ),
    probe(
        "all emoji are equal",
        "SELECT '😀' = '🎉', '😀' = '🎉' COLLATE utf8mb4_bin, CHAR_LENGTH('😀'), LENGTH('😀한')",
    ),
    probe(
        "null in comparisons",
        "SELECT NULL = NULL, NULL <=> NULL, 1 <> NULL, NULL IS NULL, NOT NULL, 1 IN (2, NULL)",
    ),
    probe(
        "logic", "SELECT 1 AND 0, 1 OR NULL, NOT 1, 1 XOR 1, !0, 2 BETWEEN 1 AND 3, 'b' BETWEEN 'A' AND 'C'"
    ),
    probe("in a list", "SELECT 'a' IN ('A', 'b'), 1.0 IN (1, 2), '2' IN (1, 2), 3 NOT IN (1, 2)"),
    probe("escapes", r"""SELECT 'it\'s', 'it''s', '\\', '\n\t' a, '\%', "x", 'say "hi"', "it's", "a""b" """),
    probe("a text with a zero byte", r"SELECT 'a\0b' AS a, '\Z' AS b, '\q'"),
    probe("names of columns", "SELECT 1+1, COUNT( * ), 'x', NULL, UPPER('a') up, (1), 1 AS `a b`, 'it''s'"),
    probe("joining texts", "SELECT CONCAT('a', 1, NULL), CONCAT('a', 1)"),
    probe(
        "parts of texts",
        "SELECT SUBSTRING('abcdef', 2, 3), SUBSTRING('abc', -2), SUBSTRING('abc', 0), LEFT('abc', 2), RIGHT('abc', 2)",
    ),
    probe(
        "letters",
        "SELECT UPPER('é'), LOWER('ABC'), REPLACE('aba', 'a', 'c')",
    ),
    probe(
        "finding texts",
        "SELECT LOCATE('B', 'abc'), INSTR('abc', 'C'), TRIM('  a '), TRIM(LEADING 'x' FROM 'xxa')",
    ),
    probe("length of bytes", "SELECT LENGTH(x'00ff'), LENGTH('한')"),
    probe("bytes", "SELECT x'4142', _binary'ab'"),
    probe(
        "rounding",
        "SELECT ABS(-2), ABS(-1.50), CEIL(1.2), FLOOR(-1.2), ROUND(2.5), ROUND(1.005, 2), TRUNCATE(1.999, 1), MOD(7, 3)",
    ),
    probe(
        "choices",
        "SELECT IF(1 > 2, 'a', 'b'), IF('0.0', 1, 2), IFNULL(NULL, 3), COALESCE(NULL, NULL, 'x'), NULLIF(1, 1)",
    ),
    probe(
        "cases",
        "SELECT CASE 2 WHEN 1 THEN 'one' WHEN 2 THEN 'two' END, CASE WHEN NULL THEN 1 ELSE 2.50 END, CASE 'a' WHEN 'A' THEN 1 END",
    ),
    probe("the form of a date", "SELECT DATE_FORMAT('2026-03-04 05:06:07', '%Y/%c/%e %H:%i:%s %W %b %j')"),
    probe(
        "parts of a date",
        "SELECT YEAR('2026-03-04'), MONTH('2026-03-04'), DAY('2026-03-04'), EXTRACT(YEAR FROM '2026-01-02')",
    ),
    probe("days between dates", "SELECT DATEDIFF('2026-03-01', '2026-02-01')"),
    probe("now has a type", "SELECT NOW() > '2020-01-01', CURDATE() = CURRENT_DATE, YEAR(NOW()) > 2020"),
    probe(
        "casts",
        "SELECT CAST('12' AS UNSIGNED), CAST('1.5' AS DECIMAL(5,1)), CAST(1 AS CHAR), CAST('2026-01-01' AS DATE), CONVERT('7', SIGNED), CAST(1.5 AS SIGNED)",
    ),
    probe(
        "union",
        "SELECT 1 AS n UNION SELECT 2 UNION SELECT 1 ORDER BY n DESC",
        "SELECT 1 UNION ALL SELECT 'a'",
        "SELECT NULL UNION SELECT 'b'",
    ),
    probe("a union of unequal width", "SELECT 1, 2 UNION SELECT 3"),
    probe("with", "WITH n AS (SELECT 1 AS x UNION ALL SELECT 2) SELECT SUM(x) FROM n"),
    probe(
        "with recursive",
        "WITH RECURSIVE n AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM n WHERE x < 4) SELECT * FROM n",
    ),
    probe("comments", "SELECT 1 -- one\n", "SELECT /* two */ 2 # three", "-- nothing"),
    probe(
        "settings",
        "SELECT @@autocommit, @@tx_isolation, @@sql_mode",
        "SHOW VARIABLES LIKE 'autocommit'",
        "SET nope = 1",
        "SET autocommit = 7",
    ),
    probe(
        "a setting is kept", "SET SESSION innodb_lock_wait_timeout = 1", "SELECT @@innodb_lock_wait_timeout"
    ),
    probe(
        "all of a table",
        USERS,
        SOME,
        "SELECT * FROM users",
        "SELECT NAME, users.age + 1 FROM users ORDER BY id DESC",
    ),
    probe(
        "limit",
        USERS,
        SOME,
        "SELECT id FROM users ORDER BY id LIMIT 2",
        "SELECT id FROM users ORDER BY id LIMIT 1, 2",
        "SELECT id FROM users ORDER BY id LIMIT 1 OFFSET 1",
    ),
    probe(
        "where texts",
        USERS,
        SOME,
        "SELECT id FROM users WHERE name = 'KIM'",
        "SELECT id FROM users WHERE name LIKE '%E%'",
        "SELECT id FROM users WHERE name = 0",
    ),
    probe(
        "where numbers",
        USERS,
        SOME,
        "SELECT id FROM users WHERE age IS NULL",
        "SELECT id FROM users WHERE id = '2'",
        "SELECT id FROM users WHERE name IN ('Kim', 'x') OR age > '26'",
    ),
    probe("where two columns", USERS, SOME, "SELECT id FROM users WHERE (id, age) = (1, 30)"),
    probe(
        "aggregates",
        USERS,
        SOME,
        "SELECT COUNT(*), COUNT(age), SUM(age), AVG(age), MIN(age), MAX(name) FROM users",
        "SELECT SUM(age) / 2, SUM(age) + 1 FROM users",
    ),
    probe("aggregates of nothing", USERS, "SELECT SUM(age), COUNT(*), MAX(age), AVG(age) FROM users"),
    probe(
        "group by",
        MONEY,
        ENTRIES,
        "SELECT memo, SUM(amount) AS s FROM entries GROUP BY memo HAVING s > 0 ORDER BY s",
        "SELECT YEAR(day) y, COUNT(*) FROM entries GROUP BY y ORDER BY y",
    ),
    probe(
        "distinct",
        MONEY,
        ENTRIES,
        "SELECT COUNT(DISTINCT memo) FROM entries",
        "SELECT DISTINCT memo FROM entries ORDER BY 1",
    ),
    probe(
        "decimals",
        MONEY,
        ENTRIES,
        "SELECT amount, amount * 2, amount / 3, -amount, amount + 1, amount * 1.5 FROM entries",
        "SELECT SUM(amount), AVG(amount), MAX(amount), MIN(amount) FROM entries",
    ),
    probe(
        "comparing decimals",
        MONEY,
        ENTRIES,
        "SELECT id FROM entries WHERE amount > 9 ORDER BY amount",
        "SELECT id FROM entries WHERE amount = 10.5",
        "SELECT MAX(amount * 2) FROM entries",
    ),
    probe(
        "order by what is no column",
        MONEY,
        ENTRIES,
        "SELECT memo, amount * 2 FROM entries ORDER BY 2",
        "SELECT id FROM entries ORDER BY amount * 3 DESC",
        "SELECT CONCAT(memo, '') AS c FROM entries ORDER BY c DESC",
    ),
    probe(
        "decimals of a sub-select",
        MONEY,
        ENTRIES,
        "SELECT x.s FROM (SELECT SUM(amount) AS s FROM entries) x WHERE x.s > 9",
    ),
    probe(
        "dates",
        MONEY,
        ENTRIES,
        "SELECT day, MONTH(day) FROM entries",
        "SELECT id FROM entries WHERE day >= '2026-02-01'",
        "SELECT id FROM entries WHERE day = '2026-2-1'",
    ),
    probe(
        "dates and times",
        MONEY,
        ENTRIES,
        "SELECT id FROM entries WHERE day BETWEEN '2026-01-01' AND '2026-01-31'",
        "SELECT id FROM entries WHERE day IN ('2026-1-31')",
        "SELECT id FROM entries WHERE day = '2026-02-01 00:00:00'",
    ),
    probe(
        "sub-selects as values",
        USERS,
        SOME,
        "SELECT name FROM users WHERE age = (SELECT MAX(age) FROM users)",
        "SELECT (SELECT COUNT(*) FROM users u WHERE u.id < users.id) AS before_me FROM users ORDER BY id",
    ),
    probe(
        "a sub-select of two rows",
        USERS,
        SOME,
        "SELECT (SELECT id FROM users)",
        "SELECT id FROM users WHERE id = (SELECT id FROM users)",
        "SELECT (SELECT 1, 2)",
    ),
    probe(
        "sub-selects as sets",
        USERS,
        SOME,
        "SELECT id FROM users WHERE id IN (SELECT id FROM users WHERE age > 26)",
        "SELECT name FROM users u WHERE EXISTS (SELECT 1 FROM users v WHERE v.id > u.id)",
    ),
    probe(
        "joins",
        *WRITTEN,
        "SELECT a.name, b.title FROM authors a JOIN books b ON b.author_id = a.id",
        "SELECT COUNT(*) FROM authors, books",
        "SELECT * FROM authors JOIN books USING (id)",
    ),
    probe(
        "outer joins",
        *WRITTEN,
        "SELECT * FROM authors a LEFT JOIN books b ON b.author_id = a.id ORDER BY a.id",
        "SELECT b.* FROM authors a RIGHT JOIN books b ON b.author_id = a.id ORDER BY b.id",
    ),
]
CHANGES = [
    probe(
        "on duplicate key with a number",
        USERS,
        SOME,
        "INSERT INTO users (name) VALUES ('lee') ON DUPLICATE KEY UPDATE age = 5",
        "SELECT LAST_INSERT_ID()",
    ),
    probe(
        "not like", USERS, SOME, "SELECT id FROM users WHERE name NOT LIKE 'K%'", "SELECT NULLIF('a', 'A')"
    ),
    probe("a union heeds no case", "SELECT COUNT(*) FROM (SELECT UPPER('a') AS x UNION SELECT LOWER('A')) u"),
    probe(
        "last insert id",
        USERS,
        "INSERT INTO users (name) VALUES ('a'), ('b'), ('c')",
        "SELECT LAST_INSERT_ID()",
        "INSERT INTO users (id, name) VALUES (10, 'd')",
    ),
    probe(
        "a number for 0 and NULL",
        USERS,
        "INSERT INTO users (id, name) VALUES (5, 'd')",
        "INSERT INTO users (id, name) VALUES (2, 'low')",
        "INSERT INTO users (id, name) VALUES (0, 'e'), (NULL, 'f')",
        "SELECT id FROM users ORDER BY id",
    ),
    probe(
        "failed inserts use up numbers",
        USERS,
        SOME,
        "INSERT INTO users (name) VALUES ('KIM')",
        "INSERT INTO users (name) VALUES ('x')",
        "SELECT id, name FROM users ORDER BY id",
    ),
    probe(
        "insert ignore",
        PAIRS,
        "INSERT INTO p VALUES (1, 1)",
        "INSERT IGNORE INTO p VALUES (1, 2), (2, 2)",
        "SELECT * FROM p",
    ),
    probe(
        "insert select",
        USERS,
        SOME,
        "INSERT INTO users (name) SELECT CONCAT(name, '2') FROM users",
        "SELECT id, name FROM users ORDER BY id",
        "INSERT INTO users SET name = 'set'",
    ),
    probe(
        "on duplicate key",
        PAIRS,
        "INSERT INTO p VALUES (6,1),(7,2) ON DUPLICATE KEY UPDATE v = VALUES(v)",
        "INSERT INTO p VALUES (6,9),(8,2) ON DUPLICATE KEY UPDATE v = v + VALUES(v)",
        "SELECT * FROM p",
    ),
    probe(
        "on duplicate key without a change",
        PAIRS,
        "INSERT INTO p VALUES (6, 1)",
        "INSERT INTO p VALUES (6,9) ON DUPLICATE KEY UPDATE v = v",
        "SELECT * FROM p",
    ),
    probe(
        "returning",
        USERS,
        "INSERT INTO users (name) VALUES ('a'), ('b') RETURNING id, UPPER(name) AS big",
        "DELETE FROM users WHERE id = 1 RETURNING name",
        "SELECT * FROM users",
    ),
    probe(
        "update",
        USERS,
        SOME,
        "UPDATE users SET age = age + 1",
        "UPDATE users SET age = 26 WHERE name = 'lee'",
        "SELECT * FROM users",
    ),
    probe(
        "update from left to right",
        USERS,
        SOME,
        "UPDATE users SET age = 1, name = CONCAT(name, age) WHERE id = 1",
        "SELECT * FROM users",
    ),
    probe(
        "delete",
        USERS,
        SOME,
        "DELETE FROM users WHERE age > 26",
        "DELETE FROM users WHERE id > 99",
        "SELECT id FROM users",
    ),
    probe(
        "truncate",
        USERS,
        SOME,
        "TRUNCATE TABLE users",
        "INSERT INTO users (name) VALUES ('a')",
        "SELECT id FROM users",
    ),
    probe(
        "all or nothing",
        USERS,
        "INSERT INTO users (name) VALUES ('a'), ('b'), ('a')",
        "SELECT COUNT(*) FROM users",
    ),
    probe(
        "defaults",
        "CREATE TABLE d (a INT DEFAULT 7, b VARCHAR(5) DEFAULT 'x', c INT)",
        "INSERT INTO d () VALUES ()",
        "INSERT INTO d VALUES (DEFAULT, DEFAULT, 1)",
        "UPDATE d SET a = DEFAULT, c = 5",
        "SELECT * FROM d",
    ),
    probe(
        "korean and emoji",
        USERS,
        "INSERT INTO users (name) VALUES ('한글 😀')",
        "SELECT name, CHAR_LENGTH(name), LENGTH(name) FROM users WHERE name LIKE '한%'",
    ),
    probe(
        "emoji collide",
        USERS,
        "INSERT INTO users (name) VALUES ('😀')",
        "INSERT INTO users (name) VALUES ('🎉')",
    ),
    probe(
        "a binary collation",
        "CREATE TABLE c (n VARCHAR(5) COLLATE utf8mb4_bin UNIQUE)",
        "INSERT INTO c VALUES ('😀'), ('🎉'), ('a'), ('A')",
        "INSERT INTO c VALUES ('a ')",
        "SELECT * FROM c WHERE n = 'a'",
        "SELECT n FROM c ORDER BY n",
    ),
    probe(
        "what nothing was inserted for has no number",
        "CREATE TABLE n (id INT AUTO_INCREMENT PRIMARY KEY, a INT UNIQUE)",
        "INSERT INTO n (a) VALUES (1)",
        "INSERT IGNORE INTO n (a) VALUES (1)",
        "SELECT LAST_INSERT_ID()",
    ),
    probe(
        "choices keep the type",
        "CREATE TABLE d (day DATE, price DECIMAL(8,2))",
        "INSERT INTO d VALUES ('2026-11-23', 1.5)",
        "SELECT IF(1, day, NULL) AS a, NULLIF(day, '2026-01-01') AS b, IF(0, 1, price) AS c FROM d",
        "SELECT * FROM (SELECT day, price FROM d) AS t",
    ),
    probe(
        "another case is a change",
        "CREATE TABLE n (a VARCHAR(9))",
        "INSERT INTO n VALUES ('kim')",
        "UPDATE n SET a = 'KIM' WHERE a = 'kim'",
        "UPDATE n SET a = 'KIM' WHERE a = 'kim'",
    ),
    probe(
        "a definition that fails leaves nothing",
        "CREATE TABLE n (a INT, KEY (b))",
        "SHOW TABLES",
        "CREATE TABLE n (a INT)",
        "INSERT INTO n VALUES (1), (1)",
        "CREATE UNIQUE INDEX one ON n (a)",
        "SHOW CREATE TABLE n",
    ),
]
