"""The command line, where it is about people and whole books: a new password, a book out of a file."""

import json
from datetime import date

import pytest
from account_book import books

from tests.full_app.conftest import PASSWORD
from tests.full_app.shell import EMAIL, Shell

OTHER = "another roof, another tree"


def signs_in(shell: Shell, password: str) -> bool:
    """Return whether the server of this home lets somebody in with a password."""
    with shell.client() as client:
        answer = client.post("/api/v1/auth/login", json={"email": EMAIL, "password": password})
        return answer.status_code == 200


def test_a_new_password_replaces_the_old_one(file_shell: Shell) -> None:
    file_shell.says("user", "add", EMAIL, "--password", PASSWORD)

    said = file_shell.says("user", "passwd", EMAIL, "--password", OTHER)

    assert said == f"{EMAIL} has another password, and is signed out everywhere.\n"
    assert (signs_in(file_shell, OTHER), signs_in(file_shell, PASSWORD)) == (True, False)


def test_a_new_password_ends_every_token(file_shell: Shell) -> None:
    file_shell.says("user", "add", EMAIL, "--password", PASSWORD)
    with file_shell.client() as client:
        pair = client.post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD}).get_json()
        bearer = {"Authorization": f"Bearer {pair['access_token']}"}

        file_shell.says("user", "passwd", EMAIL, "--password", OTHER)

        asked = client.get("/api/v1/books", headers=bearer)
        refreshed = client.post("/api/v1/auth/refresh", json={"refresh_token": pair["refresh_token"]})
    assert (asked.status_code, refreshed.status_code) == (401, 401)


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        pytest.param(EMAIL, "short", "at least 8 characters", id="weak password"),
        pytest.param("nobody@example.com", OTHER, "Nobody has this e-mail address.", id="unknown user"),
    ],
)
def test_a_password_that_cannot_be_set_is_refused_in_a_sentence(
    file_shell: Shell, email: str, password: str, sentence: str
) -> None:
    file_shell.says("user", "add", EMAIL, "--password", PASSWORD)

    assert sentence in file_shell.fails("user", "passwd", email, "--password", password)
    assert signs_in(file_shell, PASSWORD)


def test_an_exported_book_becomes_a_new_book(file_shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "today", lambda timezone: date(2026, 3, 10))
    file_shell.says("demo", "--password", PASSWORD)
    file = file_shell.home.folder / "book.json"
    file_shell.says("export", file)
    before = file.read_bytes()

    said = file_shell.says("import", file)
    file_shell.says("export", file, "--book", 2)

    count = len(json.loads(before)["entries"])
    assert said == f"우리집 가계부 is book 2: {count} entries.\n"
    assert file.read_bytes() == before
    assert file_shell.says("check").startswith("All is well")


def test_a_look_at_an_exported_book_makes_none(file_shell: Shell) -> None:
    file_shell.says("user", "add", EMAIL, "--password", PASSWORD)
    file = file_shell.home.folder / "book.json"
    file_shell.says("export", file)

    file_shell.says("import", file, "--look")

    assert file_shell.entries("SELECT COUNT(*) FROM book") == [(1,)]


def test_among_several_users_the_owner_of_a_new_book_is_named(file_shell: Shell) -> None:
    for email in (EMAIL, "lee@example.com"):
        file_shell.says("user", "add", email, "--password", PASSWORD)
    file = file_shell.home.folder / "book.json"
    file_shell.says("export", file, "--book", 1)

    refused = file_shell.fails("import", file)
    file_shell.says("import", file, "--user", "Lee@example.com")

    assert refused == "Say which user: there is not just one."
    of_book_3 = "SELECT email FROM user JOIN member ON member.user_id = user.id WHERE book_id = 3"
    assert file_shell.entries(of_book_3) == [("lee@example.com",)]


def test_a_file_that_is_no_book_is_refused(file_shell: Shell) -> None:
    file_shell.says("user", "add", EMAIL, "--password", PASSWORD)
    file = file_shell.home.folder / "book.json"
    file.write_text('{"format": "account-book/2"}', encoding="utf-8")

    assert "no book of this program" in file_shell.fails("import", file)
    assert file_shell.entries("SELECT COUNT(*) FROM book") == [(1,)]


def test_a_statement_needs_its_account(file_shell: Shell) -> None:
    file = file_shell.home.folder / "statement.csv"
    file_shell.says("user", "add", EMAIL, "--password", PASSWORD)
    file.write_text("date,amount\n2026-01-01,5\n", encoding="utf-8")

    assert "--account" in file_shell.fails("import", file)
