"""Stage 4: what the steps on models, sessions, questions and relationships teach, on both databases."""

import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date

import databases
import n_plus_one
import pytest
import relationships
import selecting
import sessions
import unit_of_work
from models import Base, Entry, User
from sqlalchemy import Engine, create_engine, delete, insert, select
from sqlalchemy.exc import IntegrityError, InvalidRequestError, PendingRollbackError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.schema import CreateTable

DAY = date(2026, 11, 23)
HOSTILE = ["' OR 1 = 1 -- ", "'; DROP TABLE entries; --", "\\' OR 1 = 1 -- ", "%", "%s", "%(a)s", ":a", "?"]


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def database(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database with the tables, for this module."""
    with ExitStack() as afterwards:
        with pytest.MonkeyPatch.context() as patch:
            # PyMySQL reads certificates for each connection, also if nobody asked to check them: 50 ms.
            patch.setattr(ssl.SSLContext, "load_default_certs", lambda *_: None)
            if request.param == "sqlite":
                patch.delenv("MYSQL_URL", raising=False)
            else:
                patch.setenv("MYSQL_URL", request.getfixturevalue("mariadb"))
            engine = afterwards.enter_context(databases.own_database())
        Base.metadata.create_all(engine)
        yield engine


@pytest.fixture
def engine(database: Engine) -> Iterator[Engine]:
    """The same with nothing in the tables."""
    yield database
    with database.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on it."""
    with Session(engine) as session:
        yield session


def user_called(nickname: str) -> User:
    return User(nickname=nickname, password_hash="none")


def entry_of(amount: int, memo: str = "lunch") -> Entry:
    return Entry(day=DAY, amount=amount, memo=memo)


def nicknames(session: Session) -> list[str]:
    return list(session.scalars(select(User.nickname).order_by(User.user_id)))


# models.py


@pytest.mark.parametrize("server", ["mysql", "mariadb"])
def test_both_tables_have_transactions_and_room_for_all_signs(server: str) -> None:
    dialect = create_engine(f"{server}+pymysql://").dialect

    made = [str(CreateTable(table).compile(dialect=dialect)) for table in Base.metadata.sorted_tables]

    assert len(made) == 2
    assert all("ENGINE=InnoDB" in statement and "CHARSET=utf8mb4" in statement for statement in made)
    assert "nickname VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL" in made[0]


@pytest.mark.parametrize("pair", [("🍙", "🍜"), ("huey", "Huey"), ("가", "각"), ("e", "é")], ids=ascii)
def test_nicknames_that_differ_in_a_byte_are_two(session: Session, pair: tuple[str, str]) -> None:
    session.add_all(user_called(nickname) for nickname in pair)
    session.commit()

    found = [session.scalars(selecting.called(nickname)).one().nickname for nickname in pair]

    assert found == list(pair)


def test_spaces_at_the_end_of_a_nickname_count_for_sqlite_only(session: Session) -> None:
    session.add(user_called("huey"))
    session.commit()

    found = session.scalars(selecting.called("huey ")).all()

    assert len(found) == (0 if session.get_bind().dialect.name == "sqlite" else 1)


def test_an_entry_comes_back_as_it_was_written(session: Session) -> None:
    user = user_called("휴이")
    user.entries.append(Entry(day=DAY, amount=-3_000_000_000, memo="강남 아파트 🏠 'half'"))
    session.add(user)
    session.commit()

    entry = session.scalars(select(Entry)).one()

    assert (entry.day, entry.amount, entry.memo) == (DAY, -3_000_000_000, "강남 아파트 🏠 'half'")
    assert entry.user.nickname == "휴이"


def test_an_entry_of_nobody_is_refused(session: Session) -> None:
    session.add(entry_of(-1))

    with pytest.raises(IntegrityError):
        session.commit()


# sessions.py


def test_an_object_goes_through_the_states_of_a_session(engine: Engine) -> None:
    user = user_called("huey")
    seen = [sessions.state(user)]
    with Session(engine, expire_on_commit=False) as session:
        session.add(user)
        seen.append(sessions.state(user))
        session.flush()
        number = user.user_id
        seen.append(sessions.state(user))
        session.commit()
    seen.append(sessions.state(user))

    assert seen == [
        "transient, user_id None",
        "pending, user_id None",
        f"persistent, user_id {number}",
        f"detached, user_id {number}",
    ]


def test_a_rollback_makes_an_object_unknown_again(session: Session) -> None:
    user = user_called("huey")
    session.add(user)
    session.flush()
    session.rollback()

    assert sessions.state(user) == "transient, user_id None"
    assert sessions.count_users(session) == 0


def test_others_see_what_was_flushed_only_after_the_commit(engine: Engine) -> None:
    counts = []
    with Session(engine) as writer:
        writer.add(user_called("huey"))
        for step in (writer.flush, writer.commit):
            step()
            with Session(engine) as reader:
                counts.append(sessions.count_users(reader))

    assert counts == [0, 1]


def test_what_is_not_committed_is_gone_after_the_with(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(user_called("huey"))
        session.flush()
    with Session(engine) as session:
        assert sessions.count_users(session) == 0


def test_begin_keeps_all_or_nothing(engine: Engine) -> None:
    maker = sessionmaker(engine)
    with maker.begin() as session:
        session.add(user_called("huey"))

    def fail_inside() -> None:
        with maker.begin() as session:
            session.add(user_called("dewey"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_inside()

    with maker() as session:
        assert nicknames(session) == ["huey"]


def test_a_session_works_again_after_a_nickname_that_was_taken(session: Session) -> None:
    added = [sessions.add_user(session, nickname) for nickname in ("휴이", "휴이", "dewey")]

    assert added == [True, False, True]
    assert nicknames(session) == ["휴이", "dewey"]


def test_without_the_rollback_a_session_refuses_everything(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions.add_user(session, "huey")
    with monkeypatch.context() as patch:
        patch.setattr(session, "rollback", lambda: None)
        sessions.add_user(session, "huey")

    with pytest.raises(PendingRollbackError):
        nicknames(session)


# selecting.py


def test_the_largest_expenses_are_the_dearest_first_and_no_income(session: Session) -> None:
    selecting.fill(session)

    amounts = [
        [entry.amount for entry in session.scalars(selecting.largest_expenses(count))] for count in (2, 99)
    ]

    assert amounts == [[-45_000, -12_000], [-45_000, -12_000, -9_000]]


def test_a_join_gives_each_entry_the_name_of_its_user(session: Session) -> None:
    selecting.fill(session)

    rows = [tuple(row) for row in session.execute(selecting.with_names())]

    assert rows == [
        ("huey", date(2026, 11, 1), 3_000_000),
        ("huey", date(2026, 11, 2), -9_000),
        ("dewey", date(2026, 11, 2), -12_000),
        ("huey", date(2026, 11, 3), -45_000),
    ]


def test_balances_are_sums_by_user_which_mysql_calls_decimals(session: Session) -> None:
    selecting.fill(session)

    rows = session.execute(selecting.balances()).all()

    assert [(name, int(balance)) for name, balance in rows] == [("dewey", -12_000), ("huey", 2_946_000)]
    kind = "int" if session.get_bind().dialect.name == "sqlite" else "Decimal"
    assert {type(balance).__name__ for _, balance in rows} == {kind}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_nickname_is_only_a_value(session: Session, text: str) -> None:
    selecting.fill(session)
    before = session.scalars(selecting.called(text)).all()
    session.add(user_called(text))
    session.commit()

    found = session.scalars(selecting.called(text)).one()

    assert (list(before), found.nickname) == ([], text)
    assert text not in str(selecting.called(text)).replace(":nickname_1", "")
    assert nicknames(session) == ["huey", "dewey", text]


# relationships.py


def test_each_side_knows_what_the_other_was_told() -> None:
    user, first = user_called("huey"), entry_of(-1)
    user.entries.append(first)
    second = Entry(day=DAY, amount=-2, memo="tea", user=user)

    assert first.user is user
    assert user.entries == [first, second]


def test_a_user_takes_the_entries_along(session: Session) -> None:
    user = user_called("huey")
    user.entries = [entry_of(-1, "첫째"), entry_of(-2, "둘째")]
    session.add(user)
    session.commit()

    assert relationships.memos(session) == ["첫째", "둘째"]
    assert {entry.user_id for entry in user.entries} == {user.user_id}


def test_an_entry_out_of_the_list_is_deleted(session: Session) -> None:
    user = user_called("huey")
    user.entries = [entry_of(-1, "first"), entry_of(-2, "second")]
    session.add(user)
    session.commit()

    del user.entries[0]
    session.commit()

    assert relationships.memos(session) == ["second"]


def test_a_deleted_user_takes_only_the_own_entries_along(session: Session) -> None:
    huey, dewey = user_called("huey"), user_called("dewey")
    huey.entries, dewey.entries = [entry_of(-1, "huey's")], [entry_of(-2, "dewey's")]
    session.add_all([huey, dewey])
    session.commit()

    session.delete(huey)
    session.commit()

    assert (nicknames(session), relationships.memos(session)) == (["dewey"], ["dewey's"])


def test_the_foreign_key_refuses_what_goes_past_the_objects(session: Session) -> None:
    user = user_called("huey")
    user.entries = [entry_of(-1)]
    session.add(user)
    session.commit()
    row = {"day": DAY, "amount": 1, "memo": "whose?"}

    refused = [
        relationships.refusal(session, statement)
        for statement in (delete(User), insert(Entry).values(user_id=user.user_id + 1, **row))
    ]
    allowed = relationships.refusal(session, insert(Entry).values(user_id=user.user_id, **row))

    assert ["foreign key" in (words or "").lower() for words in refused] == [True, True]
    assert allowed is None
    assert (nicknames(session), relationships.memos(session)) == (["huey"], ["lunch"])


# unit_of_work.py and n_plus_one.py


@pytest.fixture
def entry(session: Session) -> Entry:
    """An entry that is in the database, and was read from it."""
    entry = entry_of(-9_000)
    entry.user = user_called("huey")
    session.add(entry)
    session.commit()
    session.refresh(entry)
    return entry


def test_a_row_is_one_object_in_a_session_and_another_in_another(session: Session, entry: Entry) -> None:
    assert session.scalars(select(Entry)).one() is entry
    assert session.get(Entry, entry.entry_id) is entry
    session.commit()
    with Session(session.get_bind()) as other:
        assert other.scalars(select(Entry)).one() is not entry


def test_changes_are_one_update_of_what_differs(engine: Engine, session: Session, entry: Entry) -> None:
    entry.amount, entry.memo = -9_500, "dinner"
    entry.memo = "저녁"
    entry.day = date(2026, 11, 23)
    changes = unit_of_work.changes(entry)
    with n_plus_one.counted(engine) as statements:
        session.flush()

    assert changes == {"amount": (-9_000, -9_500), "memo": ("lunch", "저녁")}
    assert [statement.partition(" WHERE")[0].count("=") for statement in statements] == [2]
    assert "day" not in statements[0]


def test_without_a_change_nothing_is_written(engine: Engine, session: Session, entry: Entry) -> None:
    entry.amount = -9_000
    with n_plus_one.counted(engine) as statements:
        session.flush()

    assert (unit_of_work.changes(entry), statements) == ({}, [])


def test_a_user_is_inserted_before_the_entry_that_was_added_first(engine: Engine, session: Session) -> None:
    entry = entry_of(-1)
    session.add(entry)
    entry.user = user_called("huey")
    with n_plus_one.counted(engine) as statements:
        session.commit()

    assert [" ".join(statement.split()[:3]) for statement in statements] == [
        "INSERT INTO users",
        "INSERT INTO entries",
    ]


def test_after_a_commit_the_next_look_asks_the_database(
    engine: Engine, session: Session, entry: Entry
) -> None:
    session.commit()
    with Session(engine) as other:
        other.scalars(select(Entry)).one().memo = "changed by another"
        other.commit()
    with n_plus_one.counted(engine) as statements:
        memos = [entry.memo, entry.memo]

    assert memos == ["changed by another"] * 2
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("way", "count"), [("lazyload, which is the default", 11), ("selectinload", 2), ("joinedload", 1)]
)
def test_the_same_loop_takes_as_many_statements_as_was_said(engine: Engine, way: str, count: int) -> None:
    with Session(engine) as session:
        n_plus_one.fill(session)
    with Session(engine) as session, n_plus_one.counted(engine) as statements:
        total = n_plus_one.sum_of_all(session, n_plus_one.WAYS[way])

    assert (total, len(statements)) == (-30_000, count)


def test_raiseload_refuses_to_ask_by_itself(engine: Engine) -> None:
    with Session(engine) as session:
        n_plus_one.fill(session)
    with (
        Session(engine) as session,
        n_plus_one.counted(engine) as statements,
        pytest.raises(InvalidRequestError, match=r"'User\.entries' is not available due to lazy='raise'"),
    ):
        n_plus_one.sum_of_all(session, n_plus_one.WAYS["raiseload"])

    assert len(statements) == 1


def test_what_comes_after_the_block_is_not_counted(engine: Engine, session: Session) -> None:
    with n_plus_one.counted(engine) as statements:
        sessions.count_users(session)
    sessions.count_users(session)

    assert len(statements) == 1
