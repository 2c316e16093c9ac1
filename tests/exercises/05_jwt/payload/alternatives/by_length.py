"""As many signs as there have to be, counted."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode


def to_payload(claims):
    encoded = urlsafe_b64encode(json.dumps(claims, indent=2).encode()).decode()
    missing = encoded.count("=")
    return encoded[:-missing] if missing else encoded


def from_payload(payload):
    padding = "=" * (-len(payload) % 4)
    return json.loads(urlsafe_b64decode(f"{payload}{padding}"))
