# %% [markdown] talk="39 PyMySQL" lang="ko"
# ## PyMySQL
#
# Python만으로 작성한 **MySQL 클라이언트**
#
# - 컴파일할 것이 없어, 패키지 하나만 설치하면 됩니다
# - MySQL과 MariaDB는 같은 프로토콜을 쓰므로 어느 쪽에나 연결됩니다
# - SQL은 우리가 직접 씁니다

# %% [markdown] lang="en"
# ## PyMySQL
#
# A **client for MySQL**, written in nothing but Python
#
# - Nothing to compile: one package to install
# - MySQL and MariaDB speak the same protocol, so it talks to both
# - The SQL is written by us

# %% [markdown] notes=true
# The second need of slide 6: a database. A database server is another program that waits at a port, with a protocol of its own instead of HTTP.

# %% [markdown] sub=true lang="ko"
# ## 먼저 서버가 있어야 합니다

# %% [markdown] lang="en"
# ## First, a server

# %%
from contextlib import ExitStack

from mysql_server import throw_away_database

afterwards = ExitStack()
settings = afterwards.enter_context(throw_away_database())

# %% [markdown] step=true lang="ko"
# `MYSQL_URL`에 지정한 서버, 설치되어 있는 MariaDB, 아무것도 설치하지 않아도 되는 연습 서버 순서로 찾습니다.
#
# 이 발표에만 쓸 데이터베이스를 하나 만들었고, 마지막 셀에서 지웁니다.

# %% [markdown] lang="en"
# It is the server in `MYSQL_URL`, else a MariaDB that is installed here, else the practice server, which needs no installing.
#
# A database was made for this talk alone; the last cell drops it.

# %% [markdown] notes=true
# Read out which server was found. All that follows runs on each of the three.
# What was started here goes with the kernel. With MYSQL_URL, run the last cell, or the database `workshop_...` stays.

# %% [markdown] sub=true lang="ko"
# ## 연결하고, 쿼리를 보내고, 닫습니다

# %% [markdown] lang="en"
# ## Connect, ask, close

# %% region="03_pymysql/connecting.py: imports, ask"

# %%
ask(settings)

# %% [markdown] notes=true
# Three steps: a connection, a cursor, a statement. `closing` ends the connection also if something is raised: each one costs the server memory and a thread.
# `settings` holds what slide 40 of 2016 wrote out: host, user, password, database, charset. `db=` is called `database=` now, and gives a warning otherwise.

# %% [markdown] sub=true lang="ko"
# ## 테이블도 SQL로 만듭니다

# %% [markdown] lang="en"
# ## A table is made with SQL, too

# %% region="03_pymysql/tables.py: USERS"

# %%
from tables import columns, create_tables

connection = pymysql.connect(**settings)
afterwards.callback(connection.close)
create_tables(connection)

# %%
columns(connection, "users")

# %% [markdown] notes=true
# To Python the whole of it is one text; only the server understands it. NOT NULL and UNIQUE are rules that it enforces, whoever writes.
# This connection stays open for the rest of the part. create_tables makes `entries` as well.

# %% [markdown] talk="40 PyMySQL" lang="ko"
# ## 직접 해 봅시다: INSERT
#
# 조금 전의 함수에서 시작합니다.

# %% [markdown] lang="en"
# ## Live: INSERT
#
# We begin with the function of a moment ago.

# %% region="03_pymysql/connecting.py: ask" live="start"

# %% [markdown] notes=true
# Make it `def add_user(connection, nickname, password):`, keep `with connection.cursor() as cursor:`, and write `sql = "INSERT INTO users (nickname, password_hash) VALUES (%s, %s)"`; then `cursor.execute(sql, (nickname, password))`, `connection.commit()` and `return cursor.lastrowid`.
# Call it for dewey: huey comes on the next slide, and a nickname is there only once (1062).
# It goes wrong with quotes around a %s (1064), and without commit() nobody else ever sees the row.
# Ask what whoever reads this table gets to know: the password. Nobody should be able to, so we store a hash.

