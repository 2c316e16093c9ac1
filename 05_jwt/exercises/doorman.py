"""Let nobody into a view without a good token.

`token_required` is a decorator for the views of a Flask server. A client sends its token in the header
`Authorization: Bearer eyJ...`; `user_of` says whose it is. The view gets that number as its first argument,
whatever name it has there, and then what comes from the path. What the view returns, or aborts with, is the
answer.

Without a good token the view is not called. The answer is a 401 with a header `WWW-Authenticate` that begins
with `Bearer`, which tells the client what to bring. `Bearer` in the request may have small or capital letters
(`bearer`, `BEARER`); after another word, as in `Basic eyJ...`, or without any, there is no token.

The decorated view keeps its name, since Flask tells views apart by their names.

    @app.get("/books/<int:book_id>")
    @token_required
    def book(user_id, book_id):
        return {"user": user_id, "book": book_id}

올바른 토큰이 없으면 뷰에 들어가지 못하게 하십시오.

`token_required`는 Flask 서버의 뷰에 붙이는 데코레이터입니다. 클라이언트는 `Authorization: Bearer eyJ...`
헤더에 토큰을 담아 보내고, `user_of`는 그 토큰이 누구의 것인지 알려 줍니다. 뷰는 그 사용자 번호를 첫 번째
인자로 받고, 그다음에 경로에서 온 값을 받습니다. 첫 번째 인자의 이름은 뷰마다 다를 수 있습니다. 뷰가
반환하거나 abort한 것이 그대로 응답이 됩니다.

올바른 토큰이 없으면 뷰를 호출하지 않고 401로 응답합니다. 응답에는 `Bearer`로 시작하는 `WWW-Authenticate`
헤더가 있어야 합니다. 무엇을 가져와야 하는지 클라이언트에 알려 주는 헤더입니다. 요청의 `Bearer`는 대문자로도
소문자로도 쓸 수 있습니다(`bearer`, `BEARER`). `Basic eyJ...`처럼 다른 단어 뒤에 있거나 아무 단어도 없으면
토큰이 없는 것으로 봅니다.

Flask는 뷰를 이름으로 구별하므로, 데코레이터를 붙여도 뷰의 이름은 그대로여야 합니다.
"""

import secrets
from collections.abc import Callable
from typing import Any

import jwt

KEY = secrets.token_urlsafe()


def user_of(token: str) -> int | None:
    """Return the number of the user whose token it is, or None if it is not good."""
    try:
        return int(jwt.decode(token, KEY, algorithms=["HS256"], options={"require": ["exp"]})["sub"])
    except jwt.InvalidTokenError:
        return None


def token_required(view: Callable[..., Any]) -> Callable[..., Any]:
    """Return the view as one that asks for a token, and gets the user first."""
    raise NotImplementedError
