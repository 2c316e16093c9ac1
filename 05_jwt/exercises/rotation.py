"""Catch the thief of a refresh token.

A refresh token gets the next one, once. If it comes a second time, two people have it, and nobody can tell
who is the thief: so the log-in ends, and both lose.

`newest` is all that the server remembers: for each log-in that has not ended, under its number (`sid`), the
number (`jti`) of its newest refresh token. Tokens themselves are not kept.

`log_in` begins a log-in, and returns its first refresh token. A user may have several at the same time.
`refresh` returns the next refresh token of the same log-in. If the token is not its newest, it returns None
and the log-in has ended: it is gone from `newest`, and all its tokens get None from then on. Other log-ins
go on. What `tokens.read` refuses, a forged token or an access token, gets None as well and ends nothing.

    import tokens                                             (the file 05_jwt/tokens.py)
    tokens.new_id()                                           a number, as a text, that nobody guesses
    tokens.issue(KEYS, "refresh", user_id, sid, jti=jti)      a refresh token with these numbers
    tokens.read(KEYS, token, "refresh")                       its .user_id, .sid and .jti, or else it
                                                              raises jwt.InvalidTokenError

리프레시 토큰을 훔친 도둑을 잡으십시오.

리프레시 토큰으로는 다음 토큰을 한 번만 받을 수 있습니다. 같은 토큰이 두 번째로 오면 두 사람이 가지고 있는
것이며, 누가 도둑인지는 알 수 없습니다. 그래서 로그인을 끝내 둘 다 쓰지 못하게 합니다.

서버가 기억하는 것은 `newest`뿐입니다. 끝나지 않은 로그인마다, 로그인의 번호(`sid`)를 키로 하여 가장 최근에
발급한 리프레시 토큰의 번호(`jti`)를 적어 둡니다. 토큰 자체는 저장하지 않습니다.

`log_in`은 로그인을 시작하고 첫 리프레시 토큰을 반환합니다. 한 사용자가 동시에 여러 번 로그인할 수 있습니다.
`refresh`는 같은 로그인의 다음 리프레시 토큰을 반환합니다. 받은 토큰이 가장 최근 것이 아니면 None을 반환하고
그 로그인을 끝냅니다. `newest`에서 없어지고, 그 뒤로는 그 로그인의 모든 토큰에 None을 반환합니다. 다른
로그인은 그대로입니다. `tokens.read`가 거부하는 것, 곧 위조한 토큰이나 액세스 토큰에도 None을 반환하지만,
이때는 아무 로그인도 끝내지 않습니다.
"""

import secrets

KEYS = {"autumn": secrets.token_urlsafe()}
newest: dict[str, str] = {}


def log_in(user_id: int) -> str:
    """Begin a log-in, and return its first refresh token."""
    raise NotImplementedError


def refresh(token: str) -> str | None:
    """Return the next refresh token, or None."""
    raise NotImplementedError