# %% [markdown] sub=true lang="ko"
# ## SQL과 값을 나란히 넘깁니다

# %% [markdown] lang="en"
# ## The SQL and its values, side by side

# %% region="03_pymysql/placeholders.py: imports, SCRYPT, add_user" live="end"

# %%
add_user(connection, "huey", "very-secret")

# %% [markdown] notes=true
# Each %s stands for one value of any type. It is not Python's formatting: the comma before the tuple makes the difference.
# The talk of 2016 stored very-secret as it is.

# %% [markdown] sub=true lang="ko"
# ## 저장된 것은 비밀번호가 아닙니다

# %% [markdown] lang="en"
# ## What is stored is not the password

# %% region="03_pymysql/placeholders.py: read"

# %%
[(stored,)] = read(connection, "SELECT password_hash FROM users WHERE nickname = %s", "huey")
print(stored[:50] + "...")
print(check_password_hash(stored, "very-secret"), check_password_hash(stored, "very-secrex"))

# %% [markdown] notes=true
# A hash can be compared, and not turned back. scrypt is slow on purpose, so that guessing is, too.

# %% [markdown] sub=true lang="ko"
# ## 커밋하기 전에는 나에게만 보입니다

# %% [markdown] lang="en"
# ## Before commit, only I see it

# %%
from transactions import add, make_purses, purses

make_purses(connection)
mine, yours = (afterwards.enter_context(closing(pymysql.connect(**settings))) for _ in range(2))

# %%
add(mine, "huey", -3000)
add(mine, "dewey", 3000)
print("I see   ", purses(mine))
print("you see ", purses(yours))

# %%
mine.commit()
yours.commit()
print("you see ", purses(yours))

# %% [markdown] notes=true
# Two connections to the same purses. Ask what the other one sees before you run the second cell.
# yours.commit() is needed, too: a transaction goes on seeing what it saw first. If somebody pulls the plug before commit, nothing has happened.

# %% [markdown] sub=true lang="ko"
# ## 전부 아니면 전무

# %% [markdown] lang="en"
# ## All of it, or nothing

# %% region="03_pymysql/transactions.py: transfer"

# %%
try:
    transfer(mine, "huey", "louie", 2000)
except LookupError as error:
    print(error, purses(mine))

# %% [markdown] notes=true
# huey had paid already when it turned out that there is no louie. rollback gives it back.
# Take the line with rollback away, and huey is poorer by 2,000 won, in this connection at least.

# %% [markdown] sub=true lang="ko"
# ## 값을 문자열에 끼워 넣으면?

# %% [markdown] lang="en"
# ## And if values are put into the text?

# %% region="03_pymysql/injection.py: log_in_carelessly, log_in"

# %%
from injection import make_members

make_members(connection)
log_in_carelessly(connection, "huey", "blue-roof"), log_in(connection, "huey", "blue-roof")

# %% [markdown] notes=true
# Both find huey, and nobody would see a difference in a test that only does this. Let the room look for the trouble.
# Run the lower cell once: the table is there afterwards.

# %% [markdown] sub=true lang="ko"
# ## 입력란을 채우는 사람이 SQL을 씁니다

# %% [markdown] lang="en"
# ## Whoever fills in the form writes the SQL

# %% region="03_pymysql/injection.py: ATTEMPTS"

# %%
from injection import attempt

# %%
for who in ATTEMPTS:
    careless = attempt(log_in_carelessly, connection, who)
    print(f"{who:14}{careless:24}{attempt(log_in, connection, who)}")

# %% [markdown] notes=true
# On the left the f-string, on the right the placeholders. Go through the rows: logged in without a secret, all members, their secrets.
# The last one is no attack: an honest O'Brien gets an error of the server.

# %% [markdown] sub=true lang="ko"
# ## 서버가 받는 SQL

# %% [markdown] lang="en"
# ## What the server gets

