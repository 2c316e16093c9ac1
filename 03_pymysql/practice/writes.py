"""INSERT, UPDATE and DELETE in SQLite's words: each value passes `my_store`, which checks it."""

from sqlglot import exp

from practice.errors import PracticeError
from practice.sql import Words
from practice.tables import NOW, Column, Table, ticked


class WritingWords(Words):
    """Writes the statements that write."""

    def stored(self, column: Column, value: str, row: int) -> str:
        """Write a value as its column will hold it."""
        return f"my_store({self.place(column)}, {value}, {row})"

    def place(self, column: Column) -> int:
        """Return the number of a column, from 0."""
        return next(at for at, each in enumerate(self.written_to.columns) if each is column)

    def named(self, table: Table, name: str, clause: str) -> Column:
        """Return a column that a statement writes to."""
        if column := table.column(name):
            return column
        raise PracticeError(1054, name, clause)

    def insert_sql(self, expression: exp.Insert) -> str:
        """Write INSERT: every column gets a value, so that each is checked."""
        table = self.written_to = self.target(expression)
        schema = expression.this.expressions if isinstance(expression.this, exp.Schema) else []
        given = [self.named(table, each.name, "INSERT INTO") for each in schema] or table.columns
        twice = next((each.name for at, each in enumerate(given) if each in given[:at]), None)
        if twice:
            raise PracticeError(1110, twice)
        ignore = " OR IGNORE" * bool(expression.args.get("ignore"))
        listed = ", ".join(ticked(column.name) for column in table.columns)
        words = f"INSERT{ignore} INTO {ticked(table.full_name)} AS {ticked(table.name)} ({listed}) "
        if isinstance(expression.expression, exp.Values):
            rows = [each.expressions for each in expression.expression.expressions]
            words += "VALUES " + ", ".join(
                self.row(table, given, row, number) for number, row in enumerate(rows, 1)
            )
        else:
            names = {column.name: f"`c{number}`" for number, column in enumerate(given)}
            listed = ", ".join(
                self.cell(table, column, names.get(column.name), 1) for column in table.columns
            )
            query = self.sql(expression.expression)
            # WHERE: without it, SQLite would read ON CONFLICT as the ON of a join.
            words += (
                f"WITH given ({', '.join(names.values())}) AS ({query}) SELECT {listed} FROM given WHERE 1"
            )
        if conflict := expression.args.get("conflict"):
            self.in_conflict = True
            (first, value), *others = self.new_values(table, conflict.expressions)
            number = next(
                (ticked(table.name, each.name) for each in table.columns if each.auto_increment), "0"
            )
            value = (
                f"my_change({value}, {self.changes([(first, value), *others])}, {number.replace(', ', '.')})"
            )
            words += f" ON CONFLICT DO UPDATE SET {self.assignments([(first, value), *others])}"
        return words + self.returning(expression)

    def row(self, table: Table, given: list[Column], values: list[exp.Expr], number: int) -> str:
        """Write one row of VALUES."""
        if len(values) not in ({len(given)} if values else {0, len(given)}):
            raise PracticeError(1136, number)
        cells = {
            column.name: self.sql(value)
            for column, value in zip(given, values, strict=False)
            if value.name.upper() != "DEFAULT" or not isinstance(value, exp.Var)
        }
        written = [self.cell(table, column, cells.get(column.name), number) for column in table.columns]
        return f"({', '.join(written)})"

    def cell(self, table: Table, column: Column, value: str | None, row: int) -> str:
        """Write the value of one column, or its default."""
        if column.auto_increment:
            return f"my_id({value or 'NULL'})"
        if value is None:
            if column.default is None and not column.nullable:
                raise PracticeError(1364, column.name)
            now = column.default == NOW
            value = self.parameter(self.look_up("NOW()") if now else column.default)
        return self.stored(column, value, row)

    def assignments(self, values: list[tuple[Column, str]]) -> str:
        """Write what SET sets."""
        return ", ".join(f"{ticked(column.name)} = {value}" for column, value in values)

    def changes(self, values: list[tuple[Column, str]]) -> str:
        """Write the condition that something changes."""
        here = ticked(self.written_to.name)
        each = (f"{here}.{ticked(column.name)} COLLATE BINARY IS NOT {value}" for column, value in values)
        return f"({' OR '.join(each)})"

    def new_values(self, table: Table, expressions: list[exp.Expr]) -> list[tuple[Column, str]]:
        """Return what SET sets, from left to right: a later part sees what an earlier one has set."""
        set_before: dict[str, exp.Expr] = {}

        def newest(node: exp.Expr) -> exp.Expr:
            known = set_before.get(node.name) if isinstance(node, exp.Column) else None
            return exp.Paren(this=known.copy()) if known is not None else node

        values = []
        for each in expressions:
            column = self.named(table, each.this.name, "SET")
            value = each.expression.copy().transform(newest)
            if isinstance(value, exp.Column) and value.name.upper() == "DEFAULT" and not value.this.quoted:
                value = exp.Literal.string(column.default) if column.default is not None else exp.Null()
            set_before[column.name] = value
            values.append((column, self.stored(column, self.sql(value), 1)))
        return values

    def update_sql(self, expression: exp.Update) -> str:
        """Write UPDATE; MySQL's protocol counts the rows that change, unless the client asks otherwise."""
        table = self.written_to = self.target(expression)
        if expression.this.alias or expression.this.args.get("joins"):
            raise PracticeError(1105, "UPDATE of several tables, or of one with another name")
        values = self.new_values(table, expression.expressions)
        words = f"UPDATE {ticked(table.full_name)} AS {ticked(table.name)} SET {self.assignments(values)}"
        where = expression.args.get("where")
        conditions = [f"({self.sql(where.this)})"] if where else []
        if self.look_up("FOUND_ROWS") == 0:
            conditions.append(self.changes(values))
        words += f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return words + self.returning(expression)

    def delete_sql(self, expression: exp.Delete) -> str:
        """Write DELETE."""
        table = self.target(expression)
        words = f"DELETE FROM {ticked(table.full_name)} AS {ticked(expression.this.alias_or_name)}"
        return words + self.sql(expression, "where") + self.returning(expression)

    def returning(self, expression: exp.Expr) -> str:
        """Write RETURNING; SQLite knows its columns by their names alone."""
        if not (wanted := expression.args.get("returning")):
            return ""
        for column in wanted.find_all(exp.Column):
            column.set("table", None)
        return " RETURNING " + ", ".join(self.sql(each) for each in wanted.expressions)
