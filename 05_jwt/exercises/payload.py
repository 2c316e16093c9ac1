"""Write the payload of a token, and read one: no key is needed for it.

A token travels in headers and in addresses, so it may hold only what is safe there. The claims become
JSON, the JSON becomes UTF-8, and that becomes base64url.

`to_payload` takes the claims and returns their payload, a `str`: nothing but the letters A to Z and a to z,
digits, `-` and `_`, and no `=` at the end. Whether the JSON has blanks in it is up to you.
`from_payload` takes such a payload and returns the claims, whoever has written it: its JSON may have
blanks or none, and Korean text as it is or escaped, as `json.dumps` does it.

    to_payload({"sub": "1"})             "eyJzdWIiOiAiMSJ9"
    from_payload("eyJzdWIiOiAiMSJ9")     {"sub": "1"}
    from_payload("eyJzdWIiOiIxIn0")      {"sub": "1"}

토큰의 페이로드를 만들고 읽으십시오. 어느 쪽에도 키는 필요하지 않습니다.

토큰은 헤더와 URL에 담겨 오가므로, 거기에 써도 되는 문자만 들어 있어야 합니다. 그래서 클레임을 JSON으로
바꾸고, JSON을 UTF-8로, 다시 base64url로 인코딩합니다.

`to_payload`는 클레임을 받아 페이로드를 `str`로 반환합니다. 페이로드에는 영문 대소문자, 숫자, `-`, `_`만
들어 있어야 하고, 끝에 `=`가 없어야 합니다. JSON에 공백을 넣을지는 자유롭게 정하십시오.
`from_payload`는 그런 페이로드를 받아 클레임을 반환합니다. 누가 만든 페이로드든 읽을 수 있어야 합니다. JSON에
공백이 있을 수도 없을 수도 있고, 한글이 그대로 있을 수도 `json.dumps`처럼 이스케이프되어 있을 수도 있습니다.
"""

from typing import Any


def to_payload(claims: dict[str, Any]) -> str:
    """Return claims as the payload of a token."""
    raise NotImplementedError


def from_payload(payload: str) -> dict[str, Any]:
    """Return the claims in the payload of a token."""
    raise NotImplementedError
