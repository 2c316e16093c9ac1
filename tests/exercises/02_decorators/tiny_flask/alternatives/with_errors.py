"""Tries, and sees which key is missing."""

from collections import defaultdict
from functools import partial


class App:
    def __init__(self):
        self.methods = defaultdict(dict)

    def note(self, path, method, view):
        self.methods[path][method] = view
        return view

    def route(self, path, method="GET"):
        return partial(self.note, path, method)

    def answer(self, method, path):
        methods = self.methods.get(path)
        try:
            view = methods[method]
        except TypeError:
            return (404, "Not Found")
        except KeyError:
            return (405, "Method Not Allowed")
        return (200, view())
