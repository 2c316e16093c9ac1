# %% [markdown] lang="ko"
# # 직접 쓴 SQL과 ORM
#
# 발표는 PyMySQL을 쓰고 나서 너무 힘들다고 합니다(41번 슬라이드). ORM을 두고는 종교 전쟁이 벌어진다고 하고(43번), 장점으로 생산성, 객체로 추상화된 데이터, 그리고 이론적으로는 특정 데이터베이스에 의존하지 않는다는 점을 듭니다(44번). 여기서는 믿는 대신 측정합니다. 코드는 얼마나 줄어드는지, 시간은 얼마나 더 드는지, SQL은 몇 개나 나가는지, 같은 모델이 정말 두 데이터베이스에서 동작하는지 봅니다.

# %% [markdown] lang="en"
# # SQL by hand and the ORM
#
# After PyMySQL, the talk says that this is too laborious (slide 41). About ORMs, it says, a war of religion is going on (43), and names as their advantages productivity, data as objects, and, in theory, no dependence on one database (44). Here it is measured instead of believed: how much code is saved, how much time it costs, how many statements are sent, and whether the same models really run on two databases.

# %% lang="ko"
from figures import speak

speak("ko")

# %% lang="en"
from figures import speak

speak("en")

# %%
import ast
import re
from contextlib import ExitStack, contextmanager
from datetime import date
from statistics import median
from time import perf_counter

import pymysql
import pymysql_server
import regions
import sqlalchemy_server
from databases import engine_for
from figures import conclude, draw, label, machine, say
from models import Base, Entry, User
from mysql_server import throw_away_database
from n_plus_one import sum_of_all
from pymysql.cursors import Cursor
from sqlalchemy import create_engine, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload

# %% [markdown] lang="ko"
# ## 코드의 양 (41번 슬라이드)
#
# `03_pymysql/pymysql_book.py`와 `04_sqlalchemy/sqlalchemy_book.py`는 같은 요청에 같은 응답을 합니다. 빈 줄, 주석, docstring을 뺀 코드의 줄을 세고, 직접 쓴 SQL 문과 그 안의 `%s`를 셉니다. 테이블은 따로 셉니다. 한쪽에서는 `CREATE TABLE`이고 다른 쪽에서는 클래스입니다.

# %% [markdown] lang="en"
# ## How much code (slide 41)
#
# `03_pymysql/pymysql_book.py` and `04_sqlalchemy/sqlalchemy_book.py` give the same answers to the same requests. Counted are the lines of code, without blank ones, comments and docstrings; and the SQL statements written by hand, with each `%s` in them. The tables are counted apart: `CREATE TABLE` here, classes there.


# %%
def code_lines(code):
    """Count the lines that are neither blank, nor a comment, nor of a docstring."""
    lines = dict(enumerate(code.splitlines(), 1))
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            for number in range(node.body[0].lineno, node.body[0].end_lineno + 1):
                del lines[number]
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in lines.values())


def sql_in(code):
    """Return the SQL statements that are written in a program."""
    texts = [node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant)]
    return [
        text for text in texts if isinstance(text, str) and re.match("(SELECT|INSERT|UPDATE|DELETE) ", text)
    ]


CODE = {
    "by hand": ("03_pymysql/pymysql_book.py", "03_pymysql/tables.py: USERS, ENTRIES, create_tables"),
    "ORM": ("04_sqlalchemy/sqlalchemy_book.py", "04_sqlalchemy/models.py: BYTE_BY_BYTE, Base, User, Entry"),
}
lines, tables, statements, values = {}, {}, {}, {}
for way, (book, definitions) in CODE.items():
    code = (regions.ROOT / book).read_text(encoding="utf-8")
    lines[way], tables[way] = code_lines(code), code_lines(regions.code(definitions))
    statements[way], values[way] = len(sql_in(code)), sum(sql.count("%s") for sql in sql_in(code))
    print(
        f"{way:8}{lines[way]:4} lines + {tables[way]} of tables, {statements[way]} SQL statements, {values[way]} %s"
    )

