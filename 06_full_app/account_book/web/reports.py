"""Reports: what a month, a year and many months add up to, as charts and as tables of the same numbers."""

from typing import Any

from flask import g, render_template, request
from pydantic import ValidationError

from account_book import books, fields, problems, reports
from account_book.api.addresses import TrendQuery, YearQuery
from account_book.guard import Member, member
from account_book.web import charts, view
from account_book.web.month import asked_month

pages = view.blueprint("reports")

LENGTHS = (12, 24, 36)
_NARROWED = ("account", "category", "tag")


@pages.get("/books/<id:book_id>/reports/month")
@member("viewer")
def month(asker: Member, book_id: int) -> str:
    """Show what a month adds up to by category, account and tag, beside its budgets."""
    asked = asked_month(asker)
    report = reports.month(g.connection, book_id, asker.currency, asked["first"])
    return render_template("report_month.html", blocks=report["currencies"], **asked)


@pages.get("/books/<id:book_id>/reports/year")
@member("viewer")
def year(asker: Member, book_id: int) -> str:
    """Show what a year adds up to by month, category, account and tag."""
    asked = _asked_year(asker)
    blocks = reports.year(g.connection, book_id, asker.currency, asked)["currencies"]
    for block in blocks:
        block["by_month"] = charts.dated(block["by_month"])
        block["chart"] = charts.Chart(block["by_month"], block["currency"], ("income", "expense"), ("net",))
    beside = {
        "before": asked - 1 if asked > fields.FIRST_YEAR else None,
        "after": asked + 1 if asked < fields.LAST_YEAR else None,
    }
    return render_template("report_year.html", year=asked, blocks=blocks, **beside)


@pages.get("/books/<id:book_id>/reports/trend")
@member("viewer")
def trend(asker: Member, book_id: int) -> str:
    """Show the last months, of all or of an account, a category, a tag."""
    asked, query, errors = _asked_trend()
    count = query.months if query.months in LENGTHS else LENGTHS[0]
    narrowed = {name: value for name in _NARROWED if (value := getattr(query, name)) is not None}
    today = books.today(asker.timezone)
    report = reports.trend(g.connection, book_id, asker.currency, today, count, narrowed)
    blocks = [block for block in report["currencies"] if any(_moved(row) for row in block["by_month"])]
    for block in blocks:
        block["by_month"] = charts.dated(block["by_month"])
        kinds = tuple(kind for kind in ("income", "expense") if any(row[kind] for row in block["by_month"]))
        block["chart"] = charts.Chart(block["by_month"], block["currency"], (), kinds)
    return render_template(
        "report_trend.html",
        blocks=blocks,
        lengths=LENGTHS,
        count=count,
        narrowed=narrowed,
        asked=asked,
        errors=errors,
        **view.names(),
    )


def _asked_year(asker: Member) -> int:
    this_year = books.today(asker.timezone).year
    try:
        return YearQuery(year=request.args.get("year")).year or this_year
    except ValidationError:
        return this_year


def _asked_trend() -> tuple[dict[str, str], TrendQuery, dict[str, list[str]]]:
    asked = {name: value for name in ("months", *_NARROWED) if (value := request.args.get(name))}
    # In a memo a tag begins with it.
    asked |= {"tag": asked["tag"].strip().removeprefix("#")} if "tag" in asked else {}
    try:
        return asked, TrendQuery.model_validate(asked), {}
    except ValidationError as error:
        errors = problems.from_validation(error).errors
        valid = {name: value for name, value in asked.items() if name not in errors}
        return asked, TrendQuery.model_validate(valid), errors


def _moved(row: dict[str, Any]) -> bool:
    return bool(row["income"] or row["expense"])
