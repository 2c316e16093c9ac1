"""The tables as MariaDB describes them, and the SQLite table that holds the rows of each."""

from dataclasses import dataclass, field

from sqlglot import exp

from practice.errors import PracticeError

DEFAULT_COLLATION = "utf8mb4_general_ci"
# The collations that we have; the first of a character set is the one it has by itself.
COLLATIONS = ("utf8mb4_general_ci", "utf8mb4_unicode_ci", "utf8mb4_bin", "latin1_swedish_ci", "latin1_bin")
# name: (how many digits it shows, bits)
INTEGERS = {"tinyint": (4, 8), "smallint": (6, 16), "mediumint": (9, 24), "int": (11, 32), "bigint": (20, 64)}
TEXTS = {
    "char": 1,
    "varchar": 0,
    "tinytext": 255,
    "text": 65_535,
    "mediumtext": 2**24 - 1,
    "longtext": 2**32 - 1,
}
# sqlite3 tells columns apart by the first word of their declared type; TEXT in it keeps SQLite from
# making numbers of them.
DECLARED = {"decimal": "DECIMALTEXT COLLATE decimal", "date": "DATETEXT"}
DECLARED |= {"datetime": "DATETIMETEXT", "timestamp": "DATETIMETEXT", "double": "REAL", "float": "REAL"}
DECLARED |= {"blob": "BLOB", "longblob": "BLOB", "varbinary": "BLOB"}
SIZED = (*INTEGERS, "char", "varchar", "varbinary")
NOW = "current_timestamp()"


def ticked(*names: str) -> str:
    """Quote names as MariaDB prints them; SQLite takes them so, too, and never for a text."""
    return ", ".join("`" + name.replace("`", "``") + "`" for name in names)


def quoted(text: str) -> str:
    """Quote a text as MariaDB prints it."""
    return "'" + text.replace("'", "''") + "'"


def known_collation(name: str) -> str:
    """Return a collation by its name, or by that of its character set; refuse what we do not have."""
    found = next((each for each in COLLATIONS if name.lower() in (each, each.partition("_")[0])), None)
    if not found:
        raise PracticeError(1105, f"the character set or collation {name}")
    return found


