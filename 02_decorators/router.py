"""What `@app.route` is: a decorator with a parameter that writes into a table.

    uv run python 02_decorators/router.py

`route` returns the function as it came: nothing is wrapped. It only notes which
path belongs to it. When a request arrives, the application, a WSGI callable
(PEP 3333), looks the path up, calls the function, and sends what it returns.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.util import setup_testing_defaults

View = Callable[..., str]


class Router:
    """A web framework in one table: from paths to functions."""

    def __init__(self) -> None:
        self.table: list[tuple[str, re.Pattern[str], View]] = []

    def route(self, rule: str, method: str = "GET") -> Callable[[View], View]:
        """Return a decorator that enters a function for a path; <name> in it becomes an argument."""
        pattern = re.compile(re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", re.escape(rule)))

        def decorator(view: View) -> View:
            self.table.append((method, pattern, view))
            return view

        return decorator

    def answer(self, method: str, path: str) -> tuple[str, str]:
        """Return status and text for a request."""
        found = {name: (view, match) for name, rule, view in self.table if (match := rule.fullmatch(path))}
        if not found:
            return "404 Not Found", f"Nothing is at {path}.\n"
        if method not in found:
            return "405 Method Not Allowed", f"At {path} there is only {', '.join(found)}.\n"
        view, match = found[method]
        return "200 OK", view(**match.groupdict())

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answer as a WSGI application."""
        # PEP 3333: the server gives the bytes of the path, each as a character.
        path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        status, text = self.answer(environ["REQUEST_METHOD"], path)
        body = text.encode()
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return [body]


app = Router()


@app.route("/")
def hello() -> str:
    """Say hello."""
    return "Hello World!\n"


@app.route("/hello/<name>")
def hello_to(name: str) -> str:
    """Say hello to somebody."""
    return f"Hello {name}!\n"


def ask(method: str, path: str) -> None:
    """Call the application as a server does, and print what it answers."""
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path}
    setup_testing_defaults(environ)
    status: list[str] = []
    body = b"".join(app(environ, lambda line, headers: status.append(line)))
    print(f"{method:4} {path:12} -> {status[0]:22} {body.decode().strip()}")


if __name__ == "__main__":
    print("The table:")
    for method, pattern, view in app.table:
        print(f"  {method} {pattern.pattern:26} {view.__name__}")
    ask("GET", "/")
    ask("GET", "/hello/Huey")
    ask("GET", "/nowhere")
    ask("POST", "/")
    print("hello is still the function it was:", repr(hello()))
