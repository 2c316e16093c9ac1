"""Build what stands behind @app.route."""

from collections.abc import Callable

View = Callable[[], str]


class App:
    """A web framework without the web: from paths to functions."""

    def __init__(self) -> None:
        """Begin without any functions."""
        self.table: dict[str, dict[str, View]] = {}

    def route(self, path: str, method: str = "GET") -> Callable[[View], View]:
        """Return a decorator that notes a function for a path and a method."""

        def decorator(view: View) -> View:
            self.table.setdefault(path, {})[method] = view
            return view

        return decorator

    def answer(self, method: str, path: str) -> tuple[int, str]:
        """Return status and text for a request."""
        if path not in self.table:
            return 404, "Not Found"
        if method not in self.table[path]:
            return 405, "Method Not Allowed"
        return 200, self.table[path][method]()
