"""From a statement in MariaDB's words to the same statement in SQLite's.

sqlglot reads the statement into a tree, and writes a tree in SQLite's words.
What stands here is where the two databases mean different things by the same
words: decimals, dates, and how texts compare.
"""

from collections.abc import Callable
from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.sqlite import SQLite
from sqlglot.generators.sqlite import SQLiteGenerator

from practice.errors import PracticeError
from practice.functions import FUNCTIONS
from practice.kinds import MOMENTS, NUMBERS, Kinds
from practice.parse import KNOWN_FUNCTIONS, Statement, named_parts
from practice.tables import Table, ticked
from practice.values import Value

# SQLite takes 32,766 parameters.
MANY = 30_000
# Functions that are the same in SQLite.
AGGREGATES = ("COUNT", "SUM", "AVG", "MIN", "MAX")
SAME = "COALESCE IFNULL NULLIF REPLACE LTRIM RTRIM SQRT PI POW POWER EXP LN LOG10 LOG2"


class Words(Kinds, SQLiteGenerator):
    """Writes one statement for SQLite; its values are in `parameters`."""

    TRANSFORMS: ClassVar[dict[type[exp.Expr], Callable[..., str]]] = SQLiteGenerator.TRANSFORMS | {
        # SQLite would take a name in double quotes for a text if there is no such column.
        exp.Identifier: lambda self, node: ticked(node.name),
        exp.SessionParameter: lambda self, node: self.known(f"@@{node.name.lower()}"),
        exp.CurrentTimestamp: lambda self, node: self.known("NOW()"),
        exp.CurrentDate: lambda self, node: self.known("CURDATE()"),
        exp.CurrentUser: lambda self, node: self.known("CURRENT_USER()"),
        exp.Add: lambda self, node: self.calculated("add", "+", node),
        exp.Sub: lambda self, node: self.calculated("sub", "-", node),
        exp.Mul: lambda self, node: self.calculated("mul", "*", node),
        exp.Div: lambda self, node: self.calculated("div", "/", node),
        exp.Mod: lambda self, node: self.calculated("mod", "%", node),
        exp.IntDiv: lambda self, node: (
            f"CAST({self.sql(node.this)} / {self.sql(node.expression)} AS INTEGER)"
        ),
        exp.Xor: lambda self, node: f"(({self.sql(node.this)}) <> 0) <> (({self.sql(node.expression)}) <> 0)",
        exp.Ceil: lambda self, node: f"my_ceil({self.sql(node.this)})",
        exp.Floor: lambda self, node: f"my_floor({self.sql(node.this)})",
        exp.Substring: lambda self, node: self.ours("substring", *node.args.values()),
        exp.Extract: lambda self, node: self.ours(node.name.lower(), node.expression),
    }

    def __init__(self, find: Callable[[exp.Table], Table], look_up: Callable[[str], Value]) -> None:
        Kinds.__init__(self)
        SQLiteGenerator.__init__(self, dialect=SQLite(), comments=False)
        self.find = find
        self.look_up = look_up
        self.parameters: dict[str, Value] = {}
        # Whether VALUES(column) has a meaning here.
        self.in_conflict = False

    def write(self, statement: Statement) -> str:
        """Return the statement in SQLite's words; its tables must be known before its columns are met."""
        named = named_parts(statement)
        self.aliases = {each.alias: each.this for each in named[exp.Alias]}
        self.with_names = {each.alias for each in named[exp.CTE]}
        for each in named[exp.Table]:
            if each.name not in self.with_names:
                table = self.find(each)
                if self.tables.setdefault(each.alias_or_name, table) is not table:
                    raise PracticeError(1105, f"two tables that are called {each.alias_or_name}")
        return str(self.generate(statement.tree, copy=False))

    def parameter(self, value: Value) -> str:
        """Return the name of a parameter with this value."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def known(self, name: str) -> str:
        """Write what is known of the session, such as the time at which the statement began."""
        return self.parameter(self.look_up(name))

    def ours(self, name: str, *arguments: exp.Expr | None) -> str:
        """Write a function of our own."""
        if name not in FUNCTIONS:
            raise PracticeError(1105, f"{name.upper()}()")
        return f"my_{name}({', '.join(self.sql(each) for each in arguments if each)})"

    def target(self, tree: exp.Expr) -> Table:
        """Return the table that a statement writes to."""
        named = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        return self.find(named)

    # Names and values

    def literal_sql(self, expression: exp.Literal) -> str:
        """Write a value: texts travel beside the statement, so that nothing in them can be SQL."""
        if expression.is_string:
            if len(self.parameters) > MANY and "\0" not in expression.name:
                return "'" + expression.name.replace("'", "''") + "'"
            return self.parameter(expression.name)
        # More digits than SQLite's integers have would become a float.
        exact = self.kind(expression) == "decimal" or len(expression.name) > 18
        return (
            self.parameter(expression.name)
            if exact and self.kind(expression) != "double"
            else expression.name
        )

    def introducer_sql(self, expression: exp.Introducer) -> str:
        """Write a text with its character set; PyMySQL sends bytes as _binary'...'."""
        value = expression.expression.name
        return self.parameter(
            value.encode("utf-8", "surrogateescape") if expression.name == "_binary" else value
        )

    def table_sql(self, expression: exp.Table, sep: str = " AS ") -> str:
        """Write a table; one of WITH is known to SQLite alone."""
        name = expression.name if expression.name in self.with_names else self.find(expression).full_name
        joins = "".join(self.sql(join) for join in expression.args.get("joins") or [])
        return f"{ticked(name)} AS {ticked(expression.alias_or_name)}{joins}"

    def column_sql(self, expression: exp.Column) -> str:
        """Write a column, without the name of its database."""
        name = "*" if isinstance(expression.this, exp.Star) else ticked(expression.name)
        return f"{ticked(expression.table)}.{name}" if expression.table else name

    def parameter_sql(self, expression: exp.Parameter) -> str:
        """Write a user's variable, or refuse it."""
        if isinstance(expression.this, exp.Parameter):
            return self.known(f"@@{expression.this.name.lower()}")
        raise PracticeError(1105, f"variables of one's own, @{expression.name}")

    def anonymous_sql(self, expression: exp.Anonymous) -> str:
        """Write a function: what is about the session is a value by now, what SQLite lacks is ours."""
        name, arguments = expression.name.upper(), expression.expressions
        kind = self.kind(arguments[0]) if arguments else None
        if name == "VALUES" and self.in_conflict:
            return f"excluded.{ticked(arguments[0].name)}"
        if not arguments and (known := self.look_up(f"{name}()")) is not None:
            return self.parameter(known if known != "" else None)
        written = [self.sql(each) for each in arguments]
        if name == "IF" and len(written) == 3:
            return f"CASE WHEN {written[0]} THEN {written[1]} ELSE {written[2]} END"
        if name == "NULLIF" and len(written) == 2:
            equal = self.sql(exp.EQ(this=arguments[0].copy(), expression=arguments[1].copy()))
            return f"CASE WHEN {equal} THEN NULL ELSE {written[0]} END"
        # What is calculated compares without heed to case, as columns do.
        after = " COLLATE utf8mb4_general_ci" if self.kind(expression) == "text" else ""
        if name in ("MIN", "MAX") and not isinstance(arguments[0], exp.Column):
            written = [self.comparable(written[0], kind)]
        if name in AGGREGATES and len(written) != 1:
            raise PracticeError(1064, expression.sql("mysql"), 1)
        if name.lower() in FUNCTIONS:
            return f"my_{name}({', '.join(written)}){after}"
        if name in AGGREGATES or name in SAME.split():
            return f"{name}({', '.join(written)}){after * (name not in AGGREGATES)}"
        if name in KNOWN_FUNCTIONS:
            raise PracticeError(1105, f"{name}()")
        raise PracticeError(1305, "FUNCTION", ".".join([str(self.look_up("DATABASE()")), expression.name]))

    def comparable(self, words: str, kind: str | None) -> str:
        """Write a value so that SQLite compares it as MariaDB does."""
        collation = {"decimal": "decimal", "text": "utf8mb4_general_ci"}.get(kind or "")
        return f"CAST({words} AS TEXT) COLLATE {collation}" if collation else words

    def subquery_sql(self, expression: exp.Subquery, sep: str = " AS ") -> str:
        """Write a query in brackets; as a value, it must have one row."""
        if isinstance(expression.parent, exp.From | exp.Join | exp.In | exp.Exists | exp.SetOperation | None):
            return str(super().subquery_sql(expression, sep))
        return f"(WITH one_row(v) AS ({self.sql(expression.this)}) SELECT my_one(v) FROM one_row)"

    def case_sql(self, expression: exp.Case) -> str:
        """Write CASE; that of a value as the comparisons that it stands for."""
        if value := expression.args.get("this"):
            for each in expression.args["ifs"]:
                each.set("this", exp.EQ(this=value.copy(), expression=each.this))
            expression.set("this", None)
        return str(super().case_sql(expression))

    def in_sql(self, expression: exp.In) -> str:
        """Write IN; where types differ, as the comparisons that it stands for."""
        kinds = {self.kind(each) for each in [expression.this, *expression.expressions]}
        column = isinstance(expression.this, exp.Column) and not kinds & MOMENTS
        if (
            expression.args.get("query")
            or isinstance(expression.this, exp.Tuple)
            or (column and len(kinds) == 1)
        ):
            return str(super().in_sql(expression))
        equal = [
            exp.EQ(this=expression.this.copy(), expression=each.copy()) for each in expression.expressions
        ]
        return f"({' OR '.join(self.sql(each) for each in equal)})"

    # Where the same words mean something else

    def calculated(self, function: str, operator: str, expression: exp.Binary) -> str:
        """Write an operation: decimals exactly, other numbers as SQLite does it."""
        if MOMENTS & {self.kind(expression.this), self.kind(expression.expression)}:
            raise PracticeError(1105, "calculating with dates")
        left, right = self.sql(expression.this), self.sql(expression.expression)
        if self.kind(expression) == "decimal":
            return f"my_{function}({left}, {right})"
        double = self.kind(expression) == "double"
        return f"CAST({left} AS REAL) {operator} {right}" if double else f"{left} {operator} {right}"

    def neg_sql(self, expression: exp.Neg) -> str:
        """Write a number with the other sign."""
        return (
            f"my_neg({self.sql(expression.this)})"
            if self.kind(expression) == "decimal"
            else super().neg_sql(expression)
        )

    def cast_sql(self, expression: exp.Cast, safe_prefix: str | None = None) -> str:
        """Write CAST: to whole numbers it rounds, to decimals it keeps the places that are asked for."""
        kind, inner = self.kind(expression), self.sql(expression.this)
        if kind == "binary":
            raise PracticeError(1105, "BINARY; COLLATE utf8mb4_bin does the same")
        if kind == "decimal":
            places = [each.name for each in expression.to.expressions][1:2] or ["0"]
            return f"my_round(CAST({inner} AS TEXT), {places[0]})"
        return (
            f"my_signed({inner})"
            if kind == "int"
            else f"CAST({inner} AS {'REAL' if kind == 'double' else 'TEXT'})"
        )

    def binary(self, expression: exp.Binary, op: str) -> str:
        """Write an operator; numbers compare by their value, and texts by MariaDB's collation."""
        left, right = self.sql(expression.this), self.sql(expression.expression)
        if not isinstance(expression, exp.Predicate) or isinstance(expression, exp.Is):
            return f"{left} {op} {right}"
        if isinstance(expression.this, exp.Tuple) or isinstance(expression.expression, exp.Tuple):
            return f"{left} {op} {right}"
        kinds = {self.kind(expression.this), self.kind(expression.expression)}
        if kinds & MOMENTS and kinds & NUMBERS:
            raise PracticeError(1105, "comparing dates with numbers")
        if kinds & MOMENTS and len(kinds - {None}) > 1:
            return f"my_moment({left}) {op} my_moment({right})"
        if "decimal" in kinds and kinds <= {"decimal", "int", None}:
            return f"CAST({left} AS TEXT) COLLATE decimal {op} CAST({right} AS TEXT)"
        if "text" in kinds and NUMBERS & kinds:
            # 'a' = 0 is true: a text that is no number counts as 0.
            return f"CAST({left} AS REAL) {op} CAST({right} AS REAL)"
        sides = (expression.this, expression.expression)
        columns = [self.column_of(each) for each in sides if isinstance(each, exp.Column)]
        collation = next((column.collation for column in columns if column), "utf8mb4_general_ci")
        if collation and not any(isinstance(each, exp.Collate) for each in sides):
            left += f" COLLATE {collation}"
        return f"{left} {op} {right}"

    def between_sql(self, expression: exp.Between) -> str:
        """Write BETWEEN as the two comparisons that it stands for."""
        low, high = (expression.args[each] for each in ("low", "high"))
        both = exp.and_(
            exp.GTE(this=expression.this.copy(), expression=low.copy()),
            exp.LTE(this=expression.this.copy(), expression=high.copy()),
        )
        return f"({self.sql(both)})"

    def ordered_sql(self, expression: exp.Ordered) -> str:
        """Write a part of ORDER BY."""
        value, select = expression.this, expression.find_ancestor(exp.Select)
        if isinstance(value, exp.Literal) and select and int(value.name) <= len(select.expressions):
            value = select.expressions[int(value.name) - 1].unalias()
        words, kind = self.sql(expression.this), self.kind(value)
        if not (isinstance(value, exp.Column) and self.column_of(value)) and not value.is_star:
            words = self.comparable(self.sql(value), kind) if kind in ("decimal", "text") else words
        return words + " DESC" * bool(expression.args.get("desc"))

    def like_sql(self, expression: exp.Like) -> str:
        """Write LIKE, which heeds case only in columns with a binary collation."""
        column = self.column_of(expression.this) if isinstance(expression.this, exp.Column) else None
        binary = int(bool(column and column.collation.endswith("_bin")))
        likes = f"my_like({self.sql(expression.expression)}, {self.sql(expression.this)}, {binary})"
        return f"NOT {likes}" if expression.args.get("negate") else likes
