"""A list that is read from its beginning; the decorator is a lambda."""

from dataclasses import dataclass, field


@dataclass
class App:
    routes: list = field(default_factory=list)

    def route(self, path, method="GET"):
        return lambda view: self.routes.append((path, method, view)) or view

    def answer(self, method, path):
        answer = 404, "Not Found"
        for known_path, known_method, view in self.routes:
            if known_path == path:
                if known_method == method:
                    return 200, view()
                answer = 405, "Method Not Allowed"
        return answer
