"""What an exercise's test sees of the file that it judges."""

import ast
import builtins
import difflib
import io
import re
from typing import Any

BOTH = re.compile("\x02(?P<en>[^\x1f]*)\x1f(?P<ko>[^\x03]*)\x03")


def both(english: str, korean: str) -> str:
    """Return a text in both languages, for what is shown as called, got or expected, or a part of it."""
    return f"\x02{english}\x1f{korean}\x03"


class Wrong(Exception):
    """Raised if what was called did not do what was expected; `hint` names the hints that help."""

    def __init__(self, called: str, got: str, expected: str, hint: str) -> None:
        super().__init__(f"{called}: {got}, expected {expected}")
        self.called, self.got, self.expected, self.hint = called, got, expected, hint


class Missing(Exception):
    """Raised if a name is not there that the exercise asks for; `like` is one that is there instead."""

    def __init__(self, name: str, like: str | None) -> None:
        super().__init__(name)
        self.name, self.like = name, like


class Mine:
    """A learner's module, loaded anew for each test; `printed` is what it has printed."""

    def __init__(self, names: dict[str, Any], printed: "Printed") -> None:
        self._names = names
        self._printed = printed
        # Of what is run at the moment, for the report of an error that comes out of it.
        self.called = ""
        self.expected = ""
        self.hint = ""

    @property
    def printed(self) -> str:
        """Return what has been printed since it was loaded."""
        return self._printed.text

    def __getattr__(self, name: str) -> Any:
        """Return what the module calls so; raise Missing if there is nothing."""
        if name not in self._names:
            raise Missing(name, _like(name, self._names))
        return self._names[name]

    def run(self, called: str, *, hint: str, expected: object = "", **names: Any) -> Any:
        """Return the value of an expression in the module's own names, and in `names`.

        What it raises is told to the learner with `hint`, and with `expected` if there is one.
        """
        self.about_to(called, hint, expected)
        self._check_names(called, names)
        value = eval(called, {**self._names, **names})
        self.called = ""
        return value

    def about_to(self, called: str, hint: str, expected: object = "") -> None:
        """Note what is called now, for the report of an error that comes out of it; "" when it is over."""
        self.called, self.hint = called, hint
        self.expected = expected if isinstance(expected, str) else shown(expected)

    def expect(self, called: str, expected: object, *, hint: str, **names: Any) -> None:
        """Check that an expression has a value, of the same type too if it is a number or a text."""
        self.compare(
            called, self.run(called, hint=hint, expected=shown(expected), **names), expected, hint=hint
        )

    def expect_error(self, called: str, error: type[Exception], *, hint: str, **names: Any) -> Exception:
        """Check that an expression raises an error, and return it."""
        try:
            value = self.run(called, hint=hint, expected=error.__name__, **names)
        except error as raised:
            if type(raised) is NotImplementedError:
                raise
            self.called = ""
            return raised
        raise Wrong(called, shown(value), error.__name__, hint)

    def compare(self, called: str, got: object, expected: object, *, hint: str) -> None:
        """Check a value that came out of what was called in another way."""
        exact = not isinstance(expected, bool | int | float | str) or type(got) is type(expected)
        if not (exact and got == expected):
            raise Wrong(called, shown(got), shown(expected), hint)

    def _check_names(self, called: str, names: dict[str, Any]) -> None:
        tree = list(ast.walk(ast.parse(called, mode="eval")))
        used = [node for node in tree if isinstance(node, ast.Name)]
        wanted = {node.id for node in used if isinstance(node.ctx, ast.Load)}
        own = {node.id for node in used if isinstance(node.ctx, ast.Store)}
        own |= {node.arg for node in tree if isinstance(node, ast.arg)}
        for name in sorted(wanted - own - names.keys() - self._names.keys()):
            if not hasattr(builtins, name):
                raise Missing(name, _like(name, self._names))


class Printed(io.TextIOWrapper):
    """A console that keeps the beginning of what is printed, however long that goes on."""

    def __init__(self) -> None:
        self._beginning = _Beginning()
        super().__init__(
            self._beginning, encoding="utf-8", errors="backslashreplace", newline="\n", write_through=True
        )

    @property
    def text(self) -> str:
        """Return what it has kept."""
        return self._beginning.getvalue().decode("utf-8", "replace")


class _Beginning(io.BytesIO):
    LIMIT = 10_000

    def write(self, data: Any) -> int:
        """Keep some bytes, as far as there is room."""
        super().write(bytes(data)[: max(0, self.LIMIT - self.tell())])
        return len(data)


def shown(value: object) -> str:
    """Return a value as Python shows it, cut where it gets long."""
    try:
        return cut(repr(value))
    except Exception as error:
        return f"<{type(value).__name__}: {error!r}>"


def cut(text: str, limit: int = 300) -> str:
    """Return a text, or its beginning if it is long."""
    return text if len(text) <= limit else f"{text[:limit]}..."


def _like(name: str, names: dict[str, Any]) -> str | None:
    ours = [key for key, value in names.items() if not key.startswith("__") and callable(value)]
    return next(iter(difflib.get_close_matches(name, ours, 1, 0.5)), None)