@dataclass
class Column:
    """A column, with its type as DESCRIBE prints it."""

    name: str
    type: str
    size: int = 0
    scale: int = 0
    collation: str = ""
    nullable: bool = True
    default: str | None = None
    auto_increment: bool = False
    unsigned: bool = False
    comment: str = ""

    @classmethod
    def of(cls, tree: exp.ColumnDef, table_collation: str) -> "Column":
        """Return the column that a definition describes."""
        kind = tree.args["kind"]
        name = str(kind.this.value).lower().removesuffix("tz")
        if name in ("enum", "set"):
            raise PracticeError(1105, f"the type {name.upper()}")
        numbers = [int(part.name) for part in kind.expressions]
        unsigned = name in {f"u{each}" for each in INTEGERS}
        name = name[1:] if unsigned else name
        column = cls(tree.name, "tinyint" if name == "boolean" else name, unsigned=unsigned)
        if column.type in INTEGERS:
            # A sign takes a place, except where MariaDB forgot it.
            shown = 1 if name == "boolean" else INTEGERS[name][0] - (unsigned and name != "bigint")
            column.size = (numbers or [shown])[0]
        elif column.type in TEXTS:
            column.size = (numbers or [TEXTS[name]])[0]
            column.collation = table_collation
        elif column.type == "decimal":
            column.size, column.scale = [*(numbers or [10]), 0][:2]
        elif name not in DECLARED or (numbers and name not in SIZED):
            raise PracticeError(1105, f"the type {kind.sql('mysql')}")
        else:
            column.size = (numbers or [0])[0]
        for each in tree.constraints:
            column.take(each.args["kind"])
        return column

    def take(self, rule: exp.Expr) -> None:
        """Take in one rule of the column's definition; the keys belong to the table."""
        if isinstance(rule, exp.NotNullColumnConstraint):
            self.nullable = bool(rule.args.get("allow_null"))
        elif isinstance(rule, exp.PrimaryKeyColumnConstraint):
            self.nullable = False
        elif isinstance(rule, exp.AutoIncrementColumnConstraint):
            self.auto_increment, self.nullable = True, False
        elif isinstance(rule, exp.DefaultColumnConstraint):
            word = rule.this
            text = str(int(word.this)) if isinstance(word, exp.Boolean) else word.name
            if word.name.upper() in ("CURRENT_TIMESTAMP", "NOW") or isinstance(word, exp.CurrentTimestamp):
                text = NOW
            elif not isinstance(word, exp.Boolean | exp.Literal | exp.Null):
                text = word.sql("mysql")
            self.default = None if isinstance(word, exp.Null) else text
        elif isinstance(rule, exp.CharacterSetColumnConstraint):
            self.collation = known_collation(rule.name)
        elif isinstance(rule, exp.CollateColumnConstraint):
            self.collation = known_collation(rule.this.name)
        elif isinstance(rule, exp.CommentColumnConstraint):
            self.comment = rule.name
        elif not isinstance(rule, exp.UniqueColumnConstraint | exp.Reference):
            raise PracticeError(1105, rule.sql("mysql"))

    @property
    def described(self) -> str:
        """Return the type as DESCRIBE prints it."""
        if self.type == "decimal":
            return f"decimal({self.size},{self.scale})"
        sized = self.size and self.type in SIZED
        return (f"{self.type}({self.size})" if sized else self.type) + " unsigned" * self.unsigned

    @property
    def declared(self) -> str:
        """Return the type that it has in SQLite."""
        if self.collation:
            return f"TEXT COLLATE {ticked(self.collation)}"
        return DECLARED.get(self.type, "INTEGER")

    def definition(self, table_collation: str) -> str:
        """Return its line in SHOW CREATE TABLE."""
        parts = [ticked(self.name), self.described]
        if self.type == "timestamp" and self.nullable:
            parts.append("NULL")
        if self.collation and self.collation != table_collation:
            parts.append(f"CHARACTER SET {self.collation.split('_')[0]} COLLATE {self.collation}")
        if not self.nullable:
            parts.append("NOT NULL")
        if self.auto_increment:
            parts.append("AUTO_INCREMENT")
        elif self.default is not None:
            bare = self.default == NOW or self.type in (*INTEGERS, "decimal", "double", "float")
            parts.append(f"DEFAULT {self.default if bare else quoted(self.default)}")
        elif self.nullable:
            parts.append("DEFAULT NULL")
        if self.comment:
            parts.append(f"COMMENT {quoted(self.comment)}")
        return " ".join(parts)


@dataclass
class ForeignKey:
    """A foreign key; `options` is its ON DELETE and ON UPDATE."""

    name: str
    columns: list[str]
    parent: str
    parent_columns: list[str]
    options: str

    def definition(self) -> str:
        """Return it as MariaDB prints it."""
        return (
            f"CONSTRAINT {ticked(self.name)} FOREIGN KEY ({ticked(*self.columns)}) "
            f"REFERENCES {ticked(self.parent)} ({ticked(*self.parent_columns)}) {self.options}"
        ).rstrip()


