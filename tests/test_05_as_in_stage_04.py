"""Stage 5 has its own copies of what stage 4 has: they are the same, word for word."""

import importlib
import inspect

import pytest


def alike(one: object, other: object) -> bool:
    """Return whether two values are the same; a column's type is known by how it is written."""
    return one == other or repr(one) == repr(other) != ""


@pytest.mark.parametrize(
    ("file", "of_stage_04", "own", "count"),
    [
        ("jwt_requests", "sqlalchemy_requests", {"Credentials"}, 12),
        ("jwt_refusals", "refusals", set(), 3),
        ("jwt_databases", "databases", set(), 5),
        ("jwt_models", "models", {"LogIn"}, 3),
        ("jwt_server", "sqlalchemy_server", {"create_app", "converse"}, 1),
        ("request_session", "sqlalchemy_book", {"close"}, 1),
    ],
)
def test_what_stage_04_has_as_well_is_the_same_word_for_word(
    file: str, of_stage_04: str, own: set[str], count: int
) -> None:
    ours, theirs = (vars(importlib.import_module(name)) for name in (file, of_stage_04))

    shared = [name for name in ours if getattr(ours[name], "__module__", "") == file and name not in own]

    differing = [name for name in shared if inspect.getsource(ours[name]) != inspect.getsource(theirs[name])]
    assert differing == []
    assert len(shared) == count
    constants = {name for name in ours.keys() & theirs.keys() if name.isupper()}
    assert [name for name in constants if not alike(ours[name], theirs[name])] == []
