"""Greet visitors over HTTP, in WSGI.

A server calls `application(environ, start_response)` for each request. In the dictionary `environ`,
`environ["REQUEST_METHOD"]` is the method; `path_of(environ)` below gives the path as text. The application
calls `start_response(status, headers)` once, with the headers as a list of pairs of texts, and returns the
body as a list of bytes.

- `GET /hello/<name>` is answered with `200 OK`, the header `Content-Type: text/plain; charset=utf-8`, and the
  text `Hello`, one blank, and the name, which has one character or more.
- Any other method on such a path gets `405 Method Not Allowed` and the header `Allow: GET`.
- Any other path gets `404 Not Found`.

    GET /hello/Huey                  200 OK, Hello Huey
    GET /hello/%EB%AF%BC%EC%A7%80    200 OK, Hello 민지
    POST /hello/Huey                 405 Method Not Allowed
    GET /hello/                      404 Not Found

WSGI로 방문자에게 인사하십시오.

서버는 요청마다 `application(environ, start_response)`를 호출합니다. `environ` 딕셔너리의
`environ["REQUEST_METHOD"]`는 메서드이고, 아래의 `path_of(environ)`은 경로를 문자열로 알려 줍니다.
애플리케이션은 `start_response(status, headers)`를 한 번 호출하고, 본문을 바이트의 리스트로 반환합니다.
`headers`는 문자열 두 개로 된 쌍의 리스트입니다.

- `GET /hello/<이름>`에는 `200 OK`와 헤더 `Content-Type: text/plain; charset=utf-8`로 응답합니다. 본문은
  `Hello`와 공백 하나, 이름입니다. 이름은 한 글자 이상입니다.
- 이런 경로에 다른 메서드로 요청하면 `405 Method Not Allowed`와 헤더 `Allow: GET`으로 응답합니다.
- 다른 경로에는 `404 Not Found`로 응답합니다.
"""

from collections.abc import Callable, Iterable
from typing import Any


def path_of(environ: dict[str, Any]) -> str:
    """Return the path as text: PATH_INFO has a character for each of its bytes (PEP 3333)."""
    path: str = environ["PATH_INFO"]
    return path.encode("latin-1").decode("utf-8", "replace")


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer one request."""
    raise NotImplementedError
