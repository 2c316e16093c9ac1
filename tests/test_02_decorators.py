"""Stage 2: what each of its files teaches, as behaviour."""

import http.client
import inspect
import json
import re
import runpy
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import arguments
import at_sign
import flask_guards
import functions_are_values
import keep_the_name
import parameters
import pytest
import router
import send_entry
from flask import Flask
from flask.testing import FlaskClient
from router import Router
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import TestResponse

STAGE = Path(__file__).parent.parent / "02_decorators"
PROGRAMS = sorted(path.name for path in STAGE.glob("*.py"))
# Far longer than any answer takes: it ends a test that would hang.
GUARD = 30
KEY = "a key that is known to this test only"
LUNCH = {"memo": "lunch", "amount": 9000}


class Quiet(WSGIRequestHandler):
    """Answers without a log, which would stand between the lines of pytest."""

    def log(self, type: str, message: str, *args: Any) -> None: ...


@contextmanager
def serving(application: Any) -> Iterator[http.client.HTTPConnection]:
    """Serve an application on a port of its own, and give a connection to it."""
    server = make_server("127.0.0.1", 0, application, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=GUARD)) as connection:
            yield connection
    finally:
        server.shutdown()
        thread.join(GUARD)
        server.server_close()


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
    """Call a WSGI application as a server does that trusts neither it nor itself."""
    environ: dict[str, Any] = {"QUERY_STRING": ""}
    setup_testing_defaults(environ)
    # PEP 3333: the bytes of the path, each as a character.
    bytes_of_path = path.encode(errors="surrogateescape")
    environ |= {"REQUEST_METHOD": method, "PATH_INFO": bytes_of_path.decode("latin-1")}
    started: list[Any] = []
    checked: Any = validator(application)
    with closing(checked(environ, lambda *args: started.extend(args))) as parts:
        body = b"".join(parts)
    return started[0], dict(started[1]), body.decode()


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
    with serving(router.app) as connection:
        connection.request("GET", "/hello/Huey")
        answer = connection.getresponse()
        body = answer.read()

    assert (answer.status, body) == (200, b"Hello Huey!\n")


