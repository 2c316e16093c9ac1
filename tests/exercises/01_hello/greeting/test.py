"""Greetings that have to be returned, and not printed."""

from tests.tutor.mine import Mine


def test_a_name_is_greeted(mine: Mine) -> None:
    check(mine, "World")


def test_every_name_is_greeted(mine: Mine) -> None:
    check(mine, "민지")
    check(mine, "huey")


def test_nothing_is_printed(mine: Mine) -> None:
    before = mine.printed
    mine.run('greeting("World")', hint="an_error")

    printed = mine.printed.removeprefix(before)
    mine.compare('greeting("World")  print', printed, "", hint="printed_too")


def check(mine: Mine, name: str) -> None:
    """Check one greeting; what came back decides which hint helps."""
    called, expected = f'greeting("{name}")', f"Hello {name}"
    got = mine.run(called, expected=repr(expected), hint="an_error")
    mine.compare(called, got, expected, hint=hint_for(got, name))


def hint_for(got: object, name: str) -> str:
    """Return the name of the hint for a wrong greeting."""
    if got is None:
        return "nothing_returned"
    if isinstance(got, tuple | list):
        return "two_values"
    if "name" in str(got) or "{" in str(got) or "%s" in str(got):
        return "not_filled_in"
    return "wording" if name in str(got) else "name_lost"
