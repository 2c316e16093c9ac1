r"""Put an answer together by hand.

`response(status, headers, text)` returns the bytes of a whole HTTP answer, in this order:

- the status line: `HTTP/1.1`, one blank, and the status;
- a line `Name: value` for each of the headers, and a line `Content-Length: ` with the length of the body;
- an empty line;
- the body: the text in UTF-8, and nothing else.

Each line, the empty one too, ends with `\r\n`. Content-Length counts bytes, because the client reads as many
bytes as it says: a letter like `a` is one byte, a Korean one is three.

    response("200 OK", {"Content-Type": "text/csv"}, "lunch,9000\n")
    b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 11\r\n\r\nlunch,9000\n"

응답을 손으로 조립하십시오.

`response(status, headers, text)`는 HTTP 응답 전체를 바이트로 반환합니다. 순서는 다음과 같습니다.

- 상태 줄: `HTTP/1.1`과 공백 하나, 상태
- 헤더마다 `이름: 값` 한 줄씩, 그리고 본문의 길이를 적은 `Content-Length: ` 줄
- 빈 줄
- 본문: UTF-8로 인코딩한 텍스트. 다른 것은 넣지 않습니다.

빈 줄을 포함해 모든 줄은 `\r\n`으로 끝납니다. Content-Length는 바이트 수입니다. 클라이언트가 거기에 적힌
수만큼 바이트를 읽기 때문입니다. `a` 같은 글자는 1바이트이고 한글은 한 글자가 3바이트입니다.
"""


def response(status: str, headers: dict[str, str], text: str) -> bytes:
    """Return status line, headers, empty line and body, as they travel."""
    raise NotImplementedError
