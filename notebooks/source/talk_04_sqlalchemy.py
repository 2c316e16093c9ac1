# %% [markdown] talk="42 SQLAlchemy" lang="ko"
# ## SQLAlchemy
#
# 두 가지로 이루어진 라이브러리
#
# - **SQL 툴킷**: 연결을 관리하고, Python 코드로 SQL을 만듭니다
# - 그 위의 **ORM**: 행을 객체로 바꾸고, 객체의 변경을 SQL로 바꿉니다

# %% [markdown] lang="en"
# ## SQLAlchemy
#
# A library of two halves
#
# - **A toolkit for SQL**: looks after connections, and makes SQL out of Python
# - On top, **an ORM**: turns rows into objects, and changes of objects into SQL

# %% [markdown] notes=true
# ORM: object relational mapper. The lower half can be used alone, and stage 06 does so where many rows are read.
# All of this part runs on SQLite, so nothing has to be started; the stage runs on MySQL as well.

# %% [markdown] talk="43 ORM은 종교전쟁 진행중..." lang="ko"
# ## ORM, 써야 할까요?
#
# 오래된 논쟁입니다. 종교 전쟁이라고도 합니다.
#
# | 쓰자는 쪽 | 말자는 쪽 |
# | --- | --- |
# | 테이블마다 똑같은 SQL을 쓰는 데 지쳤다 | 어차피 SQL을 알아야 한다 |
# | 값과 열의 순서를 맞추다 실수한다 | 쿼리를 언제 몇 번 보내는지 보이지 않는다 |

# %% [markdown] lang="en"
# ## An ORM, or none?
#
# An old dispute; some call it a war of religion.
#
# | in favour | against |
# | --- | --- |
# | tired of writing the same SQL for each table | one has to know SQL all the same |
# | values and columns get out of order | when and how often it asks is out of sight |

# %% [markdown] step=true lang="ko"
# 둘 다 맞는 말입니다. 그러니 믿는 대신 **재어 봅시다**.

# %% [markdown] lang="en"
# Both are right. So let us not believe but **measure**.

# %% [markdown] notes=true
# Ask for a show of hands, and do not argue yet. The slide of 2016 linked an article on okky.kr, 「ORM의 사실과 오해」.

# %% [markdown] sub=true lang="ko"
# ## 재어 보면
#
# ![직접 쓴 SQL과 ORM 비교](../pictures/sql_and_orm.ko.light.png)

# %% [markdown] lang="en"
# ## As measured
#
# ![SQL by hand and the ORM compared](../pictures/sql_and_orm.en.light.png)

# %% [markdown] notes=true
# From the notebook `sql_and_orm`, which measures it on your machine. An ORM is not free, and it does not save half of the lines either.

# %% [markdown] talk="44 ORM의 장점" lang="ko"
# ## ORM의 장점
#
# - **생산성**: 같은 응답을 SQL 한 줄 없이 만듭니다

# %% [markdown] lang="en"
# ## What an ORM is good for
#
# - **Productivity**: the same answers, without a line of SQL

# %% [markdown] step=true lang="ko"
# - **데이터가 객체가 됩니다**: 리스트에 넣고, 속성에 대입합니다

# %% [markdown] lang="en"
# - **Data are objects**: append to a list, assign to an attribute

# %% [markdown] step=true lang="ko"
# - **데이터베이스를 가리지 않습니다**: 단, 2016년의 발표에서도 "이론적으로"였습니다

# %% [markdown] lang="en"
# - **Any database will do**: "in theory", as the talk said in 2016 already

# %% [markdown] notes=true
# The next two slides are about the first, slide 48 about the second, and the models of slide 46 show what theory leaves out.

# %% [markdown] sub=true lang="ko"
# ## 내역 하나를 기록하려면, 이번에는

# %% [markdown] lang="en"
# ## To write one entry, this time

# %%
from flask import Blueprint
from sqlalchemy_book import Entry, NewEntry, ResponseReturnValue, as_json, body, find_user, session

book = Blueprint("book", __name__)

# %% region="04_sqlalchemy/sqlalchemy_book.py: add_entry"

# %% [markdown] notes=true
# Compare with insert_entry of slide 41: no columns, no %s, no number of an error. The view is whole here, with its commit.
# What one has to know instead: that add sends nothing, that commit sends it, and that find_user asks the database once more.

