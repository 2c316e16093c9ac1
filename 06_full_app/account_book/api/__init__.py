"""The JSON API: it translates between requests and the rules, and decides nothing itself."""

import re
from functools import cache
from typing import Any

from flask import Response, jsonify, render_template
from flask_openapi3 import APIBlueprint, Info, OpenAPI, SecurityScheme, Tag
from flask_openapi3_scalar.plugins import RegisterPlugin
from flask_wtf.csrf import CSRFProtect
from pydantic import BaseModel
from sqlalchemy import text

from account_book.api import auth, books, entries, exports, history, imports, members, plans, reports, tokens
from account_book.guard import database, public

INFO = Info(
    title="Account Book", version="1", description="A household's book: amounts are minor units (won, cents)."
)
SECURITY: dict[str, SecurityScheme | dict[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
}


class HealthOut(BaseModel):
    """The server answers, and so does its database."""

    status: str


health = APIBlueprint("health", __name__, abp_tags=[Tag(name="health", description="Is the server well")])


@health.get("/healthz", responses={200: HealthOut})
@public
def show_health() -> Response:
    """Say whether the server and its database answer."""
    with database().reading() as connection:
        connection.execute(text("SELECT 1"))
    return jsonify({"status": "ok"})


_HEADERS = {
    "idempotent": (
        "Idempotency-Key",
        False,
        "The same key and body again give the stored answer, for 48 hours.",
    ),
    "conditional": ("If-Match", True, "The ETag that was seen; * for any."),
}


@cache
def described(app: OpenAPI) -> dict[str, Any]:
    """Return the description of the API, with the headers that the library does not see."""
    document: dict[str, Any] = app.api_doc
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        path = document["paths"].get(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), {})
        for mark, (name, required, description) in _HEADERS.items():
            for method in rule.methods or ():
                if hasattr(view, mark) and method.lower() in path:
                    header = {"name": name, "in": "header", "required": required, "description": description}
                    path[method.lower()].setdefault("parameters", []).append(
                        {**header, "schema": {"type": "string"}}
                    )
    return document


def register(app: OpenAPI, csrf: CSRFProtect) -> None:
    """Add the API and its documentation, which loads nothing from the network, to `app`."""
    for module in (auth, tokens, books, members, entries, history, reports, plans, imports, exports):
        # A bearer's token is sent on purpose, never by the browser on its own.
        csrf.exempt(module.api)
        app.register_api(module.api)
    app.register_api(health)
    app.register_blueprint(RegisterPlugin.register(doc_url="/openapi.json"), url_prefix="/docs")
    app.add_url_rule("/openapi.json", "openapi", lambda: jsonify(described(app)))
    app.add_url_rule("/docs", "docs", lambda: render_template("docs.html"))
