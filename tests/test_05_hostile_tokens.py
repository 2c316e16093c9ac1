"""Stage 5, tokens that somebody else has made: whatever is wrong with them, the answer is the same 401."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from itertools import count

import pytest

from tests.account_servers import LUNCH, text_of
from tests.guarded_servers import FURNISHED, KEYS, REFUSED, Server

NOW = int(time.time())
HEADER = {"alg": '"HS256"', "kid": '"autumn"', "typ": '"JWT"'}
CLAIMS = {"iss": '"household-book"', "aud": '"household-book-api"', "sub": '"1"', "iat": f"{NOW}"}
CLAIMS |= {"exp": f"{NOW + 86400}", "jti": '"newest"', "use": '"access"', "sid": '"of-huey"'}
CLAIMS["scope"] = '"entries:read entries:write entries:delete transfers:write tokens:write"'
LOG_INS = [f"of-dewey 2 newest {NOW + 86400}", f"of-huey 1 newest {NOW + 86400}"]


def base64url(data: bytes) -> str:
    """Return bytes as a part of a token."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def written(members: dict[str, str], **changed: str) -> str:
    """Return an object of JSON, in which each value is JSON, too; an empty one is left out."""
    return "{" + ",".join(f'"{name}":{value}' for name, value in (members | changed).items() if value) + "}"


def sign(header: str, payload: str, key: str = KEYS["autumn"], digest: str = "sha256") -> str:
    """Return a token with this header and payload, whatever they are."""
    signed = f"{base64url(header.encode())}.{base64url(payload.encode())}"
    return f"{signed}.{base64url(hmac.digest(key.encode(), signed.encode(), digest))}"


def claiming(**changed: str) -> str:
    """Return a token with other claims."""
    return sign(written(HEADER), written(CLAIMS, **changed))


def refreshing(**changed: str) -> str:
    """Return a refresh token with other claims."""
    return claiming(**{"use": '"refresh"', "scope": '""', **changed})


def headed(digest: str = "sha256", key: str = KEYS["autumn"], **changed: str) -> str:
    """Return a token with another header."""
    return sign(written(HEADER, **changed), written(CLAIMS), key, digest)


