"""One dictionary, whose keys are method and path together."""

from http import HTTPStatus


class App:
    def __init__(self):
        self.views = {}

    def route(self, path, method="GET"):
        def note(view):
            self.views[method, path] = view
            return view

        return note

    def answer(self, method, path):
        if view := self.views.get((method, path)):
            return HTTPStatus.OK, view()
        if any(known == path for _, known in self.views):
            status = HTTPStatus.METHOD_NOT_ALLOWED
        else:
            status = HTTPStatus.NOT_FOUND
        return status, status.phrase
