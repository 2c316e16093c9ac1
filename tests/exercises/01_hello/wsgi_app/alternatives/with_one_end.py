"""The answer is chosen first, and given in one place, with its length."""


def path_of(environ):
    return environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")


def choose(method, path):
    if not path.startswith("/hello/") or len(path) == len("/hello/"):
        return "404 Not Found", "There is nobody here.\n", []
    if method == "GET":
        return "200 OK", "Hello " + path[7:], []
    return "405 Method Not Allowed", "", [("Allow", "GET")]


def application(environ, start_response):
    status, text, headers = choose(environ["REQUEST_METHOD"], path_of(environ))
    body = text.encode()
    headers.append(("Content-Type", 'text/plain;charset="UTF-8"'))
    headers.append(("Content-Length", str(len(body))))
    start_response(status, headers)
    return [body]
