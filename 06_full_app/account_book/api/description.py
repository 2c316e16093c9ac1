"""How the API describes itself (OpenAPI), with the headers that the library does not see."""

import re
from functools import cache
from typing import Any

from flask_openapi3 import Info, OpenAPI, SecurityScheme

INFO = Info(
    title="Account Book", version="1", description="A household's book: amounts are minor units (won, cents)."
)
SECURITY: dict[str, SecurityScheme | dict[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
}
# By the mark that a view bears.
_HEADERS: dict[str, dict[str, Any]] = {
    "idempotent": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "The same key and body again give the stored answer, for 48 hours.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    },
    "conditional": {
        "name": "If-Match",
        "in": "header",
        "required": True,
        "description": "The ETag that was seen; * for any.",
        "schema": {"type": "string", "pattern": r'^(\*|"[0-9]{1,18}")$'},
    },
}


@cache
def described(app: OpenAPI) -> dict[str, Any]:
    """Return the description of the API of `app`."""
    document: dict[str, Any] = app.api_doc
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        operations = document["paths"].get(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), {})
        headers = [header for mark, header in _HEADERS.items() if hasattr(view, mark)]
        for method in {method.lower() for method in rule.methods or ()} & operations.keys():
            if headers:
                operations[method].setdefault("parameters", []).extend(headers)
    return document
