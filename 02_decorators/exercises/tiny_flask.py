"""Build what stands behind @app.route.

`route(path, method)` is used as a decorator: it notes the function for this path and method (GET, if none
is said), and returns the function unchanged. `answer(method, path)` returns a tuple of status and text:

- 200 and what the function for them returns, which is called once for each answer;
- 404 and "Not Found", if no function is noted for the path;
- 405 and "Method Not Allowed", if there is one for the path, but for another method.

A path may have several methods, each with a function of its own. Two paths are the same only if they are
equal letter by letter. One App knows nothing of another.

    app = App()

    @app.route("/")
    def home():
        return "Household book"

    app.answer("GET", "/")         (200, "Household book")
    app.answer("GET", "/tax")      (404, "Not Found")
    app.answer("DELETE", "/")      (405, "Method Not Allowed")

@app.route가 하는 일을 직접 구현하십시오.

`route(path, method)`는 데코레이터로 씁니다. 이 경로와 메서드(쓰지 않으면 GET)를 맡을 함수를 적어 두고,
함수는 바꾸지 않고 그대로 반환합니다. `answer(method, path)`는 상태 코드와 문자열의 튜플을 반환합니다.

- 200과 함수의 반환값: 경로와 메서드에 맞는 함수가 있을 때. 응답할 때마다 그 함수를 한 번 호출합니다.
- 404와 "Not Found": 그 경로에 적어 둔 함수가 없을 때.
- 405와 "Method Not Allowed": 그 경로에 함수가 있지만 메서드가 다를 때.

한 경로에 메서드가 여럿일 수 있고, 메서드마다 함수가 따로 있습니다. 경로는 글자 하나까지 모두 같아야 같은
경로입니다. App끼리는 서로의 경로를 알지 못합니다.
"""

from collections.abc import Callable

View = Callable[[], str]


class App:
    """A web framework without the web: from paths to functions."""

    def __init__(self) -> None:
        """Begin without any functions."""
        raise NotImplementedError

    def route(self, path: str, method: str = "GET") -> Callable[[View], View]:
        """Return a decorator that notes a function for a path and a method."""
        raise NotImplementedError

    def answer(self, method: str, path: str) -> tuple[int, str]:
        """Return status and text for a request."""
        raise NotImplementedError
