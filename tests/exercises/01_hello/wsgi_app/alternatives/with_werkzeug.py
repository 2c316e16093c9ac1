"""Werkzeug's objects for requests and answers, and its exceptions, which are WSGI applications too."""

from werkzeug import Request, Response
from werkzeug.exceptions import MethodNotAllowed, NotFound


@Request.application
def application(request):
    first, second, *rest = [*request.path.split("/", 2)[1:], ""]
    if first != "hello" or not second:
        return NotFound()
    if request.method not in {"GET"}:
        return MethodNotAllowed(["GET"])
    return Response(f"Hello {second}")
