"""A table as the class describes it, and rows that a database takes or refuses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import StaticPool, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.tutor.mine import Mine


@contextmanager
def saving(mine: Mine) -> Iterator[Callable[[Any], Any]]:
    """Yield a function that saves an object in a database with the module's tables."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    mine.run("Base.metadata.create_all(engine)", engine=engine, hint="names")
    with Session(engine) as session:

        def save(category: Any) -> Any:
            session.add(category)
            try:
                session.commit()
            except Exception:
                session.rollback()
                raise
            return category

        yield save
    engine.dispose()


def test_the_table_and_the_columns_have_their_names(mine: Mine) -> None:
    names = ["budget", "category_id", "name"]

    mine.expect("str(Category.__table__.name)", "categories", hint="names")
    mine.expect("sorted(Category.__table__.columns.keys())", names, hint="names")


def test_the_number_is_the_key(mine: Mine) -> None:
    mine.expect("Category.__table__.primary_key.columns.keys()", ["category_id"], hint="key")
    with saving(mine) as save:
        mine.expect('save(Category(name="식비", budget=400_000)).category_id', 1, save=save, hint="key")
        mine.expect('save(Category(name="교통비", budget=90_000)).category_id', 2, save=save, hint="key")


def test_the_name_has_room(mine: Mine) -> None:
    mine.expect("Category.__table__.columns.name.type.length", 32, hint="length")
    with saving(mine) as save:
        mine.expect('save(Category(name="식비", budget=400_000)).name', "식비", save=save, hint="length")


def test_a_budget_is_whole_won(mine: Mine) -> None:
    with saving(mine) as save:
        mine.expect('save(Category(name="식비", budget=400_000)).budget', 400_000, save=save, hint="money")
        mine.expect('save(Category(name="교통비", budget=0)).budget', 0, save=save, hint="money")


def test_a_category_may_have_no_budget(mine: Mine) -> None:
    with saving(mine) as save:
        mine.expect('save(Category(name="경조사")).budget', None, save=save, hint="no_budget")
        mine.expect('save(Category(name="선물", budget=None)).budget', None, save=save, hint="no_budget")


def test_a_category_has_a_name(mine: Mine) -> None:
    with saving(mine) as save:
        mine.expect_error("save(Category(budget=300_000)).name", IntegrityError, save=save, hint="no_name")


def test_no_two_have_the_same_name(mine: Mine) -> None:
    food, out = 'save(Category(name="식비", budget=400_000))', 'save(Category(name="외식", budget=400_000))'
    with saving(mine) as save:
        mine.expect(f"{food}.name, {out}.name", ("식비", "외식"), save=save, hint="same_name")
    with saving(mine) as save:
        again = 'save(Category(name="식비"))'
        called = f"{food}.category_id, {again}.category_id"
        mine.expect_error(called, IntegrityError, save=save, hint="same_name")