# %%
together = {way: lines[way] + tables[way] for way in CODE}
conclude(
    say(
        f"요청을 처리하는 코드는 직접 쓰면 {lines['by hand']}줄, ORM으로는 {lines['ORM']}줄이고, 테이블까지 더하면 "
        f"{together['by hand']}줄과 {together['ORM']}줄입니다({together['ORM'] / together['by hand'] - 1:+.0%}). "
        f"직접 쓴 SQL 문은 {statements['by hand']}개와 {statements['ORM']}개, "
        f"순서를 맞추어야 하는 값은 {values['by hand']}개와 {values['ORM']}개입니다.",
        f"The answers take {lines['by hand']} lines by hand and {lines['ORM']} with the ORM; with the tables, "
        f"{together['by hand']} and {together['ORM']} ({together['ORM'] / together['by hand'] - 1:+.0%}). "
        f"SQL statements written by hand: {statements['by hand']} and {statements['ORM']}; "
        f"values to be kept in order: {values['by hand']} and {values['ORM']}.",
    ),
    lines=lines,
    table_lines=tables,
    lines_together=together,
    sql_statements=statements,
    sql_values=values,
)

# %% [markdown] lang="ko"
# ## 데이터베이스
#
# 이제 서버가 필요합니다. `MYSQL_URL`의 서버, 없으면 이 노트북이 따로 띄우는 MariaDB, 그것도 없으면 연습 서버이고, 어느 것인지는 아래에 나옵니다. SQLAlchemy도 PyMySQL을 통해 같은 설정으로 연결하므로, 차이는 ORM에서 옵니다.

# %% [markdown] lang="en"
# ## The database
#
# Now a server is needed: the one in `MYSQL_URL`, else a MariaDB for this notebook alone, else the practice server; the line below says which. SQLAlchemy connects through PyMySQL as well, with the same settings: what differs is the ORM.

# %%
afterwards = ExitStack()
settings = afterwards.enter_context(throw_away_database())
engine = create_engine("mysql+pymysql://", creator=lambda: pymysql.connect(**settings))
afterwards.callback(engine.dispose)
with engine.connect() as connection:
    server = connection.scalar(select(func.version()))
here = ", ".join([machine("PyMySQL", "SQLAlchemy"), server])
print(here)

# %% [markdown] lang="ko"
# ## 같은 요청, 나가는 SQL
#
# 두 서버에 같은 요청을 보내고, PyMySQL의 커서가 받는 SQL을 모두 적어 둡니다. `COMMIT`과 연결 설정은 양쪽 모두 세지 않습니다.

# %% [markdown] lang="en"
# ## The same requests, and the SQL that is sent
#
# Both servers get the same requests, and each SQL that one of PyMySQL's cursors is given is noted. `COMMIT`, and what sets a connection up, is not counted on either side.

# %%
DAY = "2026-11-23"
REQUESTS = [
    ("POST", "/users", {"nickname": "huey", "password": "very-secret"}),
    ("POST", "/users", {"nickname": "dewey", "password": "very-secret"}),
    ("POST", "/users/1/entries", {"day": DAY, "amount": -9000, "memo": "점심 🍜"}),
    ("PUT", "/users/1/entries/1", {"day": DAY, "amount": -9500, "memo": "점심 🍜"}),
    ("POST", "/transfers", {"from_user": 1, "to_user": 2, "day": DAY, "amount": 5000}),
    ("GET", "/users/2/entries", None),
    ("GET", "/users", None),
    ("DELETE", "/users/1/entries/1", None),
    ("POST", "/users", {"nickname": "dewey", "password": "also-secret"}),
]


@contextmanager
def heard():
    """Yield a list that gets each statement which a cursor of PyMySQL is given, and its number of rows."""
    sent, execute = [], Cursor.execute

    def note(cursor, sql, values=None):
        statement = [" ".join(sql.split()), 0]
        if statement[0].startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            sent.append(statement)
        statement[1] = execute(cursor, sql, values)
        return statement[1]

    Cursor.execute = note
    try:
        yield sent
    finally:
        Cursor.execute = execute


def served(app):
    """Send the requests to a server; return its answers, and the SQL that it sent for each of them."""
    # Hashing passwords slowly is right, but not what is asked here.
    app.config["PASSWORD_HASH"] = "pbkdf2:sha256:1"
    client, answers, sql = app.test_client(), [], []
    for method, path, sent in REQUESTS:
        with heard() as of_one:
            reply = client.open(path, method=method, json=sent)
        answers.append((reply.status_code, reply.text))
        sql.append([statement for statement, _ in of_one])
    return answers, sql


# %%
answers, sql = {}, {}
answers["by hand"], sql["by hand"] = served(pymysql_server.create_app(settings))
Base.metadata.drop_all(engine)
answers["ORM"], sql["ORM"] = served(sqlalchemy_server.create_app(engine))
same = answers["by hand"] == answers["ORM"]
print("by hand  ORM")
for (method, path, _), hand, orm in zip(REQUESTS, sql["by hand"], sql["ORM"], strict=True):
    print(f"{len(hand):7}{len(orm):5}  {method} {path}")

