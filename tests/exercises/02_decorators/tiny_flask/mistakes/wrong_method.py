"""Knows method and path together only."""


class App:
    def __init__(self):
        self.table = {}

    def route(self, path, method="GET"):
        def decorator(view):
            self.table[method, path] = view
            return view

        return decorator

    def answer(self, method, path):
        if (method, path) not in self.table:
            return 404, "Not Found"
        return 200, self.table[method, path]()
