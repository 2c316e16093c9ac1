"""How long a refused log-in takes says nothing about who has an account."""

import secrets
import time
from collections.abc import Iterator
from statistics import median

import pytest
from account_book import create_app
from account_book.home import Home
from flask import Flask

from tests.full_app import figures
from tests.full_app.conftest import KEY, database_of, sign_up

TRIES = 12


@pytest.fixture(scope="module")
def strong(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application, with passwords hashed as strongly as households have it."""
    home = Home.at(tmp_path_factory.mktemp("strong"))
    home.open().engine.dispose()
    app = create_app({"DATABASE_URL": home.url, "SECRET_KEY": KEY})
    yield app
    database_of(app).engine.dispose()


def test_an_unknown_name_takes_as_long_as_a_wrong_password(strong: Flask) -> None:
    # Four wrong ones for each, so that nobody has to wait.
    known = [sign_up(strong).email for _ in range(TRIES // 4)] * 4
    took: dict[str, list[float]] = {"known": [], "unknown": []}

    # In turns, because machines are shared and their speed drifts.
    for number in range(TRIES):
        for kind in took:
            email = known[number] if kind == "known" else f"{secrets.token_hex(6)}@example.com"
            client = strong.test_client(use_cookies=False)
            began = time.perf_counter()
            address = {"REMOTE_ADDR": f"2001:db8::{secrets.token_hex(2)}"}
            body = {"email": email, "password": "not the password"}
            status = client.post("/api/v1/auth/login", json=body, environ_base=address).status_code
            took[kind].append(time.perf_counter() - began)
            assert status == 401

    wrong, unknown = (median(took[kind]) for kind in ("known", "unknown"))
    figures.record(
        f"wrong password {wrong * 1000:.1f} ms, unknown name {unknown * 1000:.1f} ms, medians of {TRIES}"
    )
    # Without the work it would be a tenth.
    assert 0.5 < unknown / wrong < 2
