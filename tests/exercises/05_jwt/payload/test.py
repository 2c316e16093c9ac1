"""Payloads of all lengths, with letters that are not those of every base64, and in Korean."""

import base64
import json
from typing import Any

from tests.tutor.mine import Mine, shown

STANDARD = str.maketrans("-_", "+/")
BASE64URL = str.maketrans("+/", "-_")
# Three in a row: one of them gives a `+`, or a `/`, wherever in the JSON they stand.
SIGNS = {"memo": "what???", "tags": ">>>"}


def base64url(text: str) -> str:
    return base64.b64encode(text.encode()).decode().rstrip("=").translate(BASE64URL)


def claims_in(payload: str) -> Any:
    """Return what a payload means, with `=` and in any base64, or None."""
    try:
        return json.loads(base64.b64decode(payload.translate(STANDARD) + "=="))
    except ValueError:
        return None


def is_cut_off(text: str, claims: dict[str, Any]) -> bool:
    """Return whether only the last letters are missing, one or two."""
    whole = [base64url(json.dumps(claims)), base64url(json.dumps(claims, separators=(",", ":")))]
    return any(text in (payload[:-1], payload[:-2]) for payload in whole)


def wrote(mine: Mine, claims: dict[str, Any], hint: str) -> None:
    """Check what to_payload() has made of claims, from the basic to the particular."""
    called = f"to_payload({claims!r})"
    payload = mine.run(called, hint=hint, expected=shown(base64url(json.dumps(claims))))
    if isinstance(payload, bytes):
        mine.compare(called, payload, payload.decode("ascii", "replace"), hint="bytes_left")
    text = str(payload)
    if text.startswith("b'"):
        mine.compare(called, payload, text.strip("b'"), hint="bytes_left")
    if is_cut_off(text, claims):
        mine.compare(called, payload, base64url(json.dumps(claims)), hint="equals_signs")
    if not isinstance(payload, str) or claims_in(payload) != claims:
        mine.compare(called, payload, base64url(json.dumps(claims)), hint=hint)
    mine.compare(called, payload, text.rstrip("="), hint="equals_signs")
    mine.compare(called, payload, text.translate(BASE64URL), hint="other_letters")


def read(mine: Mine, claims: dict[str, Any], hint: str, json_text: str) -> None:
    mine.expect(f"from_payload({base64url(json_text)!r})", claims, hint=hint)


def test_claims_become_a_payload(mine: Mine) -> None:
    wrote(mine, {"sub": "1"}, "not_json")
    wrote(mine, {"admin": True, "until": None, "scope": ["read", "write"]}, "not_json")
    wrote(mine, {}, "not_json")
    wrote(mine, {"name": "휴이", "memo": "점심"}, "korean")


def test_it_has_no_equals_signs_and_only_safe_letters(mine: Mine) -> None:
    for name in ("huey", "dewey", "louie", "donald"):
        wrote(mine, {"name": name}, "not_json")
    wrote(mine, SIGNS, "not_json")


def test_a_payload_becomes_claims(mine: Mine) -> None:
    read(mine, {"a": 1}, "not_read", '{"a": 1}\n')
    read(mine, {"a": True, "b": None, "c": [1, 2]}, "not_read", '{"a":true,"b":null,"c":[1,2]}\n')


def test_the_equals_signs_come_back(mine: Mine) -> None:
    for name in ("huey", "dewey", "louie"):
        read(mine, {"name": name}, "cut_off", json.dumps({"name": name}))
    read(mine, {}, "cut_off", "{}")


def test_the_letters_of_base64url_are_read(mine: Mine) -> None:
    read(mine, SIGNS, "other_letters", json.dumps(SIGNS))
    read(mine, {"name": "휴이"}, "korean", json.dumps({"name": "휴이"}))
    read(mine, {"name": "휴이", "memo": "점심"}, "korean", '{"name":"휴이","memo":"점심"}')
