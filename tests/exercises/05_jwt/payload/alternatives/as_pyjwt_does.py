"""With PyJWT's own functions, and JSON without blanks."""

import json

from jwt.utils import base64url_decode, base64url_encode


def to_payload(claims):
    return base64url_encode(json.dumps(claims, separators=(",", ":")).encode("utf-8")).decode("ascii")


def from_payload(payload):
    return json.loads(base64url_decode(payload))