# %% [markdown] lang="ko"
# 숫자가 다른 요청은 SQL도 봅니다.

# %% [markdown] lang="en"
# Where the numbers differ, here is the SQL.

# %%
for (method, path, _), hand, orm in zip(REQUESTS, sql["by hand"], sql["ORM"], strict=True):
    if len(hand) != len(orm):
        print(f"{method} {path}")
        print(*[f"  by hand  {text}" for text in hand], *[f"  ORM      {text}" for text in orm], sep="\n")

# %%
sent = {way: sum(map(len, of_all)) for way, of_all in sql.items()}
conclude(
    say(
        f"같은 요청 {len(REQUESTS)}개에 직접 쓴 코드는 SQL 문 {sent['by hand']}개, ORM은 {sent['ORM']}개를 보냈고, "
        + ("응답은 모두 같습니다." if same else "응답은 서로 다릅니다."),
        f"For the same {len(REQUESTS)} requests {sent['by hand']} statements are sent by hand and {sent['ORM']} "
        + ("by the ORM, and all answers are the same." if same else "by the ORM, and the answers differ."),
    ),
    requests=len(REQUESTS),
    same_answers=same,
    statements_sent=sent,
)

# %% [markdown] lang="ko"
# ## 시간 (43번 슬라이드)
#
# 위에서 가입한 1번 사용자의 내역을 저장하고, 다시 읽어 금액을 더하는 일을 세 가지 방법으로 합니다.
#
# - 직접 쓴 SQL: `executemany`, 튜플
# - ORM의 객체: `add_all`, `select(Entry)`
# - 객체 없이 열만: `insert(Entry)`에 딕셔너리, `select(Entry.day, ...)`

# %% [markdown] lang="en"
# ## Time (slide 43)
#
# Entries of user 1, who signed up above, are written, read again, and their amounts added up, in three ways:
#
# - SQL by hand: `executemany`, tuples
# - the ORM's objects: `add_all`, `select(Entry)`
# - columns without objects: dictionaries for `insert(Entry)`, `select(Entry.day, ...)`

# %%
connection = pymysql.connect(**settings)
afterwards.callback(connection.close)
INSERT = "INSERT INTO entries (user_id, day, amount, memo) VALUES (%s, %s, %s, %s)"
SELECT = "SELECT entry_id, day, amount, memo FROM entries WHERE user_id = %s"
COLUMNS = (Entry.entry_id, Entry.day, Entry.amount, Entry.memo)


def write_by_hand(rows):
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, [(1, day, amount, memo) for day, amount, memo in rows])
    connection.commit()


def read_by_hand():
    with connection.cursor() as cursor:
        cursor.execute(SELECT, (1,))
        total = sum(amount for _, _, amount, _ in cursor.fetchall())
    # As a session does at its end.
    connection.rollback()
    return total


def write_objects(rows):
    with Session(engine) as session:
        session.add_all([Entry(user_id=1, day=day, amount=amount, memo=memo) for day, amount, memo in rows])
        session.commit()


def read_objects():
    with Session(engine) as session:
        return sum(entry.amount for entry in session.scalars(select(Entry).where(Entry.user_id == 1)))


def write_columns(rows):
    with Session(engine) as session:
        session.execute(
            insert(Entry),
            [{"user_id": 1, "day": day, "amount": amount, "memo": memo} for day, amount, memo in rows],
        )
        session.commit()


def read_columns():
    with Session(engine) as session:
        return sum(row.amount for row in session.execute(select(*COLUMNS).where(Entry.user_id == 1)))


# %% [markdown] lang="ko"
# 크기마다 세 방법을 번갈아, 약 0.15초 동안, 그리고 적어도 아홉 번씩 재고, 중앙값을 직접 쓴 SQL과의 비로 나타냅니다.

# %% [markdown] lang="en"
# At each size the three ways take turns, for about 0.15 seconds and at least nine times; the medians are given as ratios to SQL by hand.

# %%
WAYS = {
    "by hand": (write_by_hand, read_by_hand),
    "objects": (write_objects, read_objects),
    "columns": (write_columns, read_columns),
}


def timed(write, read, rows):
    """Return how long writing and reading the rows take, and clear the table."""
    start = perf_counter()
    write(rows)
    written = perf_counter()
    total = read()
    end = perf_counter()
    assert total == sum(amount for _, amount, _ in rows)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM entries")
    connection.commit()
    return written - start, end - written


