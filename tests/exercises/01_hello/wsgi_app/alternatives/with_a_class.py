"""An object that can be called; its body comes piece by piece, and the name stays bytes."""

import re


class Greeter:
    def __init__(self, pattern):
        self.pattern = re.compile(pattern)

    def __call__(self, environ, start_response):
        match self.pattern.match(environ["PATH_INFO"]), environ["REQUEST_METHOD"]:
            case None, _:
                start_response("404 Not Found", [("Content-Type", "text/plain")])
                yield b"not found"
            case found, "GET":
                start_response("200 OK", [("content-type", "text/plain; charset=utf-8")])
                yield b"Hello "
                yield found[1].encode("latin-1")
            case _:
                start_response("405 Method Not Allowed", [("allow", "GET")])


application = Greeter("/hello/(.+)")
