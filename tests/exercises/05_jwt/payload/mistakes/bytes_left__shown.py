"""str() of bytes has a b and quotes in it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode


def to_payload(claims):
    return str(urlsafe_b64encode(json.dumps(claims).encode())).rstrip("=")


def from_payload(payload):
    return json.loads(urlsafe_b64decode(payload + "=="))