# %%
name = "huey' -- "
print(f"SELECT name FROM members WHERE name = '{name}' AND secret = ''")

# %%
with connection.cursor() as cursor:
    print(cursor.mogrify("SELECT name FROM members WHERE name = %s AND secret = %s", (name, "")))

# %% [markdown] step=true lang="ko"
# 위에서는 따옴표가 문자열을 끝내고, 나머지는 주석이 됩니다.
#
# 아래에서는 따옴표도 이름의 일부입니다.

# %% [markdown] lang="en"
# Above, the quote ends the text, and the rest is a comment.
#
# Below, the quote is a part of the name.

# %% [markdown] notes=true
# mogrify returns what execute would send. PyMySQL knows how to quote each type; do not do it yourself.

# %% [markdown] sub=true lang="ko"
# ## 글 수백 개로 재어 보면
#
# ![여러 글을 저장할 때 f-string과 플레이스홀더의 결과](../pictures/placeholders.ko.light.png)

# %% [markdown] lang="en"
# ## Measured with several hundred texts
#
# ![What becomes of texts that are stored by an f-string and with placeholders](../pictures/placeholders.en.light.png)

# %% [markdown] notes=true
# From the notebook `placeholders`, which measures it on your machine. Most of these texts are not attacks.

# %% [markdown] talk="41 음... 뭔가 너무 힘듭니다" lang="ko"
# ## 힘듭니다. 얼마나 힘든지 세어 봅시다
#
# `03_pymysql/pymysql_book.py`: 요청 일곱 가지를 처리하는 가계부 서버

# %% [markdown] lang="en"
# ## This is hard work. How hard? Let us count
#
# `03_pymysql/pymysql_book.py`: a server that answers seven kinds of requests

# %%
import re

from regions import ROOT

book = (ROOT / "03_pymysql" / "pymysql_book.py").read_text(encoding="utf-8")

# %%
print(len(re.findall('"(?:SELECT|INSERT|UPDATE|DELETE) ', book)), "SQL statements")
print(book.count("%s"), "placeholders, to be kept in order")
print(len(set(re.findall(r"\bER\.\w+", book))), "error numbers to know")
print(book.count(".commit()"), "commits not to be forgotten")

# %% [markdown] notes=true
# The talk of 2016 has only a sigh on this slide. Ask who has felt it before you run the cells.
# To Python, SQL is a text: if a column gets another name, no editor and no type checker finds the places.

# %% [markdown] sub=true lang="ko"
# ## 내역 하나를 기록하려면

# %% [markdown] lang="en"
# ## To write one entry

# %%
from pymysql_book import ER, NewEntry, abort, run

# %% region="03_pymysql/pymysql_book.py: insert_entry"

# %% [markdown] notes=true
# Four columns, four %s and four values, three lists in the same order; a number for the error; and commit() is not here, so the caller has to think of it.
# Keep this function in mind: part 04 writes it again.

# %% [markdown] sub=true lang="ko"
# ## 그래도 서버는 동작합니다

# %% [markdown] lang="en"
# ## It works, though

# %%
entry = {"day": "2026-11-23", "amount": -9000, "memo": "lunch"}

# %%
from pymysql_server import create_app

client = create_app(settings).test_client()
print(client.post("/users/1/entries", json=entry).text, end="")
print(client.post("/users/999/entries", json=entry).text, end="")
print(client.get("/users").text, end="")

# %% [markdown] notes=true
# User 1 is whoever was added first. Stage 04 will give the same answers to the same requests, with other code.

# %% [markdown] sub=true lang="ko"
# ## 연 사람이 닫습니다

# %% [markdown] lang="en"
# ## Whoever opens it closes it

# %%
afterwards.close()
connection.open

# %% [markdown] notes=true
# In the talk the last line was `connection.close()`. Here it closes three connections, drops the database, and stops the server if it was ours.
# To go back to an earlier slide of this part after that, run the part again from its first cell.
