"""Budgets: what each category may cost from a month on, what is spent of it and what is left."""

from decimal import Decimal
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from pydantic import ValidationError
from sqlalchemy import bindparam, func, select
from werkzeug.wrappers import Response

from account_book import budgets, fields, money, problems, queries, reports
from account_book.api.bodies import BudgetIn
from account_book.errors import Invalid
from account_book.guard import Member, changes, member, rows
from account_book.models import Budget
from account_book.web import view
from account_book.web.month import around, asked_month

pages = view.blueprint("budgets")

_SINCE = (
    select(Budget.category_id, func.max(Budget.month))
    .where(Budget.book_id == bindparam("book_id"), Budget.month <= bindparam("month"))
    .group_by(Budget.category_id)
)
_NOTHING = {"amount": 0, "budget": None}


@pages.get("/books/<id:book_id>/budgets")
@member("viewer")
def show(asker: Member, book_id: int) -> str:
    """Show a month's budgets, to be set from this month on."""
    return _page(asker, asked_month(asker), {}, {})


@pages.post("/books/<id:book_id>/budgets/<month:month>")
@member("editor")
def save(asker: Member, book_id: int, month: str) -> Response | tuple[str, int]:
    """Set the budgets that were changed in the form, all of them or none."""
    first, typed = fields.month(month), _typed()
    try:
        budgets.set_all(changes(), first, _amounts(typed, asker.currency))
    except Invalid as problem:
        return _page(asker, around(first), typed, problem.errors), problem.status
    g.connection.commit()
    flash(gettext("Saved."))
    return redirect(url_for("budgets.show", book_id=book_id, month=month))


def _page(asker: Member, month: dict[str, Any], typed: dict[int, str], errors: dict[str, list[str]]) -> str:
    report = reports.month(g.connection, asker.book_id, asker.currency, month["first"])
    block = next(block for block in report["currencies"] if block["currency"] == asker.currency)
    sums = {row["category_id"]: row for row in block["by_category"] if row["kind"] == "expense"}
    lines = [{**category, **_NOTHING, **sums.get(category["id"], {})} for category in _categories()]
    asked = {"book_id": asker.book_id, "month": month["first"]}
    return render_template(
        "budgets.html",
        lines=[line for line in lines if line["budget"] is not None or not line["archived_at"]],
        currency=asker.currency,
        since={id_: first for id_, first in g.connection.execute(_SINCE, asked)},
        typed=typed,
        errors=errors,
        in_field=_in_field,
        **month,
    )


def _categories() -> list[dict[str, Any]]:
    return [row for row in rows(queries.CATEGORIES) if row["kind"] == "expense"]


def _in_field(amount: int | None, currency: str) -> str:
    return "" if amount is None else f"{Decimal(money.plain(amount, currency)):,}"


def _typed() -> dict[int, str]:
    """Return what stands in the fields that do not say any more what they said when they were shown.

    So what somebody else set meanwhile in another field stays.
    """
    sent = {row["id"]: request.form.get(f"budget-{row['id']}", "").strip() for row in _categories()}
    return {id_: text for id_, text in sent.items() if text != request.form.get(f"was-{id_}", "")}


def _amounts(typed: dict[int, str], currency: str) -> dict[int, int | None]:
    """Return the amounts by category, None for an empty field; raise Invalid if one is no budget."""
    amounts, errors = {}, {}
    for id_, text in typed.items():
        try:
            amount = money.parse(text, currency) if text else None
            amounts[id_] = BudgetIn(category_id=id_, amount=amount).amount
        except money.AmountError as error:
            errors[f"budget-{id_}"] = [gettext(str(error))]
        except ValidationError as error:
            errors[f"budget-{id_}"] = problems.from_validation(error).errors["amount"]
    if errors:
        raise Invalid(errors)
    return amounts