# flask_guards.py


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The entries that the server holds: none yet, and its key is known."""
    stored: list[dict[str, Any]] = []
    monkeypatch.setattr(flask_guards, "entries", stored)
    monkeypatch.setitem(flask_guards.app.config, "API_KEY", KEY)
    return stored


@pytest.fixture
def client(stored: list[dict[str, Any]]) -> FlaskClient:
    """Whoever asks the server that holds no entries."""
    return flask_guards.app.test_client()


def post(client: FlaskClient, body: bytes, key: str = KEY, kind: str = "application/json") -> TestResponse:
    """Send a body with a key."""
    return client.post("/entries", data=body, content_type=kind, headers={"X-Api-Key": key})


def with_amount(amount: str) -> bytes:
    """Return the JSON of an entry whose amount is written like this."""
    return b'{"memo": "lunch", "amount": %s}' % amount.encode()


def test_a_complete_entry_is_stored_and_in_the_list(client: FlaskClient) -> None:
    answer = post(client, json.dumps({**LUNCH, "id": 7}).encode())

    assert (answer.status_code, answer.json) == (201, LUNCH)
    assert client.get("/entries").json == {"entries": [LUNCH]}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({"X-Api-Key": ""}, id="empty"),
        pytest.param({"X-Api-Key": KEY[:-1]}, id="one letter short"),
        pytest.param({"X-Api-Key": KEY + "x"}, id="one letter more"),
        pytest.param({"X-Api-Key": KEY.upper()}, id="capital letters"),
        pytest.param({"X-Api-Key": "\xed\x82\xa4"}, id="Hangul"),
        pytest.param({"X-Api-Key": "\xff\x80"}, id="no text at all"),
        pytest.param({"Authorization": f"Bearer {KEY}"}, id="in another header"),
    ],
)
def test_without_the_key_nothing_is_stored_and_the_answer_says_where_it_belongs(
    client: FlaskClient, stored: list[dict[str, Any]], headers: dict[str, str]
) -> None:
    answer = client.post("/entries", json=LUNCH, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "ApiKey"
    assert re.search(r"Send the key in .* X-Api-Key\. .* API_KEY", answer.get_json()["error"])
    assert stored == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="broken"),
        pytest.param(b"{}", id="no memo"),
        pytest.param(with_amount("true"), id="wrong amount"),
        pytest.param(b"x" * 100_000, id="too large"),
    ],
)
def test_without_the_key_nothing_is_said_about_the_body(client: FlaskClient, body: bytes) -> None:
    with_it, without_it = post(client, body), post(client, body, key="")

    assert with_it.status_code in {400, 413}
    assert without_it.status_code == 401
    assert "JSON" not in without_it.text


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
def test_what_does_not_call_itself_json_is_told_how_to(
    client: FlaskClient, stored: list[dict[str, Any]], kind: str
) -> None:
    answer = post(client, json.dumps(LUNCH).encode(), kind=kind)

    assert answer.status_code == 415
    assert "Content-Type: application/json" in answer.get_json()["error"]
    assert stored == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"lunch", id="a word"),
        pytest.param(b'{"memo": "lunch", "amount": 9000', id="cut off"),
        pytest.param(b"{'memo': 'lunch', 'amount': 9000}", id="Python"),
        pytest.param(b'{"memo": "\xff", "amount": 1}', id="no UTF-8"),
        pytest.param(b"\0", id="NUL"),
        pytest.param('{"memo": "lunch", "amount": 9000}'.encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"memo": "\xed\xa0\x80", "amount": 1}', id="half a character"),
        pytest.param(b"[" * 50_000, id="50,000 brackets"),
        pytest.param(b'{"a":' * 10_000, id="10,000 braces"),
        pytest.param(with_amount("9" * 5000), id="5,000 digits"),
    ],
)
def test_a_broken_body_is_told_what_json_looks_like(
    client: FlaskClient, stored: list[dict[str, Any]], body: bytes
) -> None:
    answer = post(client, body)

    assert answer.status_code == 400
    assert answer.get_json()["error"] == 'The body is not JSON. JSON looks like this: {"amount": 9000}'
    assert stored == []


@pytest.mark.parametrize("body", [b"[]", b'[{"memo": "x"}]', b"5", b'"lunch"', b"null", b"true", b"NaN"])
def test_json_that_is_no_object_is_told_so(
    client: FlaskClient, stored: list[dict[str, Any]], body: bytes
) -> None:
    answer = post(client, body)

    assert (answer.status_code, answer.get_json()["error"]) == (
        400,
        "The body is JSON, but not an object in { }.",
    )
    assert stored == []


@pytest.mark.parametrize(
    ("body", "key", "kind"),
    [
        pytest.param(b"{}", "memo", "a text", id="nothing"),
        pytest.param(b'{"amount": 9000}', "memo", "a text", id="no memo"),
        pytest.param(b'{"memo": null, "amount": 9000}', "memo", "a text", id="memo null"),
        pytest.param(b'{"memo": 5, "amount": 9000}', "memo", "a text", id="memo a number"),
        pytest.param(b'{"memo": ["x"], "amount": 9000}', "memo", "a text", id="memo a list"),
        pytest.param(b'{"memo": "lunch"}', "amount", "a whole number", id="no amount"),
        pytest.param(b'{"memo": "lunch", "Amount": 5}', "amount", "a whole number", id="capital letter"),
        pytest.param(with_amount("null"), "amount", "a whole number", id="null"),
        pytest.param(with_amount("true"), "amount", "a whole number", id="true"),
        pytest.param(with_amount("1.5"), "amount", "a whole number", id="1.5"),
        pytest.param(with_amount("9e3"), "amount", "a whole number", id="9e3"),
        pytest.param(with_amount('"9"'), "amount", "a whole number", id="text"),
        pytest.param(with_amount("NaN"), "amount", "a whole number", id="NaN"),
        pytest.param(with_amount("-Infinity"), "amount", "a whole number", id="Infinity"),
        pytest.param(with_amount("[9]"), "amount", "a whole number", id="list"),
    ],
)
def test_a_key_that_is_missing_or_of_another_kind_is_named(
    client: FlaskClient, stored: list[dict[str, Any]], body: bytes, key: str, kind: str
) -> None:
    answer = post(client, body)

    assert (answer.status_code, answer.get_json()["error"]) == (400, f'"{key}" is missing, or is not {kind}.')
    assert stored == []


def test_a_body_that_is_too_large_is_a_413(client: FlaskClient, stored: list[dict[str, Any]]) -> None:
    just_fits = with_amount("9000").ljust(64 * 1024)

    statuses = [post(client, just_fits).status_code, post(client, just_fits + b" ").status_code]

    assert statuses == [201, 413]
    assert len(stored) == 1


@pytest.mark.parametrize(
    ("body", "key", "kind", "expected"),
    [
        pytest.param(with_amount("9000"), KEY, "application/json", 201, id="complete"),
        pytest.param(with_amount("9000"), "", "application/json", 401, id="no key"),
        pytest.param(with_amount("9000"), KEY, "text/plain", 415, id="not called JSON"),
        pytest.param(b"{", KEY, "application/json", 400, id="not JSON"),
        pytest.param(b"{}", KEY, "application/json", 400, id="no memo"),
    ],
)
def test_the_outermost_decorator_measures_refusals_too(
    client: FlaskClient, body: bytes, key: str, kind: str, expected: int
) -> None:
    answer = post(client, body, key, kind)

    assert answer.status_code == expected
    assert re.fullmatch(r"view;dur=\d+\.\d{3}", answer.headers["Server-Timing"])
    assert "Server-Timing" in client.get("/entries").headers


def test_guarded_views_keep_their_names() -> None:
    views = flask_guards.app.view_functions

    assert views.keys() == {"static", "list_entries", "add_entry"}
    assert views["add_entry"].__doc__ == "Add an entry."


def test_a_view_behind_the_json_guard_gets_the_path_too() -> None:
    app = Flask(__name__)

    @app.post("/books/<int:book>")
    @flask_guards.requires_json(memo=str)
    def add(body: dict[str, Any], book: int) -> dict[str, Any]:
        return {"book": book, "memo": body["memo"]}

    answer = app.test_client().post("/books/7", json={"memo": "lunch"})

    assert answer.json == {"book": 7, "memo": "lunch"}


def test_a_kind_without_a_name_fails_at_the_decorator() -> None:
    with pytest.raises(KeyError):
        flask_guards.requires_json(price=float)


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", KEY)

    module = runpy.run_path(str(STAGE / "flask_guards.py"))

    assert module["app"].config["API_KEY"] == KEY


@pytest.mark.parametrize("value", [None, ""])
def test_without_a_key_of_its_own_a_server_makes_one_up(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("API_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("API_KEY", value)

    keys = {runpy.run_path(str(STAGE / "flask_guards.py"))["app"].config["API_KEY"] for _ in range(2)}

    assert [len(key) for key in keys] == [22, 22]


def test_a_real_server_goes_on_after_all_refusals(stored: list[dict[str, Any]]) -> None:
    headers = {"X-Api-Key": KEY, "Content-Type": "application/json"}
    bodies = [b"", b"{", b"[" * 50_000, with_amount("true"), with_amount("9000")]
    statuses = []

    with serving(flask_guards.app) as connection:
        for body in bodies:
            connection.request("POST", "/entries", body, headers)
            with connection.getresponse() as answer:
                statuses.append(answer.status)
                answer.read()

    assert statuses == [400, 400, 400, 400, 201]
    assert stored == [LUNCH]


# send_entry.py


@pytest.mark.parametrize(
    ("key", "amount", "expected"),
    [
        pytest.param(KEY, 9000, 201, id="complete"),
        pytest.param(KEY[:-1], 9000, 401, id="wrong key"),
        pytest.param(KEY, "much", 400, id="no number"),
    ],
)
def test_the_client_shows_what_the_guards_answer(
    stored: list[dict[str, Any]], key: str, amount: int | str, expected: int
) -> None:
    with serving(flask_guards.app) as connection:
        url = f"http://127.0.0.1:{connection.port}/entries"
        status, text = send_entry.send(send_entry.request_for(url, key, "lunch", amount))

    assert status == expected
    assert json.loads(text).keys() == ({"memo", "amount"} if expected == 201 else {"error"})
    assert stored == ([LUNCH] if expected == 201 else [])


def test_a_key_may_be_korean(stored: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(flask_guards.app.config, "API_KEY", "내 열쇠")

    with serving(flask_guards.app) as connection:
        url = f"http://127.0.0.1:{connection.port}/entries"
        status, _ = send_entry.send(send_entry.request_for(url, "내 열쇠", "lunch", 9000))

    assert status == 201
    assert stored == [LUNCH]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "Say where, and what: ", id="nothing"),
        pytest.param(["nonsense", "key", "lunch", "9000"], "No answer from nonsense: ", id="no address"),
        pytest.param(["http://127.0.0.1:0/", "key", "lunch", "1"], "Is the server running", id="nobody"),
    ],
)
def test_the_client_says_what_is_missing(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["send_entry.py", *arguments])

    with pytest.raises(SystemExit, match=re.escape(said)):
        runpy.run_path(str(STAGE / "send_entry.py"), run_name="__main__")
