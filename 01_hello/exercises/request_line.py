"""Read the first line of a request.

A request begins with a line like `GET /entries HTTP/1.1`. That is three parts with one blank between them:
the method, the path, and the version. `method_and_path(line)` returns the first two as a tuple, as they stand
in the line. The line end has been taken off already.

Not all that arrives at a port is HTTP. A line is bad if it does not have exactly three parts, if its path
does not begin with `/`, or if its version does not begin with `HTTP/`. For a bad line the function raises
a ValueError, so that the server can answer 400 and go on.

    method_and_path("GET /entries HTTP/1.1")     ("GET", "/entries")
    method_and_path("How are you?")              ValueError

요청의 첫 줄을 읽으십시오.

요청은 `GET /entries HTTP/1.1` 같은 줄로 시작합니다. 메서드, 경로, 버전 세 부분이 공백 하나씩을 사이에 두고
이어집니다. `method_and_path(line)`은 앞의 두 부분을 줄에 적힌 그대로 튜플로 반환합니다. 줄 끝의 줄바꿈은 이미
떼어 낸 상태입니다.

포트로 들어오는 것이 모두 HTTP는 아닙니다. 정확히 세 부분이 아니거나, 경로가 `/`로 시작하지 않거나, 버전이
`HTTP/`로 시작하지 않으면 잘못된 줄입니다. 잘못된 줄에는 ValueError를 발생시킵니다. 그러면 서버가 400으로
응답하고 계속 실행될 수 있습니다.
"""


def method_and_path(line: str) -> tuple[str, str]:
    """Return the method and the path of a request; raise ValueError if the line is bad."""
    raise NotImplementedError
