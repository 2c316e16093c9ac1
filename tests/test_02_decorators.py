"""Stage 2: what each of its files teaches, as behaviour."""

import inspect
import re
import runpy
from collections.abc import Callable
from typing import Any
from urllib.request import urlopen

import arguments
import at_sign
import functions_are_values
import keep_the_name
import parameters
import pytest
import router
from flask import Flask
from router import Router

from tests.local_servers import GUARD, call, serving_wsgi
from tests.stages import ROOT

STAGE = ROOT / "02_decorators"
PROGRAMS = sorted(path.name for path in STAGE.glob("*.py"))


# Every file


@pytest.mark.parametrize("name", [name for name in PROGRAMS if name != "send_entry.py"])
def test_each_program_runs_alone_and_shows_something(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(STAGE / name), run_name="__main__")

    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) >= 4
    assert shown.err == ""


@pytest.mark.parametrize("name", PROGRAMS)
def test_importing_a_program_shows_nothing(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(STAGE / name), run_name="imported")

    shown = capsys.readouterr()
    assert shown.out + shown.err == ""


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_program_is_read_in_one_sitting(name: str) -> None:
    lines = (STAGE / name).read_text(encoding="utf-8").splitlines()

    assert 40 <= len(lines) <= 120
    assert any(line.startswith(f"    uv run python 02_decorators/{name}") for line in lines)


# functions_are_values.py


def test_a_function_can_be_handed_in() -> None:
    assert functions_are_values.greet(functions_are_values.world) == "Hello World"
    assert functions_are_values.greet(lambda: "Huey") == "Hello Huey"


def test_a_function_can_make_functions_that_remember_what_they_were_made_of() -> None:
    to_world = functions_are_values.decorator(functions_are_values.world)
    to_huey = functions_are_values.decorator(lambda: "Huey")

    assert (to_world(), to_huey(), to_world()) == ("Hello World", "Hello Huey", "Hello World")
    assert functions_are_values.world() == "World"


def test_decorating_does_not_call_yet() -> None:
    calls: list[str] = []

    def world() -> str:
        calls.append("called")
        return "World"

    decorated = functions_are_values.decorator(world)

    assert calls == []
    assert (decorated(), calls) == ("Hello World", ["called"])


# at_sign.py


@pytest.mark.parametrize("make", [at_sign.by_hand, at_sign.with_the_sign])
def test_a_decorator_runs_once_at_the_definition(
    make: Callable[[], Callable[[], str]], capsys: pytest.CaptureFixture[str]
) -> None:
    world = make()
    defined = capsys.readouterr().out
    results = [world(), world()]

    assert defined == "  decorator gets world\n"
    assert results == ["Hello World"] * 2
    assert capsys.readouterr().out == "  wrapper is called, and calls world\n" * 2


def test_the_sign_does_what_the_assignment_does(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(STAGE / "at_sign.py"), run_name="__main__")

    by_hand, with_the_sign = re.split(r"(?=with_the_sign: the function is defined)", capsys.readouterr().out)
    assert by_hand.replace("by_hand", "with_the_sign") == with_the_sign
    assert with_the_sign.endswith("  it returns 'Hello World'\n")


# arguments.py


def test_the_slides_wrapper_prints_and_returns_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    result: object = arguments.forgetful(arguments.world)()

    assert result is None
    assert capsys.readouterr().out == "Hello World\n"


@pytest.mark.parametrize(("args", "kwargs"), [(["lunch"], {}), ([], {"memo": "lunch"})])
def test_the_slides_wrapper_takes_nothing(args: list[str], kwargs: dict[str, str]) -> None:
    calls: list[object] = []

    with pytest.raises(TypeError, match="wrapper"):
        arguments.forgetful(lambda *args, **kwargs: calls.append(args))(*args, **kwargs)

    assert calls == []


def test_a_traced_function_gets_all_that_its_caller_gave() -> None:
    traced = arguments.traced(lambda *args, **kwargs: (args, kwargs))

    assert traced() == ((), {})
    assert traced("lunch", 9000, currency="KRW") == (("lunch", 9000), {"currency": "KRW"})


def test_a_traced_function_is_called_once() -> None:
    calls: list[str] = []

    arguments.traced(calls.append)("lunch")

    assert calls == ["lunch"]