# %% [markdown] sub=true lang="ko"
# ## 같은 서버 두 개를 세어 보면

# %% [markdown] lang="en"
# ## The same server twice, counted

# %%
import re

from regions import ROOT

files = ["03_pymysql/pymysql_book.py", "04_sqlalchemy/sqlalchemy_book.py"]
books = [(ROOT / name).read_text(encoding="utf-8") for name in files]

# %%
verbs = '"(?:SELECT|INSERT|UPDATE|DELETE) '
print("SQL statements", [len(re.findall(verbs, book)) for book in books])
print("placeholders  ", [book.count("%s") for book in books])
print("error numbers ", [len(set(re.findall(r"\bER\.\w+", book))) for book in books])
print("commits       ", [book.count(".commit()") for book in books])

# %% [markdown] step=true lang="ko"
# SQL과 함께 순서와 번호도 사라집니다. 커밋을 잊지 말아야 하는 것은 **그대로입니다**.

# %% [markdown] lang="en"
# With the SQL go the order and the numbers. That one must not forget to commit **stays**.

# %% [markdown] notes=true
# The first number is slide 41, the second this part's file. The same test suite asks both servers, and gets the same answers.

# %% [markdown] talk="45 SQLAlchemy 기능소개" lang="ko"
# ## 오늘 써 볼 기능
#
# | 기능 | 이름 |
# | --- | --- |
# | 클래스를 테이블에 매핑 | `DeclarativeBase`, `Mapped`, `mapped_column` |
# | 세션을 관리하고 SQL 만들기 | `sessionmaker`, `Session`, `select` |
# | 테이블 만들고 지우기 | `metadata.create_all`, `drop_all` |
#
# 이 밖에도 많습니다. 관계와 작업 단위는 04단계에 있습니다.

# %% [markdown] lang="en"
# ## What we are going to use
#
# | what it does | by which name |
# | --- | --- |
# | maps classes to tables | `DeclarativeBase`, `Mapped`, `mapped_column` |
# | manages sessions, makes SQL | `sessionmaker`, `Session`, `select` |
# | makes tables, and drops them | `metadata.create_all`, `drop_all` |
#
# There is much more: relationships and the unit of work are in stage 04.

# %% [markdown] notes=true
# One slide, or two, for each row. Let the room keep an eye on what is not there: SQL.

# %% [markdown] talk="46 객체 테이블 매핑" lang="ko"
# ## 직접 해 봅시다: 테이블을 클래스로

# %% [markdown] lang="en"
# ## Live: from a table to a class

# %% region="04_sqlalchemy/models.py: imports"

# %% region="03_pymysql/tables.py: USERS" live="start"

# %% [markdown] notes=true
# Type `class Base(DeclarativeBase): pass` and `class User(Base):` with `__tablename__ = "users"`, then a line for each column: `user_id: Mapped[int] = mapped_column(primary_key=True)`, `nickname: Mapped[str] = mapped_column(String(64), unique=True)`, `password_hash: Mapped[str] = mapped_column(String(255))`.
# Then `print(CreateTable(User.__table__))`: SQLAlchemy writes what stands above.
# It goes wrong when the cell is run twice with Base in another one: "Table 'users' is already defined". Keep both classes in one cell.
# In 2016 it was `declarative_base()` from `sqlalchemy.ext.declarative`, which warns now, and `Column(...)`, of which a type checker knows nothing.

# %% [markdown] sub=true lang="ko"
# ## 공통 부모 클래스: 모든 테이블을 아는 `Base`

# %% [markdown] lang="en"
# ## The class above: `Base` knows all tables

# %% region="04_sqlalchemy/models.py: BYTE_BY_BYTE, Base"

# %% [markdown] notes=true
# `pass` was enough for a beginning. Here stands what theory left out: what one database has to be told, and the others ignore.
# Run this cell before the next one, each time.

# %% [markdown] sub=true lang="ko"
# ## 클래스는 테이블, 속성은 열

# %% [markdown] lang="en"
# ## A class is a table, an attribute a column

# %% region="04_sqlalchemy/models.py: User" live="end"

