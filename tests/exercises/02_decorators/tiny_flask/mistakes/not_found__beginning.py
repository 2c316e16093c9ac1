"""Takes a path for another one that begins in the same way."""


class App:
    def __init__(self):
        self.table = {}

    def route(self, path, method="GET"):
        def decorator(view):
            self.table.setdefault(path, {})[method] = view
            return view

        return decorator

    def answer(self, method, path):
        for known, methods in sorted(self.table.items(), reverse=True):
            if path.startswith(known):
                if method not in methods:
                    return 405, "Method Not Allowed"
                return 200, methods[method]()
        return 404, "Not Found"
