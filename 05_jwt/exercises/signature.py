"""Sign a token by hand, and spot forgeries.

The third part of a token proves that whoever has written the first two knows the key. With HS256 it is
HMAC with SHA-256: of the first two parts with the dot between them, with the key. Its 32 bytes are written
in base64url, without `=` at the end.

`sign` takes the first two parts with their dot, and returns the third part, a `str`.
`genuine` takes a whole token, and returns True if its third part is, letter by letter, the signature of the
first two with this key. Otherwise it returns False, whatever text it is: people send anything.

The token that jwt.io greeted its visitors with was signed with the key `secret`. So if `text` is
"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWV9":

    sign(text, b"secret")            "TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ"
    genuine("가계부", b"secret")      False

토큰에 직접 서명하고, 위조한 토큰을 가려내십시오.

토큰의 세 번째 부분은 앞의 두 부분을 쓴 사람이 키를 알고 있다는 증거입니다. HS256에서는 SHA-256을 쓰는
HMAC입니다. 점으로 이은 앞의 두 부분을 키로 서명하고, 그 결과인 32바이트를 base64url로 인코딩한 것입니다.
끝에 `=`는 붙이지 않습니다.

`sign`은 점으로 이은 앞의 두 부분을 받아, 세 번째 부분을 `str`로 반환합니다.
`genuine`은 토큰 전체를 받아, 세 번째 부분이 이 키로 앞의 두 부분을 서명한 값과 글자 하나까지 같으면 True를
반환합니다. 그렇지 않으면 어떤 문자열이든 False를 반환합니다. 서버에는 무엇이든 올 수 있기 때문입니다.

예전 jwt.io 첫 화면에 있던 토큰은 `secret`이라는 키로 서명한 것입니다. 위 예제의 `text`가 그 토큰의 앞 두
부분입니다.
"""


def sign(text: str, key: bytes) -> str:
    """Return the third part of a token whose first two are this text."""
    raise NotImplementedError


def genuine(token: str, key: bytes) -> bool:
    """Return whether a token was signed with this key."""
    raise NotImplementedError
