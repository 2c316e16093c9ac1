"""The pages: made on the server, usable without JavaScript."""

from flask import Flask, current_app, g, request, session

from account_book import problems
from account_book.web import (
    budgets,
    entries,
    formats,
    history,
    imported,
    imports,
    lists,
    month,
    people,
    reports,
    settings,
    sign,
    view,
    you,
)


def language() -> str:
    """Return the language of this request: for the API what it asks for, for a page what was chosen."""
    if not request.path.startswith("/api/"):
        chosen = session.get("language") or (g.member.locale if "member" in g else None)
        if chosen in current_app.config["LANGUAGES"]:
            return str(chosen)
    return problems.language_of(current_app)


def register(app: Flask) -> None:
    """Add the pages to `app`."""
    for module in (
        sign,
        month,
        entries,
        history,
        imports,
        imported,
        reports,
        budgets,
        settings,
        lists,
        people,
        you,
    ):
        app.register_blueprint(module.pages)
    app.session_interface = view.PagesOnly()
    formats.register(app)