GOOD = claiming()
SIGNED, _, SIGNATURE = GOOD.rpartition(".")
FIRST = SIGNED.partition(".")[0]
# A token in which base64 is written otherwise than base64url.
ODD = next(token for n in count() if {"-", "_"} <= set(token := claiming(jti=f'"{n}"')))
# The last letter of 32 bytes has two bits to spare; a lenient reader drops them.
RESPELT = GOOD[:-1] + chr(ord(GOOD[-1]) + 1)
FOR_DEWEY = base64url(written(CLAIMS, sub='"2"', sid='"of-dewey"').encode())
PUBLIC = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n"
JWK = json.dumps({"kty": "oct", "kid": "autumn", "k": base64url(b"attackers-key" * 4)})
BRACKETS = "[" * 20_000 + "]" * 20_000
NONE = ["none", "None", "NONE", "nOnE"]
ALGORITHMS = {"HS384": "sha384", "HS512": "sha512", "RS256": "sha256", "ES256": "sha256", "hs256": "sha256"}
MEMBERS = {"jwk": JWK, "jku": '"https://example.com/keys"', "x5u": '"https://example.com/chain"'}
MEMBERS |= {"x5c": '["MIIB"]', "crit": '["exp"]', "b64": "false", "zip": '"DEF"', "cty": '"JWT"'}
KIDS = ["", "null", '""', "5", '["autumn"]', '{"autumn":1}', '"../../dev/null"', "\"x' UNION SELECT 'a\""]
KIDS += ['"winter"', '"AUTUMN"', '"autumn "', '"summer"', '"\\ud800"']
NO_OBJECTS = ["", "[]", "null", '"HS256"', "5", "{alg}", '{"alg":"HS256"', "\0", BRACKETS]
NO_TEXTS = ["", "null", "true", "NaN", "-Infinity", "1e400", "1.5", "{}", '"\\ud800"', f"[{BRACKETS}]"]
NO_NUMBERS = {"text": '"{}"', "text of a float": '"{}.0"', "float": "{}.0", "list": "[{}]", "hex": "0x{}"}
NO_LOG_INS = ["", "unknown", "OF-HUEY", "of-huey ", "of-huey\0", "of-hue_", "%", "' OR '1'='1", "x" * 9000]
NO_SUBJECTS = ["", "0", "-1", "+1", "01", "1.0", "1 ", "1\n", "1 OR 1=1", "1234567890", "\uff11"]
TOKENS = {
    "empty": "",
    "garbage": "garbage",
    "not ASCII": "\xff\xfe.\xc3\xa4.\xe9",
    "40 kB": "a" * 40_000,
    "40 kB in three parts": f"{FIRST}.{'a' * 40_000}.{SIGNATURE}",
    **{f"alg {alg}, no signature": headed(alg=f'"{alg}"').rpartition(".")[0] + "." for alg in NONE},
    **{f"alg {alg}, signed": headed(alg=f'"{alg}"') for alg in NONE},
    **{f"alg written {alg}": headed(alg=alg) for alg in ("", "null", "256", '["HS256"]', "true")},
    **{f"alg {alg} with our key": headed(digest, alg=f'"{alg}"') for alg, digest in ALGORITHMS.items()},
    "HS512 called HS256": headed("sha512"),
    "public key as RS256": headed(key=PUBLIC, alg='"RS256"'),
    "public key as HS256": headed(key=PUBLIC),
    "another key": headed(key="attackers-key" * 4),
    "another key, embedded": headed(key="attackers-key" * 4, jwk=JWK),
    **{f"{name} in the header": headed(**{name: value}) for name, value in MEMBERS.items()},
    **{f"typ {typ}": headed(typ=typ) for typ in ("", "null", '"JOSE"', '"jwt"', "5", "[]")},
    "crit b64": headed(crit='["b64"]', b64="true"),
    "b64, detached": sign(written(HEADER, b64="false"), ""),
    **{f"kid {kid}": headed(kid=kid) for kid in KIDS},
    "kid path, empty key": headed(key="", kid='"/dev/null"'),
    **{f"header {text[:9]}": sign(text, written(CLAIMS)) for text in NO_OBJECTS},
    **{f"payload {text[:9]}": sign(written(HEADER), text) for text in NO_OBJECTS},
    "payload changed": f"{FIRST}.{FOR_DEWEY}.{SIGNATURE}",
    "signature cut": GOOD[:-1],
    "signature changed": f"{SIGNED}.{'B' if SIGNATURE[0] == 'A' else 'A'}{SIGNATURE[1:]}",
    "signature spelt otherwise": RESPELT,
    "signature empty": f"{SIGNED}.",
    "signature of zeros": f"{SIGNED}.{'A' * 43}",
    "two parts": SIGNED,
    "four parts": f"{GOOD}.{SIGNATURE}",
    "with =": f"{GOOD}=",
    "with = in each part": ".".join(part + "=" * (-len(part) % 4) for part in GOOD.split(".")),
    "with a blank": GOOD.replace(".", ". ", 1),
    "with a newline": f"{GOOD}\n",
    "with a line break": f"{GOOD[:9]}\r\n{GOOD[9:]}",
    "with + and /": ODD.translate(str.maketrans("-_", "+/")),
    **{f"{name} {value[:9]}": claiming(**{name: value}) for name in CLAIMS for value in NO_TEXTS},
    **{f"iat a {name}": claiming(iat=text.format(NOW)) for name, text in NO_NUMBERS.items()},
    **{f"exp a {name}": claiming(exp=text.format(NOW + 86400)) for name, text in NO_NUMBERS.items()},
    "exp of 5,000 digits": claiming(exp="9" * 5000),
    **{f"sub text {sub}": claiming(sub=json.dumps(sub)) for sub in NO_SUBJECTS},
    "sub a number": claiming(sub="1"),
    "aud another": claiming(aud='"household-book"'),
    "aud a list": claiming(aud='["another","household-book-api"]'),
    "iss another": claiming(iss='"Household-Book"'),
    "expired": claiming(exp=f"{NOW - 11}"),
    "nbf in the future": claiming(nbf=f"{NOW + 3600}"),
    "nbf a list": claiming(nbf=f"[{NOW}]"),
    "iat in the future": claiming(iat=f"{NOW + 3600}"),
    "iat huge": claiming(iat=f"1{'0' * 400}"),
    "refresh token": claiming(use='"refresh"'),
    "use in capitals": claiming(use='"ACCESS"'),
}
# What only the database knows.
REACHING = {
    "unknown user": claiming(sub='"999999999"'),
    "log-in of another user": claiming(sub='"2"'),
    **{f"sid {text[:9]}": claiming(sid=json.dumps(text)) for text in NO_LOG_INS},
}
REFRESHES = {
    "garbage": "garbage",
    "an access token": GOOD,
    "a newline": refreshing() + "\n",
    "handed on": claiming(scope='"entries:write"'),
    "expired": refreshing(exp=f"{NOW - 11}"),
    "alg none": sign(written(HEADER, alg='"none"'), written(CLAIMS, use='"refresh"')),
    **{f"{name} {value[:9]}": refreshing(**{name: value}) for name in CLAIMS for value in NO_TEXTS},
}
# Headers, with names and values in turn.
ELSEWHERE = {
    "none": [],
    "Basic": ["Authorization", "Basic aHVleTp2ZXJ5LXNlY3JldA=="],
    "Basic, no ASCII": ["Authorization", "Basic \xff"],
    "Digest": ["Authorization", 'Digest username="huey", nonce="\xff"'],
    "Bearer alone": ["Authorization", "Bearer"],
    "another type": ["Authorization", f"Token {GOOD}"],
    "a parameter": ["Authorization", f'Bearer token="{GOOD}"'],
    "two": ["Authorization", f"Bearer {GOOD}", "Authorization", f"Bearer {GOOD}"],
    "two types": ["Authorization", "Basic eDp5", "Authorization", f"Bearer {GOOD}"],
    "cookie": ["Cookie", f"access_token={GOOD}; token={GOOD}; Authorization={GOOD}"],
    "others": ["X-Authorization", f"Bearer {GOOD}", "Proxy-Authorization", f"Bearer {GOOD}"],
}


