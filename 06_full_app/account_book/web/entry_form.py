"""An entry as a form: what people type is turned into the API's fields, and checked by its rules."""

from dataclasses import dataclass, field
from typing import Any, cast

from flask import g, request
from flask_babel import gettext
from pydantic import ValidationError

from account_book import books, ledger, money, problems, queries
from account_book.api.bodies import EntryIn
from account_book.errors import Invalid, NotFound
from account_book.guard import Member
from account_book.web import view

TEXTS = ("kind", "day", "amount", "account_id", "to_account_id", "to_amount", "payee", "memo")
CATEGORY_OF = {"expense": "expense_category", "income": "income_category"}


@dataclass
class Form:
    """What stands in the form, as text, and what is wrong with it."""

    values: dict[str, str]
    errors: dict[str, list[str]] = field(default_factory=dict)
    version: int | None = None

    @property
    def payees(self) -> list[str]:
        """Return the last fifty payees of the book, to choose from."""
        found = g.connection.scalars(queries.LATEST_PAYEES, {"book_id": g.member.book_id})
        # A page is to stay small, and nobody looks for a name of many lines in a list.
        return list(dict.fromkeys(payee for payee in found if 0 < len(payee) <= 40))[:50]


def empty(asker: Member) -> Form:
    """Return a form for the next entry, with the day and account of the last one."""
    kept = {name: request.args.get(name, "") for name in ("day", "account_id", "kind")}
    return Form(
        {
            **kept,
            "day": kept["day"] or books.today(asker.timezone).isoformat(),
            "kind": kept["kind"] or "expense",
        }
    )


def filled(entry: dict[str, Any], accounts: dict[int, dict[str, Any]]) -> Form:
    """Return a form that shows an entry."""
    values = {name: "" if entry[name] is None else str(entry[name]) for name in TEXTS}
    values["amount"] = money.plain(entry["amount"], accounts[entry["account_id"]]["currency"])
    if entry["to_amount"] is not None:
        values["to_amount"] = money.plain(entry["to_amount"], accounts[entry["to_account_id"]]["currency"])
    if entry["category_id"] is not None:
        values[CATEGORY_OF[entry["kind"]]] = str(entry["category_id"])
    return Form(values, version=entry["version"])


def sent() -> Form:
    """Return the form as it was sent."""
    return Form({name: request.form.get(name, "").strip() for name in (*TEXTS, *CATEGORY_OF.values())})


def read(form: Form) -> ledger.EntryFields:
    """Return the fields of an entry; raise Invalid and leave what is wrong in `form.errors`."""
    values = form.values
    currencies = {str(row["id"]): row["currency"] for row in view.names()["accounts"]}
    kind = values["kind"]
    raw: dict[str, Any] = {
        "kind": kind,
        "day": values["day"],
        "account_id": _number(values["account_id"]),
        "payee": values["payee"],
        "memo": values["memo"],
    }
    errors: dict[str, list[str]] = {}
    # Browsers send hidden fields too; a transfer has no category, and only it has another account.
    if kind == "transfer":
        raw["to_account_id"] = _number(values["to_account_id"])
        if values["to_amount"]:
            raw["to_amount"] = _amount("to_amount", values, currencies.get(values["to_account_id"]), errors)
    elif kind in CATEGORY_OF:
        raw["category_id"] = _number(values[CATEGORY_OF[kind]])
    raw["amount"] = _amount("amount", values, currencies.get(values["account_id"]), errors)
    try:
        return cast(ledger.EntryFields, dict(EntryIn(**raw)))
    except ValidationError as error:
        form.errors = {**problems.from_validation(error).errors, **errors}
        raise Invalid(form.errors) from None


def complain(form: Form, problem: Invalid | NotFound) -> None:
    """Write what the ledger refused into the form."""
    form.errors = problems.explain(problem).errors


def _number(text: str) -> int | str | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else text or None


def _amount(
    name: str, values: dict[str, str], currency: str | None, errors: dict[str, list[str]]
) -> int | None:
    try:
        return money.parse(values[name], currency or g.member.currency)
    except money.AmountError as error:
        errors[name] = [gettext(str(error))]
        return None
