"""Python's base64 wants the signs at the end."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode


def to_payload(claims):
    return urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def from_payload(payload):
    return json.loads(urlsafe_b64decode(payload))
