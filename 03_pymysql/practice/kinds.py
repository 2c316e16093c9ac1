"""What type an expression has: MariaDB knows that of every one, SQLite only that of a value."""

from collections.abc import Iterable
from typing import Any

from sqlglot import exp

from practice.tables import INTEGERS, TEXTS, Column, Table

NUMBERS = {"int", "decimal", "double"}
SAME = {"float": "double", "timestamp": "datetime", "ubigint": "int"}
SAME |= dict.fromkeys(INTEGERS, "int") | dict.fromkeys(TEXTS, "text")
MOMENTS = {"date", "datetime"}
# Functions whose result has the type of their arguments, and those that always have the same.
AS_ARGUMENTS = {"MIN", "MAX", "COALESCE", "IFNULL", "NULLIF", "ABS", "ROUND", "SUM", "AVG", "MOD", "TRUNCATE"}
RESULTS = {
    "datetime": "NOW CURRENT_TIMESTAMP",
    "date": "CURDATE DATE",
    "double": "SQRT PI POW POWER EXP LN LOG10 LOG2",
    "text": "CONCAT LEFT RIGHT LOWER UPPER DATE_FORMAT REPLACE LTRIM RTRIM DATABASE USER",
    "int": "COUNT LENGTH CHAR_LENGTH LOCATE INSTR CEIL FLOOR DATEDIFF YEAR MONTH DAY HOUR MINUTE SECOND "
    "LAST_INSERT_ID ROW_COUNT CONNECTION_ID",
}
FIXED = {name: kind for kind, names in RESULTS.items() for name in names.split()}
WHOLE = exp.Not | exp.IntDiv | exp.Ceil | exp.Floor | exp.Extract


def merged(kinds: Iterable[str | None]) -> str | None:
    """Return the type that holds values of all these types."""
    known = {kind for kind in kinds if kind}
    for kind in ("text", "double", "decimal", "datetime", "date", "int"):
        if kind in known:
            return kind
    return None


class Kinds:
    """Tells types; `tables` are those that the statement names, by their aliases."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        # What the names after AS stand for.
        self.aliases: dict[str, exp.Expr] = {}

    def column_of(self, expression: exp.Column) -> Column | None:
        """Return the column of a table that a name means, as far as one can tell without its place."""
        tables = list(self.tables.values())
        if expression.table in self.tables:
            tables = [self.tables[expression.table]]
        elif expression.table and expression.name in self.aliases:
            return None
        return next((column for table in tables if (column := table.column(expression.name))), None)

    def kind(self, expression: Any) -> str | None:
        """Return int, decimal, double, text, date, datetime or blob; None if that is not known."""
        if isinstance(expression, exp.Column):
            return self.kind_of_column(expression)
        if isinstance(expression, exp.Literal):
            if expression.is_string:
                return "text"
            return (
                "double" if "e" in expression.name.lower() else "decimal" if "." in expression.name else "int"
            )
        if isinstance(
            expression, exp.Paren | exp.Alias | exp.Neg | exp.Subquery | exp.Collate | exp.Distinct
        ):
            return self.kind(expression.this or expression.expressions[0])
        if isinstance(expression, exp.Select):
            return self.kind(expression.expressions[0])
        if isinstance(expression, exp.Trim | exp.Substring):
            return "text"
        if isinstance(expression, exp.Cast):
            name = str(expression.to.this.value).lower()
            return SAME.get(name, name)
        if isinstance(expression, exp.If):
            return merged(map(self.kind, (expression.args["true"], expression.args.get("false"))))
        if isinstance(expression, exp.Case):
            parts = [each.args["true"] for each in expression.args["ifs"]]
            return merged(map(self.kind, [*parts, expression.args.get("default")]))
        if isinstance(expression, exp.Div | exp.Add | exp.Sub | exp.Mul | exp.Mod):
            return self.kind_of_operation(expression)
        if isinstance(expression, exp.Predicate | exp.Connector | WHOLE):
            return "int"
        if isinstance(expression, exp.CurrentTimestamp):
            return "datetime"
        if isinstance(expression, exp.CurrentDate):
            return "date"
        if isinstance(expression, exp.Anonymous):
            return self.kind_of_function(expression)
        return None

    def kind_of_column(self, expression: exp.Column) -> str | None:
        """Return the type of a column, or of what an alias of the same SELECT stands for."""
        if column := self.column_of(expression):
            return SAME.get(column.type, column.type)
        # Taken out while we look, for an alias may have the name of a column in what it stands for.
        meant = self.aliases.pop(expression.name, None)
        if meant is None:
            return None
        kind = self.kind(meant)
        self.aliases[expression.name] = meant
        return kind

    def kind_of_operation(self, expression: exp.Binary) -> str | None:
        """Return the type of a sum, a product or a quotient."""
        kinds = {self.kind(expression.this), self.kind(expression.expression)}
        if kinds & {"double", "text"}:
            return "double"
        return "decimal" if "decimal" in kinds or isinstance(expression, exp.Div) else "int"

    def kind_of_function(self, expression: exp.Anonymous) -> str | None:
        """Return the type of a function's result."""
        name, arguments = expression.name.upper(), expression.expressions
        if name not in AS_ARGUMENTS:
            return FIXED.get(name)
        found = merged(map(self.kind, arguments[: 1 if name in ("ROUND", "NULLIF") else None]))
        return "decimal" if name in ("SUM", "AVG") and found in ("int", None) else found
