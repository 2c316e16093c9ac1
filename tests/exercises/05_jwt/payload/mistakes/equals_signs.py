"""The signs at the end stay."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode


def to_payload(claims):
    return urlsafe_b64encode(json.dumps(claims).encode()).decode()


def from_payload(payload):
    return json.loads(urlsafe_b64decode(payload + "=="))