# %% [markdown] notes=true
# `Mapped[int]` says what Python gets, `mapped_column` what the database has to know beyond that. `entries` is no column: a relationship, the foreign key as Python sees it.
# If it says that the table is there already, run the cell with Base on the slide before.
# Make no objects of this class: it waits for Entry, which is in models.py.

# %% [markdown] sub=true lang="ko"
# ## 데이터베이스마다 그 데이터베이스의 말로

# %% [markdown] lang="en"
# ## To each database in its own words

# %%
print(str(CreateTable(User.__table__).compile(dialect=sqlite.dialect())).strip().expandtabs(4))

# %%
print(str(CreateTable(User.__table__).compile(dialect=mysql.dialect())).strip().expandtabs(4))

# %% [markdown] notes=true
# Nothing was sent anywhere: this is only the text. Find the differences: AUTOINCREMENT, the collation of nickname, the engine.
# A dialect is what SQLAlchemy calls the words of one database.

# %% [markdown] sub=true lang="ko"
# ## 엔진: 데이터베이스 하나로 통하는 길

# %% [markdown] lang="en"
# ## An engine is the way to one database

# %%
from sqlalchemy import StaticPool, create_engine, text

engine = create_engine("sqlite:///:memory:", poolclass=StaticPool)

# %%
with engine.connect() as connection:
    print(connection.scalar(text("SELECT 1 + 1")))

# %% [markdown] step=true lang="ko"
# 어느 데이터베이스인지는 **URL이 정합니다**. 이 URL은 메모리에만 있는 SQLite입니다.
#
# MySQL이라면: `mysql+pymysql://user:password@127.0.0.1:3306/database`

# %% [markdown] lang="en"
# Which database it is, **the URL says**: here SQLite, in memory only.
#
# With MySQL it is `mysql+pymysql://user:password@127.0.0.1:3306/database`

# %% [markdown] notes=true
# PyMySQL is still there: it is what SQLAlchemy talks to MySQL with. Slide 49 explains StaticPool; until then it means one connection for all.

# %% [markdown] talk="47 세션 관리, 쿼리" lang="ko"
# ## 직접 해 봅시다: 세션을 만드는 `sessionmaker`

# %% [markdown] lang="en"
# ## Live: `sessionmaker` makes sessions

# %%
from sqlalchemy.orm import sessionmaker
from sqlalchemy_server import SCRYPT, Base, Engine, Flask, SQLAlchemyError, answer, book, set_up

engine.dispose()

# %% live="start"
from sqlalchemy import StaticPool, create_engine, text

engine = create_engine("sqlite:///:memory:", poolclass=StaticPool)

# %% [markdown] notes=true
# Type `maker = sessionmaker(engine)`; then `with maker() as session:` and `print(session.scalar(text("SELECT 1 + 1")))`.
# Two pairs of parentheses: maker is a class of sessions, and maker() is one session, for one piece of work.
# It goes wrong with a `User` in it: there are no tables yet, "no such table: users".
# In the talk it is called Session; here the name is left to SQLAlchemy's own class.

# %% [markdown] sub=true lang="ko"
# ## 서버에서는 `create_app`이 만듭니다

# %% [markdown] lang="en"
# ## In a server `create_app` makes it

# %% region="04_sqlalchemy/sqlalchemy_server.py: create_app" live="end"

# %% [markdown] notes=true
# One line of it is ours, the one with sessionmaker: one for the application, and each request takes a session from it.
# expire_on_commit=False: objects keep their values after commit, and are not read again. create_all makes the tables, which is slide 49.

# %% [markdown] sub=true lang="ko"
# ## 요청마다 세션 하나

# %% [markdown] lang="en"
# ## A session for each request

# %%
app = create_app(engine)
maker = app.config["SESSION"]

# %%
from sqlalchemy_book import Session, current_app, g

# %% region="04_sqlalchemy/sqlalchemy_book.py: session"

# %%
with app.app_context():
    print(session() is session(), session().bind is engine)

# %% [markdown] notes=true
# The first view that needs a session gets one, and all others of the same request get the same; at the end it is closed. What was not committed by then is rolled back.
# Slide 41 had a connection in the place of this session.

# %% [markdown] talk="48 세션 관리, 쿼리" lang="ko"
# ## 직접 해 봅시다: `add`와 `commit`
#
# 손으로 쓴 `add_user`에서 시작합니다.

# %% [markdown] lang="en"
# ## Live: `add` and `commit`
#
# We begin with `add_user` by hand.