def medians(size):
    """Return the medians of writing and of reading in seconds, for each way."""
    rows = [(date(2026, 11, 23), -1000 - number, f"memo {number}") for number in range(size)]
    times = {way: [] for way in WAYS}
    end = perf_counter() + 0.15
    while perf_counter() < end or len(times["columns"]) < 9:
        for way, (write, read) in WAYS.items():
            times[way].append(timed(write, read, rows))
    return {way: [median(column) for column in zip(*taken, strict=True)] for way, taken in times.items()}


with connection.cursor() as cursor:
    cursor.execute("DELETE FROM entries")
connection.commit()
for write, read in WAYS.values():
    timed(write, read, [(date(2026, 11, 23), -1000, "warm up")])
seconds = {size: medians(size) for size in (1, 10, 100, 1000)}

# %%
ratios = {
    job: {
        way: {size: taken[way][number] / taken["by hand"][number] for size, taken in seconds.items()}
        for way in ("objects", "columns")
    }
    for number, job in enumerate(("write", "read"))
}
for size, taken in seconds.items():
    print(
        f"{size:5} entries:",
        {way: [f"{time * 1000:.2f} ms" for time in times] for way, times in taken.items()},
    )
for job, of_ways in ratios.items():
    print(job, {way: [f"{ratio:.1f}" for ratio in of_sizes.values()] for way, of_sizes in of_ways.items()})

# %%
NAMES = {
    ("write", "objects"): label("객체 쓰기", "objects, writing"),
    ("read", "objects"): label("객체 읽기", "objects, reading"),
    ("write", "columns"): label("열만 쓰기", "columns, writing"),
    ("read", "columns"): label("열만 읽기", "columns, reading"),
}
biggest = max(seconds)
last = {f"{job} {way}": ratios[job][way][biggest] for job in ratios for way in ratios[job]}


def plot(axes):
    for (job, way), name in NAMES.items():
        colour, dashes = "C0" if way == "objects" else "C1", "-" if job == "write" else "--"
        sizes, of_sizes = zip(*ratios[job][way].items(), strict=True)
        axes.plot(sizes, of_sizes, dashes, color=colour, marker="o", label=name)
    axes.axhline(1, color="gray", linestyle=":", label=label("직접 쓴 SQL", "SQL by hand"))
    axes.set_xscale("log")
    axes.set_xticks(list(seconds), [f"{size:,}" for size in seconds])
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel(label("내역의 수", "entries"))
    axes.set_ylabel(label("직접 쓴 SQL의 몇 배", "times as long as by hand"))
    axes.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1))


draw(
    "sql_and_orm",
    label(
        f"내역 {biggest:,}건: ORM 객체는 직접 쓴 SQL의 {last['write objects']:.1f}배(쓰기), "
        f"{last['read objects']:.1f}배(읽기)",
        f"{biggest:,} entries: ORM objects take {last['write objects']:.1f} (write) and "
        f"{last['read objects']:.1f} (read) times as long as by hand",
    ),
    plot,
    foot=here,
)

# %% [markdown] lang="ko"
# 저희 컴퓨터에서 측정한 결과입니다.
#
# ![내역의 수에 따라 ORM이 직접 쓴 SQL의 몇 배 걸리는지](../pictures/sql_and_orm.ko.light.png)

# %% [markdown] lang="en"
# On our machine:
#
# ![How many times as long as SQL by hand the ORM takes, by the number of entries](../pictures/sql_and_orm.en.light.png)

# %%
more = {
    job: (seconds[biggest]["objects"][number] - seconds[biggest]["by hand"][number]) / biggest * 1_000_000
    for number, job in enumerate(("write", "read"))
}
conclude(
    say(
        f"내역 {biggest:,}건에 ORM의 객체는 직접 쓴 SQL의 {last['write objects']:.1f}배(쓰기)와 "
        f"{last['read objects']:.1f}배(읽기), 열만 다루면 {last['write columns']:.1f}배와 "
        f"{last['read columns']:.1f}배 걸렸습니다. 객체 하나의 차이는 "
        f"쓰기 {more['write']:+.0f} µs, 읽기 {more['read']:+.0f} µs입니다.",
        f"For {biggest:,} entries the ORM's objects take {last['write objects']:.1f} times as long as SQL by "
        f"hand to write and {last['read objects']:.1f} to read; columns alone {last['write columns']:.1f} and "
        f"{last['read columns']:.1f}. For one object it is {more['write']:+.0f} µs to write and "
        f"{more['read']:+.0f} µs to read.",
    ),
    time_ratios=ratios,
    more_microseconds=more,
)

