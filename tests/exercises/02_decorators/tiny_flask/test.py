"""Some views of a household book, and what an App answers with them."""

from typing import Any

from tests.tutor.mine import Mine, Wrong, shown


def home() -> str:
    return "Household book"


class Story:
    """An App, and all that is done with it, as a learner would type it."""

    def __init__(self, mine: Mine, *steps: str, begin: str = "app = App()", **names: Any) -> None:
        self._mine = mine
        self._lines = [begin]
        self._names = {"home": home, **names, "app": mine.run("App()", hint="noting")}
        for step in steps:
            self.run(step, "noting")

    def run(self, step: str, hint: str, expected: object = "") -> Any:
        """Return the value of one step; an error in it is told with all that went before."""
        self._lines.append(step)
        try:
            return self._mine.run(step, hint=hint, expected=expected, **self._names)
        except Exception:
            self._mine.called = self.text
            raise

    def answers(self, request: str, expected: tuple[int, str], hint: str) -> None:
        """Check an answer, which is then forgotten."""
        answer = self.run(f"app.answer({request})", hint, expected)
        self._mine.compare(self.text, answer, expected, hint=hint)
        self._lines.pop()

    @property
    def text(self) -> str:
        """Return what has been done."""
        return "\n".join(self._lines)


def test_route_is_used_as_a_decorator(mine: Mine) -> None:
    story = Story(mine)
    decorator = story.run('app.route("/")', "no_decorator", "<function>")
    if not callable(decorator):
        raise Wrong(story.text, shown(decorator), "<function>", "no_decorator")

    story = Story(mine)
    view = story.run('app.route("/")(home)', "noting", "<function home>")
    if view is not home:
        raise Wrong(story.text, shown(view), "<function home>", "not_unchanged")


def test_the_function_answers(mine: Mine) -> None:
    story = Story(mine, 'app.route("/")(home)', 'app.route("/가계부", "POST")(lambda: "추가했습니다")')
    story.answers('"GET", "/"', (200, "Household book"), "answer")
    story.answers('"POST", "/가계부"', (200, "추가했습니다"), "answer")

    story = Story(mine, 'app.route(path="/add", method="POST")(lambda: "")')
    story.answers('path="/add", method="POST"', (200, ""), "answer")


def test_no_function_for_the_path(mine: Mine) -> None:
    not_found = (404, "Not Found")
    Story(mine).answers('"GET", "/"', not_found, "not_found")

    story = Story(mine, 'app.route("/")(home)', 'app.route("/entries", "POST")(lambda: "added")')
    for path in ["/tax", "/entries/", "/entries/7", "/entrie", "/Entries", ""]:
        story.answers(f'"GET", "{path}"', not_found, "not_found")
    story.answers('"POST", "/tax"', not_found, "not_found")
    story.answers('"DELETE", "/tax"', not_found, "not_found")


def test_another_method(mine: Mine) -> None:
    story = Story(mine, 'app.route("/")(home)', 'app.route("/add", "POST")(lambda: "added")')

    for request in ['"DELETE", "/"', '"POST", "/"', '"GET", "/add"']:
        story.answers(request, (405, "Method Not Allowed"), "wrong_method")


def test_a_path_may_have_several_methods(mine: Mine) -> None:
    steps = [
        'app.route("/entries")(home)',
        'app.route("/entries", "POST")(lambda: "added")',
        'app.route("/")(home)',
    ]
    story = Story(mine, *steps)

    story.answers('"GET", "/entries"', (200, "Household book"), "several")
    story.answers('"POST", "/entries"', (200, "added"), "several")
    story.answers('"DELETE", "/entries"', (405, "Method Not Allowed"), "several")


def test_it_is_called_once_for_each_answer(mine: Mine) -> None:
    visits: list[str] = []

    def visit() -> str:
        visits.append("visit")
        return f"visit {len(visits)}"

    story = Story(mine, 'app.route("/")(visit)', 'app.answer("POST", "/")', visit=visit)
    for number in (1, 2):
        expected = (200, f"visit {number}")
        answer = story.run('app.answer("GET", "/")', "when_called", expected)
        mine.compare(story.text, answer, expected, hint="when_called")


def test_an_app_has_its_own_functions(mine: Mine) -> None:
    other = mine.run("App()", hint="noting")
    story = Story(mine, 'other.route("/")(home)', begin="app, other = App(), App()", other=other)

    story.answers('"GET", "/"', (404, "Not Found"), "shared")