def test_a_traced_function_is_traced_with_its_result(capsys: pytest.CaptureFixture[str]) -> None:
    result = arguments.spend("book", amount=20, currency="USD")

    assert result == "book: 20 USD"
    assert capsys.readouterr().out == (
        "  spend, args ('book',), kwargs {'amount': 20, 'currency': 'USD'}, returns 'book: 20 USD'\n"
    )


def test_an_exception_passes_a_traced_function_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    error = LookupError("no such book")

    @arguments.traced
    def fail() -> None:
        raise error

    with pytest.raises(LookupError) as caught:
        fail()

    assert caught.value is error
    assert capsys.readouterr().out == ""


def test_a_traced_function_rejects_what_the_function_rejects() -> None:
    with pytest.raises(TypeError, match=r"spend\(\) missing 1 required positional argument: 'amount'"):
        arguments.spend("lunch")


# keep_the_name.py


def test_a_named_wrapper_answers_in_the_functions_name() -> None:
    named = keep_the_name.named(keep_the_name.spend)

    assert (named.__name__, named.__doc__) == ("spend", "Return a line of a household book.")
    assert inspect.signature(named) == inspect.signature(keep_the_name.spend)
    assert inspect.unwrap(named) is keep_the_name.spend


def test_an_anonymous_wrapper_introduces_itself() -> None:
    anonymous = keep_the_name.anonymous(keep_the_name.spend)

    assert (anonymous.__name__, anonymous.__doc__) == ("wrapper", None)
    assert list(inspect.signature(anonymous).parameters) == ["args", "kwargs"]
    assert not hasattr(anonymous, "__wrapped__")


@pytest.mark.parametrize("wrap", [keep_the_name.named, keep_the_name.anonymous])
def test_both_wrappers_change_nothing_else(wrap: Callable[..., Any]) -> None:
    assert wrap(keep_the_name.spend)("lunch", amount=9000) == "lunch: 9,000"


def test_flask_takes_two_views_only_if_they_kept_their_names() -> None:
    def first() -> str:
        return "first"

    def second() -> str:
        return "second"

    app = Flask(__name__)
    for view in (first, second):
        app.get(f"/named/{view.__name__}")(keep_the_name.named(view))
    app.get("/anonymous/first")(keep_the_name.anonymous(first))

    with pytest.raises(AssertionError, match="overwriting an existing endpoint function: wrapper"):
        app.get("/anonymous/second")(keep_the_name.anonymous(second))
    assert app.view_functions.keys() == {"static", "first", "second", "wrapper"}


# parameters.py


@pytest.mark.parametrize("times", [0, 1, 3])
def test_repeat_calls_so_many_times_and_returns_all_results(times: int) -> None:
    calls: list[tuple[str, int]] = []

    @parameters.repeat(times)
    def spend(memo: str, *, amount: int) -> int:
        calls.append((memo, amount))
        return len(calls)

    assert spend("lunch", amount=9000) == list(range(1, times + 1))
    assert calls == [("lunch", 9000)] * times


def test_a_decorator_that_was_made_serves_many_functions() -> None:
    twice = parameters.repeat(2)

    one, other = twice(lambda: "one"), twice(lambda: "other")

    assert (one(), other()) == (["one"] * 2, ["other"] * 2)


def test_a_repeated_function_keeps_its_name() -> None:
    assert (parameters.hello.__name__, parameters.hello.__doc__) == ("hello", "Greet somebody.")
    assert parameters.hello("World") == ["Hello World"] * 3


def test_repeat_without_parentheses_fails_at_the_definition() -> None:
    reached: list[str] = []

    def define() -> None:
        @parameters.repeat  # type: ignore[arg-type]
        def bye() -> None: ...

        reached.append("the line below the mistake")

    with pytest.raises(TypeError, match=r"Write @repeat\(3\), not @repeat$"):
        define()

    assert reached == []


@pytest.mark.parametrize("times", ["3", 3.0, None])
def test_repeat_takes_whole_numbers_only(times: Any) -> None:
    with pytest.raises(TypeError, match="how often"):
        parameters.repeat(times)


# router.py


@pytest.fixture
def household() -> Router:
    """A router with rules of several kinds; each view says which one it is."""
    household = Router()
    household.route("/")(lambda: "home")
    household.route("/entries")(lambda: "list")
    household.route("/entries", method="POST")(lambda: "add")
    household.route("/entries/<number>")(lambda number: f"entry {number}")
    household.route("/<year>/<month>/report")(lambda month, year: f"report {year}-{month}")
    return household


