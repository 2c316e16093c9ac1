"""With the usual base64, its letters replaced; Korean text stays as it is."""

import base64
import json


def to_payload(claims):
    text = json.dumps(claims, ensure_ascii=False, sort_keys=True)
    letters = base64.b64encode(bytes(text, "utf-8")).decode()
    return letters.replace("+", "-").replace("/", "_").replace("=", "")


def from_payload(payload):
    while len(payload) % 4 != 0:
        payload += "="
    return json.loads(base64.b64decode(payload, altchars=b"-_").decode("utf-8"))
