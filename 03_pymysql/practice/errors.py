"""MariaDB's errors by number, with the words and the SQLSTATE that belong to each."""

MESSAGES = {
    1005: (
        "HY000",
        'Can\'t create table `{}`.`{}` (errno: 150 "Foreign key constraint is incorrectly formed")',
    ),
    1007: ("HY000", "Can't create database '{}'; database exists"),
    1008: ("HY000", "Can't drop database '{}'; database doesn't exist"),
    1045: ("28000", "Access denied for user '{}'@'{}' (using password: {})"),
    1046: ("3D000", "No database selected"),
    1048: ("23000", "Column '{}' cannot be null"),
    1049: ("42000", "Unknown database '{}'"),
    1050: ("42S01", "Table '{}' already exists"),
    1051: ("42S02", "Unknown table '{}'"),
    1054: ("42S22", "Unknown column '{}' in '{}'"),
    1052: ("23000", "Column '{}' in {} is ambiguous"),
    1060: ("42S21", "Duplicate column name '{}'"),
    1061: ("42000", "Duplicate key name '{}'"),
    1062: ("23000", "Duplicate entry '{}' for key '{}'"),
    1064: (
        "42000",
        "You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server "
        "version for the right syntax to use near '{}' at line {}",
    ),
    1065: ("42000", "Query was empty"),
    1067: ("42000", "Invalid default value for '{}'"),
    1068: ("42000", "Multiple primary key defined"),
    1072: ("42000", "Key column '{}' doesn't exist in table"),
    1075: (
        "42000",
        "Incorrect table definition; there can be only one auto column and it must be defined as a key",
    ),
    1091: ("42000", "Can't DROP {} `{}`; check that it exists"),
    1094: ("HY000", "Unknown thread id: {}"),
    1105: ("HY000", "The practice server cannot do this: {}"),
    1110: ("42000", "Column '{}' specified twice"),
    1111: ("HY000", "Invalid use of group function"),
    1136: ("21S01", "Column count doesn't match value count at row {}"),
    1146: ("42S02", "Table '{}' doesn't exist"),
    1193: ("HY000", "Unknown system variable '{}'"),
    1205: ("HY000", "Lock wait timeout exceeded; try restarting transaction"),
    1213: ("40001", "Deadlock found when trying to get lock; try restarting transaction"),
    1222: ("21000", "The used SELECT statements have a different number of columns"),
    1231: ("42000", "Variable '{}' can't be set to the value of '{}'"),
    1241: ("21000", "Operand should contain 1 column(s)"),
    1242: ("21000", "Subquery returns more than 1 row"),
    1264: ("22003", "Out of range value for column '{}' at row {}"),
    1292: ("22007", "Incorrect {} value: '{}' for column `{}`.`{}`.`{}` at row {}"),
    1305: ("42000", "{} {} does not exist"),
    1364: ("HY000", "Field '{}' doesn't have a default value"),
    1366: ("22007", "Incorrect {} value: '{}' for column `{}`.`{}`.`{}` at row {}"),
    1406: ("22001", "Data too long for column '{}' at row {}"),
    1582: ("42000", "Incorrect parameter count in the call to native function '{}'"),
    1451: ("23000", "Cannot delete or update a parent row: a foreign key constraint fails{}"),
    1452: ("23000", "Cannot add or update a child row: a foreign key constraint fails{}"),
}


def without_emoji(text: str) -> str:
    """Return a text as MariaDB has it in messages and in names, where there is no room for emoji."""
    return "".join("?" if ord(character) > 0xFFFF else character for character in text)


class PracticeError(Exception):
    """Raised if a statement is answered with an error: number, SQLSTATE and words of MariaDB."""

    def __init__(self, number: int, *words: object) -> None:
        self.number = number
        self.sqlstate, message = MESSAGES[number]
        self.message = message.format(*words)
        super().__init__(number, self.message)

    def packet(self) -> bytes:
        """Return it as an ERR_Packet of the MySQL protocol."""
        words = f"#{self.sqlstate}{without_emoji(self.message)}"
        return b"\xff" + self.number.to_bytes(2, "little") + words.encode("utf-8", "replace")
