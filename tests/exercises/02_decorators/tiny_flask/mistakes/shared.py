"""The table belongs to the class, and so all Apps have the same one."""


class App:
    table = {}

    def route(self, path, method="GET"):
        def decorator(view):
            self.table.setdefault(path, {})[method] = view
            return view

        return decorator

    def answer(self, method, path):
        if path not in self.table:
            return 404, "Not Found"
        if method not in self.table[path]:
            return 405, "Method Not Allowed"
        return 200, self.table[path][method]()