# %% [markdown] lang="ko"
# ## N+1: 쿼리의 수
#
# `04_sqlalchemy/n_plus_one.py`의 `sum_of_all`은 모든 사용자의 내역을 더합니다. 반복문은 늘 같고, 내역을 가져오는 방법만 다릅니다. 사용자마다 내역은 세 건입니다. 쿼리의 수와, 데이터베이스가 보낸 행의 수를 셉니다.

# %% [markdown] lang="en"
# ## N+1: how many statements
#
# `sum_of_all` in `04_sqlalchemy/n_plus_one.py` adds up the entries of all users. The loop is always the same; only the way in which entries are fetched differs. Each user has three entries. Counted are the statements, and the rows that the database sent.

# %%
LOADING = {"lazyload": lazyload, "selectinload": selectinload, "joinedload": joinedload}
ENTRIES = 3


def add_users(session, first, last):
    """Add users with these numbers, and entries for each."""
    session.execute(
        insert(User),
        [{"user_id": n, "nickname": f"user{n}", "password_hash": "x"} for n in range(first, last + 1)],
    )
    entries = [
        {"user_id": n, "day": date(2026, 11, 1), "amount": -1000, "memo": "tea"}
        for n in range(first, last + 1)
    ]
    session.execute(insert(Entry), entries * ENTRIES)
    session.commit()


def asked(loading):
    """Return how many statements, how many rows and how many seconds the sum takes."""
    with Session(engine) as session, heard() as sent:
        start = perf_counter()
        sum_of_all(session, loading(User.entries))
        took = perf_counter() - start
    return len(sent), sum(rows for _, rows in sent), took


# %%
# A transaction that is still open would keep its tables from being dropped.
connection.rollback()
Base.metadata.drop_all(engine)
Base.metadata.create_all(engine)
counted, before = {}, 0
for users in (1, 10, 30, 100):
    with Session(engine) as session:
        add_users(session, before + 1, users)
    before = users
    turns = [{name: asked(loading) for name, loading in LOADING.items()} for _ in range(3)]
    counted[users] = {
        name: [*turns[0][name][:2], median(turn[name][2] for turn in turns)] for name in LOADING
    }
    print(
        f"{users:4} users:",
        {name: f"{count} SQL, {rows} rows" for name, (count, rows, _) in counted[users].items()},
    )

# %%
most = max(counted)
lazy, eager = (counted[most][name] for name in ("lazyload", "selectinload"))


def plot(axes):
    for name, style in zip(LOADING, ("-", "-", "--"), strict=True):
        axes.plot(
            list(counted), [of_users[name][0] for of_users in counted.values()], style, marker="o", label=name
        )
    axes.set_xlabel(label("사용자의 수", "users"))
    axes.set_ylabel(label("SQL 문의 수", "statements"))
    axes.legend()


draw(
    "sql_and_orm_statements",
    label(
        f"사용자 {most}명: lazyload는 SQL {lazy[0]}개, selectinload는 {eager[0]}개",
        f"{most} users: {lazy[0]} statements by lazyload, {eager[0]} by selectinload",
    ),
    plot,
    foot=here,
)

# %% [markdown] lang="ko"
# 저희 컴퓨터에서 측정한 결과입니다.
#
# ![사용자의 수에 따른 SQL 문의 수](../pictures/sql_and_orm_statements.ko.light.png)

# %% [markdown] lang="en"
# On our machine:
#
# ![Statements by number of users](../pictures/sql_and_orm_statements.en.light.png)

# %%
conclude(
    say(
        f"사용자 {most}명의 내역을 더할 때 기본값인 lazyload는 SQL {lazy[0]}개로 {lazy[1]}행을, selectinload는 "
        f"{eager[0]}개로 {eager[1]}행을 가져왔습니다. lazyload는 {lazy[2] / eager[2]:.1f}배 걸렸습니다.",
        f"To add up the entries of {most} users, lazyload, the default, fetches {lazy[1]} rows with {lazy[0]} "
        f"statements, selectinload {eager[1]} rows with {eager[0]}. Lazyload takes {lazy[2] / eager[2]:.1f} "
        "times as long.",
    ),
    n_plus_one={name: {users: of_users[name][0] for users, of_users in counted.items()} for name in LOADING},
    rows={name: {users: of_users[name][1] for users, of_users in counted.items()} for name in LOADING},
    lazy_time_ratio=lazy[2] / eager[2],
)