# %%
from placeholders import SCRYPT, Connection

# %% region="03_pymysql/placeholders.py: add_user" live="start"

# %% [markdown] notes=true
# Change it to `def add_user(session, nickname):`; first `from models import User`, in the function `session.add(User(nickname=nickname, password_hash="none yet"))` and `session.commit()`, and nothing else. Delete as you go: the SQL, the cursor, the tuple.
# Call it: `with maker() as session: add_user(session, "louie")`. Leave hueypark to the next slide.
# Then call it again: IntegrityError, the nickname is taken. What now?

# %% [markdown] sub=true lang="ko"
# ## 객체를 넣고, 커밋합니다

# %% [markdown] lang="en"
# ## Put an object in, and commit

# %% region="04_sqlalchemy/sessions.py: imports, NO_HASH, add_user" live="end"

# %% [markdown] notes=true
# What is new is the answer to a nickname that is taken. It comes with commit, because add sends nothing.
# After an error a session refuses everything until rollback: leave that line out, and see what the next call says.

# %% [markdown] sub=true lang="ko"
# ## 보낸 SQL을 보면

# %% [markdown] lang="en"
# ## The SQL that is sent

# %%
show_sql(engine)

# %%
with maker() as session:
    print(add_user(session, "hueypark"))

# %%
with maker() as session:
    print(add_user(session, "hueypark"))

# %% [markdown] notes=true
# Indented is SQLAlchemy's log; BEGIN (implicit) is not sent. There is the INSERT of slide 40 again, with placeholders, which are ? in SQLite.
# The second time it is ROLLBACK instead of COMMIT, and False. The line in brackets says that the text of the SQL was kept from the first time.

# %% [markdown] sub=true lang="ko"
# ## `add`는 아무것도 보내지 않습니다

# %% [markdown] lang="en"
# ## `add` sends nothing

# %%
from sessions import state

session = maker()
user = User(nickname="dewey", password_hash=NO_HASH)
session.add(user)
print("after add:   ", state(user))

# %%
session.commit()
print("after commit:", state(user))
session.close()

# %% [markdown] notes=true
# A session is a list of what is to be done. The number comes from the database, so there is none before commit (or flush) has sent the row.
# Ask where the INSERT is before you run the second cell. `state` is in sessions.py: pending means "not sent yet", persistent "there is a row".

# %% [markdown] sub=true lang="ko"
# ## 쿼리도 클래스로 만듭니다

# %% [markdown] lang="en"
# ## A query is made of classes, too

# %%
engine.echo = False

# %%
from selecting import Select, select

# %% region="04_sqlalchemy/selecting.py: called"

# %%
print(called("' OR 1 = 1 -- "))

# %%
with maker() as session:
    for nickname in ("dewey", "' OR 1 = 1 -- "):
        print([user.user_id for user in session.scalars(called(nickname))])

# %% [markdown] notes=true
# `User.nickname == nickname` is no comparison but a piece of SQL, and the value is a placeholder by itself. called() asks nothing, it returns the query; so it can be printed.
# The second nickname is an attempt of slide 40: it finds nobody.

# %% [markdown] sub=true lang="ko"
# ## 반대하는 쪽의 말도 맞습니다: 보이지 않는 쿼리

# %% [markdown] lang="en"
# ## The other side has a point: unseen queries

# %%
from n_plus_one import WAYS, ORMOption, counted, fill

with maker() as session:
    fill(session)

# %% region="04_sqlalchemy/n_plus_one.py: sum_of_all"

# %%
for way in ("lazyload, which is the default", "selectinload"):
    with maker() as session, counted(engine) as statements:
        print(f"{way:30} sum {sum_of_all(session, WAYS[way])}, SELECTs: {len(statements)}")

# %% [markdown] notes=true
# The loop is the same. By default each user's entries are fetched when somebody looks at them: one query for the users, and one more for each user.
# selectinload fetches the entries of all users with one query more. To know SQL still helps.
# Run the first cell once: its users' nicknames are taken afterwards.

# %% [markdown] talk="49 테이블 생성, 삭제" lang="ko"
# ## 직접 해 봅시다: 테이블 만들고 지우기
#
# 엔진을 새로 만들면, 데이터베이스도 새것입니다.

