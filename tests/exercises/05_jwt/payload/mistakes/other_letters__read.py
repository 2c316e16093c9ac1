"""The usual base64 passes over the letters that it does not know."""

import json
from base64 import b64decode, urlsafe_b64encode


def to_payload(claims):
    return urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def from_payload(payload):
    return json.loads(b64decode(payload + "=="))
