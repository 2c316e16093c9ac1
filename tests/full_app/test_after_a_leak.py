"""What SECURITY.md says to do after a leak, and what it says will follow."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from account_book import create_app
from flask.testing import FlaskClient

from tests.full_app.conftest import CHEAP, database_of
from tests.full_app.shell import EMAIL, PASSWORD, Shell


@pytest.fixture
def household(file_shell: Shell) -> Shell:
    """A household whose data is in a folder."""
    file_shell.add_user()
    return file_shell


@contextmanager
def started(household: Shell) -> Iterator[FlaskClient]:
    """Start the household's server, with the key that it finds."""
    app = create_app({"DATABASE_URL": household.home.url, "SECRET_KEY": household.home.key(), **CHEAP})
    yield app.test_client()
    database_of(app).engine.dispose()


def sign_in(server: FlaskClient, password: str = PASSWORD) -> dict[str, str]:
    """Return the tokens of a log-in: access, personal and refresh."""
    answer = server.post("/api/v1/auth/login", json={"email": EMAIL, "password": password})
    assert answer.status_code == 200, answer.text
    pair = answer.get_json()
    wanted = {"name": "a program", "scope": "read", "days": 30}
    made = server.post("/api/v1/tokens", json=wanted, headers=bearer(pair["access_token"])).get_json()
    return {"access": pair["access_token"], "personal": made["token"], "refresh": pair["refresh_token"]}


def bearer(token: str) -> dict[str, str]:
    """Return the header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def opens(server: FlaskClient, tokens: dict[str, str]) -> dict[str, bool]:
    """Return which tokens open something. A refresh token is used up by that."""
    asked = {
        use: server.get("/api/v1/books", headers=bearer(token))
        for use, token in tokens.items()
        if use != "refresh"
    }
    asked["refresh"] = server.post("/api/v1/auth/refresh", json={"refresh_token": tokens["refresh"]})
    return {use: answer.status_code == 200 for use, answer in asked.items()}


ALL = {"access": True, "personal": True, "refresh": True}
NONE = dict.fromkeys(ALL, False)


def test_with_a_new_key_everybody_is_signed_out_and_signs_in_with_the_same_password(household: Shell) -> None:
    with started(household) as server:
        stolen, seen = sign_in(server), sign_in(server)
        before = opens(server, seen)

    (household.home.folder / "secret.key").unlink()

    with started(household) as server:
        after = opens(server, stolen)
        anew = opens(server, sign_in(server))
    assert (before, after, anew) == (ALL, NONE, ALL)


def test_another_password_ends_all_log_ins_and_tokens(household: Shell) -> None:
    with started(household) as server:
        stolen = sign_in(server)

        household.says("user", "passwd", EMAIL, "--password", "another blue roof")

        assert opens(server, stolen) == NONE
        assert opens(server, sign_in(server, "another blue roof")) == ALL


def test_what_was_voided_before_a_backup_was_restored_is_void_with_a_new_key(
    household: Shell, tmp_path: Path
) -> None:
    with started(household) as server:
        stolen = sign_in(server)
    household.says("backup", tmp_path / "before.gz")
    household.says("user", "passwd", EMAIL, "--password", "another blue roof")

    household.says("restore", "--replace", tmp_path / "before.gz")
    (household.home.folder / "secret.key").unlink()

    with started(household) as server:
        assert opens(server, stolen) == NONE
        assert opens(server, sign_in(server)) == ALL


def test_a_backup_holds_neither_tokens_nor_the_key(household: Shell, tmp_path: Path) -> None:
    with started(household) as server:
        tokens = sign_in(server)

    household.says("backup", tmp_path / "stolen.gz")

    held = gzip.decompress((tmp_path / "stolen.gz").read_bytes()).decode()
    assert EMAIL in held
    assert [secret for secret in (*tokens.values(), household.home.key(), PASSWORD) if secret in held] == []