# %% [markdown] lang="en"
# ## Live: make tables, and drop them
#
# A new engine has a new database.

# %%
engine.dispose()

# %% live="start"
from sqlalchemy import StaticPool, create_engine, text

engine = create_engine("sqlite:///:memory:", poolclass=StaticPool)

# %% [markdown] notes=true
# Type `from models import Base` and `from sqlalchemy import inspect`; then `inspect(engine).get_table_names()`, which is empty, `Base.metadata.create_all(engine)`, and look again. Then drop_all.
# In the talk it is `from .models import Base`. The dot means "in my own package", and a file that is run as a program is in none: ImportError.
# It goes wrong with an inspector that is kept in a variable: it remembers what it saw.

# %% [markdown] sub=true lang="ko"
# ## `metadata`는 모든 테이블을 압니다

# %% [markdown] lang="en"
# ## `metadata` knows all tables

# %%
from create_and_drop import Base, Engine, inspect

# %% region="04_sqlalchemy/create_and_drop.py: columns" live="end"

# %%
Base.metadata.create_all(engine)
print(list(columns(engine)))
print(columns(engine)["users"])

# %%
Base.metadata.drop_all(engine)
columns(engine)

# %% [markdown] notes=true
# Base knows the classes that were defined below it, so models has to be imported before. drop_all takes the rows along, without asking.
# create_all does not look into tables that are there: a new column is a job for Alembic, in stage 06.

# %% [markdown] sub=true lang="ko"
# ## `create_all`이 보내는 SQL

# %% [markdown] lang="en"
# ## What `create_all` sends

# %%
for work in (Base.metadata.create_all, Base.metadata.create_all, Base.metadata.drop_all):
    with counted(engine) as statements:
        work(engine)
    print(f"{work.__name__}:")
    print("\n".join(f"    {statement.partition('(')[0].strip()}" for statement in statements))

# %% [markdown] notes=true
# PRAGMA is how one asks SQLite whether a table is there. The first call finds none and creates both, users before entries, which refers to it.
# The second finds both, and does nothing. drop_all goes the other way round.

# %% [markdown] sub=true lang="ko"
# ## 다른 연결에서도 이 테이블이 보일까요?

# %% [markdown] lang="en"
# ## Does another connection see these tables?

# %%
from memory_database import Engine, Path, Thread, engines, tables, tempfile

# %% region="04_sqlalchemy/memory_database.py: three_looks"

# %% [markdown] notes=true
# Three looks at one database, in which create_all has made the two tables: by a first connection, by a second one meanwhile, and by one of another thread, as a server has them.
# Let the room guess for a database in memory.

# %% [markdown] sub=true lang="ko"
# ## 메모리 데이터베이스는 연결마다 따로 있습니다

# %% [markdown] lang="en"
# ## In memory, each connection has its own

# %%
with tempfile.TemporaryDirectory() as folder:
    for way, other in engines(Path(folder)):
        print(f"{way:27}", *map(len, three_looks(other)))

# %% [markdown] step=true lang="ko"
# 2016년의 코드는 스레드 하나로 실행하면 아무 문제가 없지만, **서버에는 스레드가 여럿**입니다.
#
# 파일을 쓰거나, 시험해 볼 때는 연결을 하나만 쓰면 됩니다(`StaticPool`).

# %% [markdown] lang="en"
# With one thread all is well with the code of 2016, and **a server has many**.
#
# The cure is a file; or, to try things out, one connection for all (`StaticPool`).

# %% [markdown] notes=true
# Each row: how many tables the three looks see, of two. The first row is the slide of 2016.
# StaticPool is not for servers either: one connection is one transaction, and a rollback takes away what others wrote.

# %% [markdown] sub=true lang="ko"
# ## 연 것을 닫습니다

# %% [markdown] lang="en"
# ## Close what was opened

# %%
engine.dispose()

# %% [markdown] step=true lang="ko"
# 데이터베이스도 함께 사라졌습니다. 이제 가계부에 필요한 것이 하나 남았습니다: **누가 요청했는지 알아야 합니다.**

# %% [markdown] lang="en"
# And the database is gone with it. One thing is missing in our account book: **who is asking?**

# %% [markdown] notes=true
# The server of stage 04 answers anybody who knows a user's number. That is the third need of slide 6, and the next part.
