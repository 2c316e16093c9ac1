"""The usual base64 has a plus and a slash."""

import json
from base64 import b64encode, urlsafe_b64decode


def to_payload(claims):
    return b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def from_payload(payload):
    return json.loads(urlsafe_b64decode(payload + "=="))