# %% [markdown] lang="ko"
# ## 같은 모델, 두 데이터베이스 (44번 슬라이드)
#
# ORM으로 만든 서버를 이번에는 SQLite로 실행하고, 위와 같은 요청을 보냅니다. 코드는 하나도 바꾸지 않고, 엔진의 URL만 다릅니다.

# %% [markdown] lang="en"
# ## The same models on two databases (slide 44)
#
# The server with the ORM gets the requests from above again, this time on SQLite. No code is changed; only the engine's URL is different.

# %%
# A transaction that is still open would keep its tables from being dropped.
connection.rollback()
Base.metadata.drop_all(engine)
engines = {"SQLite": engine_for("sqlite://"), "MySQL": engine}
afterwards.callback(engines["SQLite"].dispose)


def rows_in(engine):
    """Return all rows of both tables, without the hashes, each of which has a salt of its own."""
    with Session(engine) as session:
        users = session.execute(select(User.user_id, User.nickname).order_by(User.user_id))
        entries = session.execute(select(*COLUMNS, Entry.user_id).order_by(Entry.entry_id))
        return [tuple(row) for row in (*users, *entries)]


replies = {name: served(sqlalchemy_server.create_app(engine))[0] for name, engine in engines.items()}
rows = {name: rows_in(engine) for name, engine in engines.items()}
same_replies, same_rows = replies["SQLite"] == replies["MySQL"], rows["SQLite"] == rows["MySQL"]
print(*rows["SQLite"], sep="\n")
print("same answers:", same_replies, " same rows:", same_rows)

# %% [markdown] lang="ko"
# 발표는 "이론적으로"라고 합니다. 실제로는 어디까지 같은지, 데이터베이스의 규칙에 닿는 것들을 저장해 봅니다.

# %% [markdown] lang="en"
# "In theory", says the talk. How far does it hold? Here are some things that touch the rules of the database.


# %%
def user(nickname):
    return User(nickname=nickname, password_hash="x")


def entry(**changed):
    return Entry(
        **{"user": user("louie"), "day": date(2026, 11, 23), "amount": -9000, "memo": "lunch"} | changed
    )


EDGES = {
    "two emoji as nicknames": lambda: [user("🍜"), user("🍲")],
    "kim and KIM": lambda: [user("kim"), user("KIM")],
    "kim and kim with a blank": lambda: [user("kim"), user("kim ")],
    "a nickname of 65 letters": lambda: [user("h" * 65)],
    "a memo of 201 letters": lambda: [entry(memo="m" * 201)],
    "an amount of 10 to the 15th": lambda: [entry(amount=10**15)],
    "the entry of a user who is not there": lambda: [entry(user=None, user_id=99)],
}


def stored(engine, objects):
    """Return whether a database stores the objects; the end of the session takes them back."""
    with Session(engine) as session:
        session.add_all(objects)
        try:
            session.flush()
        except DBAPIError as error:
            return type(error).__name__
    return "stored"


# %%
edges = {}
for what, made in EDGES.items():
    edges[what] = {name: stored(engine, made()) for name, engine in engines.items()}
sums = {}
for name, of_one in engines.items():
    with Session(of_one) as session:
        sums[name] = session.scalar(select(func.sum(Entry.amount)))
edges["the type of a sum"] = {name: type(total).__name__ for name, total in sums.items()}
for what, of_edge in edges.items():
    print(f"{what:38}{of_edge['SQLite']:16}{of_edge['MySQL']}")
afterwards.close()

# %%
different = [what for what, of_edge in edges.items() if of_edge["SQLite"] != of_edge["MySQL"]]
conclude(
    say(
        f"같은 모델을 쓴 SQLite와 MySQL은 응답을 비교하면 {'같고' if same_replies else '다르고'}, 저장된 행을 비교하면 "
        f"{'같습니다' if same_rows else '다릅니다'}. 데이터베이스의 규칙에 닿는 {len(edges)}가지 가운데서는 "
        f"{len(different)}가지가 다릅니다.",
        f"With the same models, SQLite and MySQL give {'the same' if same_replies else 'different'} answers and "
        f"hold {'the same' if same_rows else 'different'} rows. Of {len(edges)} things that touch the rules of "
        f"the database, {len(different)} differ.",
    ),
    same_answers=same_replies,
    same_rows=same_rows,
    edges=edges,
    different=different,
)