def get(application: Any, path: str, method: str = "GET") -> tuple[str, dict[str, str], str]:
    """Ask a WSGI application, and return its body as text."""
    status, headers, body = call(application, method, path)
    return status, headers, body.decode()


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/", "home"),
        ("GET", "/entries", "list"),
        ("POST", "/entries", "add"),
        ("GET", "/entries/7", "entry 7"),
        ("GET", "/entries/a b.c", "entry a b.c"),
        ("GET", "/2026/11/report", "report 2026-11"),
    ],
)
def test_a_request_finds_the_function_of_its_path_and_method(
    household: Router, method: str, path: str, expected: str
) -> None:
    assert household.answer(method, path) == ("200 OK", expected)


@pytest.mark.parametrize("path", ["", "/nowhere", "/entries/", "/entries/7/8", "/Entries", "//", "x/"])
def test_a_path_without_a_rule_is_a_404_that_names_it(household: Router, path: str) -> None:
    assert household.answer("GET", path) == ("404 Not Found", f"Nothing is at {path}.\n")


@pytest.mark.parametrize(
    ("method", "path", "there"),
    [("POST", "/", "GET"), ("DELETE", "/entries", "GET, POST"), ("PUT", "/entries/7", "GET")],
)
def test_a_method_without_a_rule_is_a_405_that_names_the_others(
    household: Router, method: str, path: str, there: str
) -> None:
    assert household.answer(method, path) == (
        "405 Method Not Allowed",
        f"At {path} there is only {there}.\n",
    )


@pytest.mark.parametrize("rule", ["/a.b", "/a+b", "/a*", "/a|b", "/[ab]", "/(a", "/a?", "/\\d", "/a-b c"])
def test_a_rule_means_its_characters_and_no_pattern(rule: str) -> None:
    router = Router()
    router.route(rule)(lambda: "found")

    others = ["/aXb", "/aab", "/a", "/aa", "/b", "/7", "/", "b"]

    assert router.answer("GET", rule) == ("200 OK", "found")
    assert {router.answer("GET", path)[0] for path in others} == {"404 Not Found"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("/hello/가", "Hello 가!\n", id="Hangul"),
        pytest.param("/hello/🍙", "Hello 🍙!\n", id="beyond the BMP"),
        pytest.param("/가", "Nothing is at /가.\n", id="not found"),
        # A byte that is no UTF-8.
        pytest.param("/hello/\udcff가", "Hello \ufffd가!\n", id="no text"),
    ],
)
def test_a_path_may_be_written_in_any_script(path: str, expected: str) -> None:
    assert get(router.app, path)[2] == expected


def test_route_returns_the_very_function() -> None:
    def view() -> str:
        return "view"

    registered = Router().route("/view")(view)

    assert registered is view
    assert router.hello() == "Hello World!\n"


def test_each_router_has_a_table_of_its_own() -> None:
    one, other = Router(), Router()

    one.route("/")(lambda: "one")

    assert (one.answer("GET", "/")[0], other.answer("GET", "/")[0]) == ("200 OK", "404 Not Found")


@pytest.mark.parametrize(
    ("method", "path", "status", "text"),
    [
        ("GET", "/", "200 OK", "Hello World!\n"),
        ("GET", "/hello/Huey", "200 OK", "Hello Huey!\n"),
        ("GET", "/hello/", "404 Not Found", "Nothing is at /hello/.\n"),
        ("POST", "/", "405 Method Not Allowed", "At / there is only GET.\n"),
    ],
)
def test_a_router_is_a_wsgi_application(method: str, path: str, status: str, text: str) -> None:
    answered, headers, body = get(router.app, path, method)

    assert (answered, body) == (status, text)
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["Content-Length"] == str(len(text))


def test_the_length_of_a_page_is_counted_in_bytes() -> None:
    korean = Router()
    korean.route("/")(lambda: "안녕\n")

    _, headers, body = get(korean, "/")

    assert (headers["Content-Length"], body) == ("7", "안녕\n")


def test_a_server_that_others_wrote_runs_the_router() -> None:
    with serving_wsgi(router.app) as url, urlopen(f"{url}hello/Huey", timeout=GUARD) as answer:
        body = answer.read()

    assert (answer.status, body) == (200, b"Hello Huey!\n")
