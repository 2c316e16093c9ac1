"""The JSON API: it translates between requests and the rules, and decides nothing itself."""

from flask import Blueprint, Response, jsonify, render_template
from flask_openapi3 import APIBlueprint, OpenAPI, Tag
from flask_openapi3_scalar import templates as scalar
from flask_wtf.csrf import CSRFProtect
from pydantic import BaseModel
from sqlalchemy import text

from account_book.api import auth, books, entries, exports, history, imports, members, plans, reports, tokens
from account_book.api.description import described
from account_book.guard import database, public


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


def register(app: OpenAPI, csrf: CSRFProtect) -> None:
    """Add the API and its documentation, which loads nothing from the network, to `app`."""
    for module in (auth, tokens, books, members, entries, history, reports, plans, imports, exports):
        # A bearer's token is sent on purpose, never by the browser on its own.
        csrf.exempt(module.api)
        app.register_api(module.api)
    app.register_api(health)
    # The plugin's files without its page, which holds scripts.
    app.register_blueprint(Blueprint("scalar", scalar.__name__, static_folder="scalar", url_prefix="/docs"))
    app.add_url_rule("/openapi.json", "openapi", lambda: jsonify(described(app)))
    app.add_url_rule("/docs", "docs", lambda: render_template("docs.html"))
