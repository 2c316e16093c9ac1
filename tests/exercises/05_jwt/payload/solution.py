"""Write the payload of a token, and read one."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any


def to_payload(claims: dict[str, Any]) -> str:
    """Return claims as the payload of a token."""
    return urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def from_payload(payload: str) -> dict[str, Any]:
    """Return the claims in the payload of a token."""
    # Two are enough for each length, and one too many does no harm.
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(payload + "=="))
    return claims
