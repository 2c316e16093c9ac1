"""An import that was committed: what came of it, rules to keep for the next one, and taking it back."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from pydantic import ValidationError
from werkzeug.wrappers import Response

from account_book import imports, problems, rules
from account_book.api.bodies import RuleIn
from account_book.errors import Conflict, Invalid, NotFound
from account_book.guard import Member, changes, member
from account_book.marks import N_
from account_book.problems import Explained
from account_book.web import forms, view
from account_book.web.category_names import CategoryNames

pages = view.blueprint("imported")

OFFERED = 50
"""Rules that are offered at a time; the others come when these are kept."""


def page(_asker: Member, book_id: int, import_id: int, problem: Explained | None = None) -> str:
    """Return what came of an import; raise NotFound if it was not committed."""
    done, names = imports.committed(g.connection, book_id, import_id), view.names()
    if not done:
        raise NotFound
    spelled = CategoryNames(names["categories"])
    return render_template(
        "imported.html",
        done=done[0],
        offers=_typed() or _offers(book_id, import_id, spelled),
        spelled=spelled,
        problem=problem,
        **names,
    )


def _offers(book_id: int, import_id: int, spelled: CategoryNames) -> list[dict[str, Any]]:
    found = rules.offers(g.connection, book_id, import_id)
    usable = [offer for offer in found if offer["category_id"] in spelled.text_of][:OFFERED]
    return [
        {"contains": offer["contains"], "category": spelled.text_of[offer["category_id"]], "kept": True}
        for offer in usable
    ]


def _typed() -> list[dict[str, Any]]:
    """Return the offers as they stand in the form that was sent, if one was."""
    kept, sent = request.form.getlist("keep"), [str(index) for index in range(OFFERED)]
    return [
        {
            "contains": forms.text(f"contains-{index}"),
            "category": forms.text(f"category-{index}"),
            "kept": index in kept,
        }
        for index in sent
        if f"contains-{index}" in request.form
    ]


@pages.post("/books/<id:book_id>/imports/<id:import_id>/rules")
@member("editor")
@forms.again(page)
def keep_rules(_asker: Member, book_id: int, import_id: int) -> Response:
    """Keep the rules that are ticked, all of them or none."""
    if not imports.committed(g.connection, book_id, import_id):
        raise NotFound
    made, spelled = changes(), CategoryNames(view.names()["categories"])
    ticked = [(index, offer) for index, offer in enumerate(_typed()) if offer["kept"]]
    wrong: dict[str, list[str]] = {}
    for index, offer in ticked:
        try:
            rules.add(made, **_rule(offer, spelled))
        except Conflict:
            wrong[f"contains-{index}"] = [gettext("There is a rule for this text already.")]
        except Invalid as problem:
            wrong |= {f"{field}-{index}": texts for field, texts in problem.errors.items()}
    if wrong:
        raise Invalid(wrong)
    view.changed(made, ngettext("%(num)s rule is kept.", "%(num)s rules are kept.", len(ticked)))
    return redirect(url_for("imports.show", book_id=book_id, import_id=import_id))


def _rule(offer: dict[str, Any], spelled: CategoryNames) -> dict[str, Any]:
    try:
        category_id = spelled.find(offer["category"])
    except LookupError:
        unknown = gettext("No category is called “%(name)s”.", name=offer["category"])
        raise Invalid({"category": [unknown]}) from None
    if category_id is None:
        raise Invalid({"category": [N_("This is needed.")]})
    try:
        return RuleIn(contains=offer["contains"], category_id=category_id).model_dump()
    except ValidationError as error:
        raise problems.from_validation(error) from None


@pages.post("/books/<id:book_id>/imports/<id:import_id>/take-back")
@member("editor")
@forms.again(page)
def take_back(_asker: Member, book_id: int, import_id: int) -> Response:
    """Take all entries of an import out of the book; its statement can be imported anew."""
    made = changes()
    count = imports.take_back(made, import_id)
    said = ngettext("%(num)s entry was taken out of the book.", "%(num)s entries were taken out.", count)
    view.changed(made, said)
    return redirect(url_for("imports.choose", book_id=book_id))
