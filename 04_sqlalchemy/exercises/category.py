"""Give the household book its categories: write the class `Category`.

A class stands for a table, an attribute with `Mapped[...]` for a column. The table is called `categories`
and has three columns. `category_id` is a whole number and the primary key; the database gives it.
`name` is a text with room for 32 characters: each category has one, and no two have the same. `budget` is
whole won for a month, or None where there is no limit.

In the tests, `save` adds an object to a session, commits, and returns the object.

    save(Category(name="식비", budget=400_000)).budget    400000
    save(Category(name="경조사")).budget                  None

가계부에 분류를 만드십시오. `Category` 클래스를 작성하는 문제입니다.

클래스는 테이블을, `Mapped[...]`로 타입을 적은 속성은 열을 나타냅니다. 테이블 이름은 `categories`이고 열은
세 개입니다. `category_id`는 정수이자 기본 키이며, 값은 데이터베이스가 정합니다. `name`은 32자까지 들어가는
문자열입니다. 모든 분류에 이름이 있어야 하고, 이름이 같은 분류가 둘 있으면 안 됩니다. `budget`은 원 단위
정수로 적는 한 달 예산이며, 한도가 없으면 None입니다.

테스트에 나오는 `save`는 객체를 세션에 추가하고 커밋한 뒤 그 객체를 반환합니다.
"""

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Knows all tables: `Base.metadata`."""


class Category(Base):
    """A heading of the book, with a budget for the month."""

    raise NotImplementedError
