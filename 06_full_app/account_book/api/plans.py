"""What is known before it is booked: budgets, recurring entries, and rules for imports."""

from typing import Any

from flask import Response, g

from account_book import books, budgets, fields, queries, recurring, reports, rules
from account_book.api.addresses import BookPath, BudgetPath, RecurringPath, RulePath
from account_book.api.answers import RecurringOut, RecurringsOut, RuleOut, RulesOut
from account_book.api.blueprint import BOOK, blueprint, by_key, page
from account_book.api.bodies import BudgetsIn, RecurringIn, RecurringPatch, RuleIn, RulePatch
from account_book.api.conditional import conditional, seen_row, tagged
from account_book.api.report_answers import BudgetsOut
from account_book.guard import Member, changes, member, rows
from account_book.idempotency import idempotent

api = blueprint("plans", "Budgets, recurring entries and rules")


@api.get(f"{BOOK}/budgets/<month:month>", responses={200: BudgetsOut})
@member("viewer")
def get_budgets(asker: Member, path: BudgetPath) -> dict[str, Any]:
    """Show a month's budgets, what is spent and what is left; the newest month that set one holds."""
    return reports.budget(g.connection, path.book_id, asker.currency, fields.month(path.month))


@api.put(f"{BOOK}/budgets/<month:month>", responses={200: BudgetsOut})
@member("editor")
def set_budgets(asker: Member, path: BudgetPath, body: BudgetsIn) -> dict[str, Any]:
    """Set budgets from this month on; categories that are not named keep theirs, null ends one."""
    month = fields.month(path.month)
    wanted = by_key("items", "category_id", [(item.category_id, item.amount) for item in body.items])
    budgets.set_all(changes(), month, wanted)
    found = reports.budget(g.connection, path.book_id, asker.currency, month)
    g.connection.commit()
    return found


@api.get(f"{BOOK}/recurring", responses={200: RecurringsOut})
@member("viewer")
def list_recurring(asker: Member, path: BookPath) -> dict[str, Any]:
    """List the recurring entries."""
    return page(rows(queries.RECURRING))


@api.post(f"{BOOK}/recurring", responses={201: RecurringOut})
@member("editor")
@idempotent
def add_recurring(asker: Member, path: BookPath, body: RecurringIn) -> Response:
    """Add a recurring entry; what is due since its first day is written at once."""
    added = recurring.add(changes(), dict(body), books.today(asker.timezone))
    return tagged(_row(queries.RECURRING, added), 201)


@api.patch(f"{BOOK}/recurring/<id:recurring_id>", responses={200: RecurringOut})
@member("editor")
@conditional
def change_recurring(asker: Member, path: RecurringPath, body: RecurringPatch) -> Response:
    """Change what comes from now on; If-Match names the version that was seen."""
    before = seen_row("recurring", path.recurring_id, RecurringOut.model_fields)
    whole = {name: before[name] for name in RecurringIn.model_fields} | body.model_dump(exclude_unset=True)
    recurring.change(changes(), before, whole, books.today(asker.timezone))
    answer = _row(queries.RECURRING, path.recurring_id)
    g.connection.commit()
    return tagged(answer)


@api.delete(f"{BOOK}/recurring/<id:recurring_id>", responses={204: None})
@member("editor")
@conditional
def delete_recurring(asker: Member, path: RecurringPath) -> tuple[str, int]:
    """Let it come no more; what was written stays."""
    recurring.remove(changes(), seen_row("recurring", path.recurring_id, RecurringOut.model_fields))
    g.connection.commit()
    return "", 204


@api.get(f"{BOOK}/rules", responses={200: RulesOut})
@member("viewer")
def list_rules(asker: Member, path: BookPath) -> dict[str, Any]:
    """List the rules that sort imports."""
    return page(rows(queries.RULES))


@api.post(f"{BOOK}/rules", responses={201: RuleOut})
@member("editor")
@idempotent
def add_rule(asker: Member, path: BookPath, body: RuleIn) -> Response:
    """Add a rule."""
    added = rules.add(changes(), body.contains, body.category_id)
    return tagged(_row(queries.RULES, added), 201)


@api.patch(f"{BOOK}/rules/<id:rule_id>", responses={200: RuleOut})
@member("editor")
@conditional
def change_rule(asker: Member, path: RulePath, body: RulePatch) -> Response:
    """Change a rule; If-Match names the version that was seen."""
    before = seen_row("rule", path.rule_id, RuleOut.model_fields)
    rules.change(changes(), before, body.model_dump(exclude_unset=True))
    answer = _row(queries.RULES, path.rule_id)
    g.connection.commit()
    return tagged(answer)


@api.delete(f"{BOOK}/rules/<id:rule_id>", responses={204: None})
@member("editor")
@conditional
def delete_rule(asker: Member, path: RulePath) -> tuple[str, int]:
    """Forget a rule; what it sorted stays as it is."""
    books.remove(changes(), "rule", seen_row("rule", path.rule_id, RuleOut.model_fields))
    g.connection.commit()
    return "", 204


def _row(statement: Any, row_id: int) -> dict[str, Any]:
    return next(row for row in rows(statement) if row["id"] == row_id)
