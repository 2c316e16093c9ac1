"""Reading a statement: sqlglot makes a tree of it; what the tree holds must be known, or it is refused."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.mysql import MySQL
from sqlglot.errors import ParseError, TokenError
from sqlglot.parsers.mysql import MySQLParser
from sqlglot.tokenizer_core import Token, TokenType

from practice.errors import PracticeError

# What SQLite has no words for is refused; a warning on the console helps nobody.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
AFTER_NO_COMMA = (TokenType.FROM, TokenType.WHERE, TokenType.R_PAREN, TokenType.SEMICOLON)
# What ends the list of a SELECT.
CLAUSES = {"FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "FOR", "LOCK", ";"}
# The parts of statements that we know, and what each may have; all else is refused.
PARTS = """\
Select expressions distinct from_ where group having order limit offset joins locks with_, Group expressions,
Union this expression distinct order limit offset with_, Subquery this alias order limit offset, Lock update,
Insert this expression conflict returning ignore, OnConflict duplicate action expressions, Limit expression,
Update this expressions where returning, Delete this where returning, Ordered this desc nulls_first, Star,
Table this db alias joins, Join this side kind on using, Distinct expressions, Column this table,
Trim this position expression, Cast this to _type,
In this expressions query"""
PLAIN = """\
Add Alias And Anonymous Between Boolean CTE Case Ceil Collate CurrentDate CurrentTimestamp CurrentUser
DataType DataTypeParam Div EQ Exists Extract Floor From GT GTE Having HexString Identifier If IntDiv
Introducer Is LT LTE Like Literal Mod Mul NEQ Neg Not Null NullSafeEQ Offset Or Order Parameter Paren
Returning Schema SessionParameter Sub Substring TableAlias Tuple Values Var Where With Xor"""
GENERAL = """\
this expression expressions low high ifs default true false alias columns quoted is_string kind offset nested
recursive negate safe typed start length"""
KNOWN: dict[type[exp.Expr], Collection[str]] = {getattr(exp, name): GENERAL.split() for name in PLAIN.split()}
KNOWN |= {getattr(exp, name): set(parts) for name, *parts in map(str.split, PARTS.split(","))}
IN_WORDS = {
    "interval": "calculating with dates (INTERVAL)",
    "window": "window functions (OVER)",
    "update": "UPDATE of several tables, with ORDER BY or with LIMIT",
    "delete": "DELETE from several tables, with ORDER BY or with LIMIT",
    "lock": "NOWAIT and SKIP LOCKED",
    "group": "WITH ROLLUP",
}
OTHERS = "SLEEP RAND FORMAT ELT FIELD CONV CHAR VALUES GREATEST LEAST LPAD RPAD SIGN REVERSE CONCAT_WS"
KNOWN_FUNCTIONS = {*MySQLParser.FUNCTIONS, *OTHERS.split()}
QUERIES = (exp.Select, exp.Union, exp.Subquery, exp.Insert, exp.Update, exp.Delete)


@dataclass
class Statement:
    """A query or a change: its text, its words, and its tree."""

    sql: str
    tokens: list[Token]
    tree: exp.Expr


class FunctionsAsWritten(MySQLParser):
    """A parser that leaves functions as they are written: what SQLite lacks, we add to it by its name."""

    FUNCTIONS: ClassVar[dict[str, Callable[..., Any]]] = {}


class Dialect(MySQL):
    """MySQL's grammar with that parser."""

    Parser = FunctionsAsWritten


DIALECT = Dialect()


def syntax_error(sql: str, at: int) -> PracticeError:
    """Return the error for a statement that is wrong from a place on."""
    return PracticeError(1064, sql[at : at + 80], sql.count("\n", 0, at) + 1)


def parse(sql: str) -> tuple[exp.Expr | None, list[Token]]:
    """Return the tree of one statement and its words; raise PracticeError 1064, 1065 or 1105."""
    if sql.lstrip().startswith("/*!"):
        raise PracticeError(1105, "statements for certain versions, /*! ... */")
    if "READ UNCOMMITTED" in sql[:99].upper():
        raise PracticeError(1105, "READ UNCOMMITTED")
    try:
        tokens = DIALECT.tokenize(sql)
        trees = [tree for tree in DIALECT.parser().parse(tokens, sql) if tree]
    except ParseError as error:
        first = error.errors[0]
        raise PracticeError(
            1064, f"{first['highlight']}{first['end_context']}"[:80], first.get("line") or 1
        ) from None
    except TokenError:
        raise syntax_error(sql, 0) from None
    except RecursionError:
        raise PracticeError(1105, "so many brackets in one another") from None
    for token, following in pairwise(tokens):
        # sqlglot reads over a comma too many, and knows a::int.
        if token.token_type == TokenType.DCOLON or (
            token.token_type == TokenType.COMMA and following.token_type in AFTER_NO_COMMA
        ):
            raise syntax_error(sql, following.start)
    if not trees:
        if sql.strip():
            # A comment alone is no error.
            return None, tokens
        raise PracticeError(1065)
    if len(trees) > 1:
        # One statement a query, as PyMySQL asks for it: what an injection has added is not run.
        raise PracticeError(1064, sql.partition(";")[2].strip()[:80], 1)
    return trees[0], tokens


def named_parts(statement: Statement) -> dict[type[exp.Expr], list[Any]]:
    """Return the tables, the aliases and the parts of WITH in a statement; refuse what we do not know."""
    named: dict[type[exp.Expr], list[Any]] = {exp.Table: [], exp.Alias: [], exp.CTE: []}
    for node in statement.tree.dfs():
        kind = type(node)
        if kind in named:
            named[kind].append(node)
        parts = KNOWN.get(kind, ())
        unknown = [part for part, value in node.args.items() if value and part not in parts]
        if unknown or kind not in KNOWN:
            raise PracticeError(1105, IN_WORDS.get(kind.key) or node.sql("mysql")[:60])
        if kind in (exp.Select, exp.Update) and not node.expressions:
            sql = statement.sql
            raise syntax_error(sql, len(sql) if kind is exp.Update else sql.upper().find("FROM"))
    return named


def written(statement: Statement) -> list[str]:
    """Return the expressions after SELECT as they were written: an unnamed column is named like that."""
    sql = statement.sql
    columns: list[str] = []
    depth, start, end = 0, -1, 0
    for token in statement.tokens:
        word = token.text.upper()
        if start >= 0 and depth == 0 and (word in CLAUSES or token.token_type == TokenType.COMMA):
            columns.append(sql[start:end].strip())
            if word in CLAUSES:
                return columns
            start = token.end + 1
        elif depth == 0 and word in (("SELECT", "RETURNING") if start < 0 else ("DISTINCT",)):
            start = token.end + 1
        depth += (token.token_type == TokenType.L_PAREN) - (token.token_type == TokenType.R_PAREN)
        end = token.end + 1
    return [*columns, sql[start:end].strip()]