@pytest.fixture
def server(guarded: Server) -> Server:
    """The same, with huey and dewey, a lunch of each, and a log-in of each."""
    if guarded.dump() != FURNISHED + LOG_INS:
        guarded.furnish()
        for log_in in LOG_INS:
            sid, user_id, jti, expires_at = log_in.split()
            guarded.run(f"INSERT INTO log_ins VALUES ('{sid}', {user_id}, '{jti}', {expires_at})")
    return guarded


def answers_to(server: Server, token: str | None, query: str = "", headers: object = None) -> list[str]:
    """Return what is answered to reading and to writing."""
    asked = [(f"GET /users/1/entries{query}", None), (f"POST /users/1/entries{query}", LUNCH)]
    return [text_of(server.ask(request, sent, token, headers)) for request, sent in asked]


def test_what_is_signed_by_hand_is_let_in_if_it_is_right(server: Server) -> None:
    answers = [
        *answers_to(server, GOOD),
        *answers_to(server, None, headers={"Authorization": f"bearer {ODD}"}),
    ]
    refreshed = server.refresh(refreshing())

    assert [answer[:3] for answer in answers] == ["200", "201", "200", "201"]
    assert refreshed.status_code == 200


@pytest.mark.parametrize("guarded", ["sqlite"], indirect=True)
@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS)
def test_a_hostile_token_is_refused_like_every_other(server: Server, token: str) -> None:
    assert answers_to(server, token) == [REFUSED, REFUSED]
    assert server.dump() == FURNISHED + LOG_INS


@pytest.mark.parametrize("token", REACHING.values(), ids=REACHING)
def test_a_token_without_its_log_in_is_refused_like_every_other(server: Server, token: str) -> None:
    assert answers_to(server, token) == [REFUSED, REFUSED]
    assert server.dump() == FURNISHED + LOG_INS


@pytest.mark.parametrize("guarded", ["sqlite"], indirect=True)
@pytest.mark.parametrize("headers", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_token_is_looked_for_in_one_header_alone(server: Server, headers: list[str]) -> None:
    pairs = list(zip(headers[::2], headers[1::2], strict=True))

    assert answers_to(server, None, f"?access_token={GOOD}", pairs) == [REFUSED, REFUSED]
    assert server.dump() == FURNISHED + LOG_INS


@pytest.mark.parametrize("guarded", ["sqlite"], indirect=True)
@pytest.mark.parametrize("token", REFRESHES.values(), ids=REFRESHES)
def test_a_hostile_refresh_token_ends_nothing(server: Server, token: str) -> None:
    answers = [server.ask(f"POST {path}", {"refresh_token": token}) for path in ("/refresh", "/logout")]

    assert [text_of(answer) for answer in answers] == [REFUSED, REFUSED]
    assert server.dump() == FURNISHED + LOG_INS


@pytest.mark.parametrize(
    "changed", [{"sub": '"2"'}, {"sid": '"of-dewey"'}, {"jti": '"oldest"'}, {"sid": '"none"'}]
)
def test_a_refresh_token_of_parts_that_do_not_belong_together_gets_nothing(
    server: Server, changed: dict[str, str]
) -> None:
    answer = server.refresh(refreshing(**changed))

    assert text_of(answer) == REFUSED
    assert set(server.dump()) <= {*FURNISHED, *LOG_INS}