@dataclass
class Table:
    """A table; its keys are (name, columns, whether unique), and the primary key's name is PRIMARY."""

    database: str
    name: str
    collation: str = DEFAULT_COLLATION
    columns: list[Column] = field(default_factory=list)
    keys: list[tuple[str, list[str], bool]] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    next_id: int = 1

    @classmethod
    def of(cls, database: str, tree: exp.Create) -> "Table":
        """Return the table that a CREATE TABLE describes."""
        table = cls(database, tree.this.this.name)
        for option in tree.args["properties"].expressions if tree.args.get("properties") else []:
            if isinstance(option, exp.CharacterSetProperty | exp.CollateProperty):
                table.collation = known_collation(option.name)
            elif isinstance(option, exp.AutoIncrementProperty):
                table.next_id = int(option.name)
            elif not isinstance(option, exp.EngineProperty) or option.name.upper() != "INNODB":
                raise PracticeError(1105, option.sql("mysql"))
        for part in tree.this.expressions:
            if isinstance(part, exp.ColumnDef):
                table.add_column(part)
            else:
                table.add_rule(part)
        for name in {name for _, names, _ in table.keys for name in names}:
            if not table.column(name):
                raise PracticeError(1072, name)
        if [name for name, _, _ in table.keys].count("PRIMARY") > 1:
            raise PracticeError(1068)
        numbered = [column.name for column in table.columns if column.auto_increment]
        if numbered and (len(numbered) > 1 or not any(names[0] == numbered[0] for _, names, _ in table.keys)):
            raise PracticeError(1075)
        for foreign in table.foreign_keys:
            if not any(names[: len(foreign.columns)] == foreign.columns for _, names, _ in table.keys):
                table.add_key(foreign.name if "_ibfk_" not in foreign.name else "", foreign.columns)
        return table

    def add_column(self, tree: exp.ColumnDef) -> Column:
        """Add a column, and the key that its definition asks for."""
        column = Column.of(tree, self.collation)
        if self.column(column.name):
            raise PracticeError(1060, column.name)
        self.columns.append(column)
        kinds = {type(each.kind) for each in tree.constraints}
        if exp.PrimaryKeyColumnConstraint in kinds:
            self.keys.append(("PRIMARY", [column.name], True))
        if exp.UniqueColumnConstraint in kinds:
            self.add_key("", [column.name], unique=True)
        for reference in (each.kind for each in tree.constraints if isinstance(each.kind, exp.Reference)):
            self.add_rule(exp.ForeignKey(expressions=[tree.this], reference=reference))
        return column

    def add_rule(self, rule: exp.Expr, name: str = "") -> None:
        """Add a key, or a foreign key."""
        names = [each.this.name if isinstance(each, exp.Ordered) else each.name for each in rule.expressions]
        if isinstance(rule, exp.Constraint):
            self.add_rule(rule.expressions[0], rule.name)
        elif isinstance(rule, exp.PrimaryKey):
            self.keys.append(("PRIMARY", names, True))
            for column in self.columns:
                column.nullable = column.nullable and column.name not in names
        elif isinstance(rule, exp.UniqueColumnConstraint):
            self.add_key(rule.this.name or name, [each.name for each in rule.this.expressions], unique=True)
        elif isinstance(rule, exp.IndexColumnConstraint):
            self.add_key(rule.name, names)
        elif isinstance(rule, exp.ForeignKey):
            reference = rule.args["reference"]
            name = name or f"{self.name}_ibfk_{len(self.foreign_keys) + 1}"
            parent = [each.name for each in reference.this.expressions]
            options = " ".join(map(str, reference.args.get("options") or []))
            self.foreign_keys.append(ForeignKey(name, names, reference.this.this.name, parent, options))
        else:
            raise PracticeError(1105, rule.sql("mysql"))

    def add_key(self, name: str, columns: list[str], unique: bool = False) -> None:
        """Add an index; without a name it is called like its first column."""
        number, first = 2, name or columns[0]
        name = first
        while any(key[0] == name for key in self.keys):
            name, number = f"{first}_{number}", number + 1
        self.keys.append((name, columns, unique))

    def told(self, foreign: ForeignKey) -> str:
        """Return what an error tells of a foreign key."""
        return f" (`{self.database}`.`{self.name}`, {foreign.definition()})"

    def column(self, name: str) -> Column | None:
        """Return a column by its name; case does not matter."""
        return next((column for column in self.columns if column.name.lower() == name.lower()), None)

    @property
    def full_name(self) -> str:
        """Return the name under which SQLite holds it: all databases are one file."""
        return f"{self.database}.{self.name}"

    def sqlite_statements(self) -> list[str]:
        """Return the statements that make the table and its keys in SQLite."""
        lines = [f"{ticked(column.name)} {column.declared}" for column in self.columns]
        statements = []
        for name, columns, unique in self.keys:
            listed = ticked(*columns)
            if name == "PRIMARY":
                lines.append(f"PRIMARY KEY ({listed})")
            else:
                index = ticked(f"{self.full_name}.{name}")
                statements.append(
                    f"CREATE {'UNIQUE ' * unique}INDEX {index} ON {ticked(self.full_name)} ({listed})"
                )
        for foreign in self.foreign_keys:
            here, there = (ticked(*each) for each in (foreign.columns, foreign.parent_columns))
            parent = ticked(f"{self.database}.{foreign.parent}")
            lines.append(f"FOREIGN KEY ({here}) REFERENCES {parent} ({there}) {foreign.options}")
        return [f"CREATE TABLE {ticked(self.full_name)} ({', '.join(lines)})", *statements]
