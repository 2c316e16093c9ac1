r"""Issue tokens with PyJWT (`import jwt`), and let in only the good ones.

`issue` returns a token, signed with `KEY` and HS256. It has three claims: `sub`, the number of the user as
a text; `use`, what it may be used as, "access" or "refresh"; and `exp`, when it expires: `LIFETIME[use]`
seconds after `now`, which is an int as in `int(time.time())`.

`read` takes what a client has sent, and returns the number of the user, an int, if it is a good token for
this use: signed with `KEY` and HS256, not expired, with all three claims, and with this `use`. For every
other text it returns None, and never raises an error: for a token that was forged, or has expired, or lacks
a claim, or whose algorithm is another one, such as `none`; for a text that is no token; and for "\ud800",
half of an emoji, which JSON can carry and UTF-8 cannot.

    token = issue(7, "access", int(time.time()))
    read(token, "access")        7
    read(token, "refresh")       None
    read("\ud800", "access")     None

PyJWT(`import jwt`)로 토큰을 발급하고, 올바른 토큰만 받아들이십시오.

`issue`는 `KEY`와 HS256으로 서명한 토큰을 반환합니다. 클레임은 세 가지입니다. `sub`는 사용자 번호이며
문자열로 적습니다. `use`는 토큰의 용도로, "access"나 "refresh"입니다. `exp`는 만료 시각으로, `now`에서
`LIFETIME[use]`초가 지난 때입니다. `now`는 `int(time.time())`과 같은 정수입니다.

`read`는 클라이언트가 보낸 것을 받아, 그 용도로 쓸 수 있는 토큰이면 사용자 번호를 int로 반환합니다. `KEY`와
HS256으로 서명했고, 만료되지 않았고, 세 클레임이 모두 있고, `use`가 일치해야 합니다. 그 밖의 문자열에는
언제나 None을 반환하고 예외를 발생시키지 않습니다. 위조한 토큰, 만료된 토큰, 클레임이 빠진 토큰, `none`처럼
다른 알고리즘을 쓴 토큰, 토큰이 아닌 문자열, "\ud800"이 모두 그렇습니다. "\ud800"은 이모지의 반쪽으로,
JSON에는 담을 수 있지만 UTF-8로는 인코딩할 수 없습니다.
"""

import secrets

KEY = secrets.token_urlsafe()
LIFETIME = {"access": 300, "refresh": 30 * 24 * 3600}


def issue(user_id: int, use: str, now: int) -> str:
    """Return a new token for a user."""
    raise NotImplementedError


def read(token: str, use: str) -> int | None:
    """Return whose token it is, if it is good for this use, else None."""
    raise NotImplementedError
