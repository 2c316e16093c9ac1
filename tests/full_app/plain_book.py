"""An account book in plain Python: dicts, loops and sums, with nothing of the product's and no database.

What it knows of the rules is written down a second time, from the product's
documentation; `test_plain_book.py` plays both and compares what they say.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import count
from typing import Any

Row = dict[str, Any]
Tables = dict[str, dict[int, Row]]
Key = tuple[str, int]
TABLES = ("accounts", "categories", "budgets", "entries")
FIELDS = ("kind", "day", "amount", "account_id", "to_account_id", "to_amount", "category_id", "payee", "memo")
CURRENCY = "KRW"


class Refused(Exception):
    """Raised with the status that a request must get."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def tags(memo: str) -> list[str]:
    """Return the words of a memo that begin with #, each once."""
    return list(dict.fromkeys(word[1:] for word in memo.split() if word.startswith("#")))


class PlainBook:
    """One book, and every group of changes that was made in it."""

    def __init__(self, accounts: Iterable[Row], categories: Iterable[Row]) -> None:
        self.rows: Tables = {name: {} for name in TABLES}
        for table, rows in (("accounts", accounts), ("categories", categories)):
            for row in rows:
                self.rows[table][row["id"]] = {name: row[name] for name in row if name != "balance"}
        self.imports: dict[int, Row] = {}
        self.groups: dict[str, dict[Key, tuple[Row | None, Row | None]]] = {}
        self.pending: dict[Key, tuple[Row | None, Row | None]] = {}
        # No two moments are the same: what was archived twice was archived at another time.
        self.clock = count(1)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep what is done within, with what was there before; or nothing of it, if it is refused."""
        before, imports = deepcopy(self.rows), deepcopy(self.imports)
        try:
            yield
            self._check_integrity()
        except Refused:
            self.rows, self.imports = before, imports
            raise
        keys = [(table, id_) for table in TABLES for id_ in {**before[table], **self.rows[table]}]
        found = {(table, id_): (before[table].get(id_), self.rows[table].get(id_)) for table, id_ in keys}
        self.pending = deepcopy({key: pair for key, pair in found.items() if pair[0] != pair[1]})

    def name_group(self, group_id: str) -> None:
        """Remember the last changes under the number that the history gave them."""
        self.groups[group_id] = self.pending

    def _check_integrity(self) -> None:
        """Refuse two rows of one name, and rows that refer to what is not there."""
        accounts, categories, budgets, entries = (self.rows[table] for table in TABLES)
        for names in (
            [row["name"] for row in accounts.values()],
            [(row["kind"], row["name"]) for row in categories.values()],
            [(row["category_id"], row["month"]) for row in budgets.values()],
            [row["key"] for row in entries.values() if row["key"]],
        ):
            if len(set(names)) < len(names):
                raise Refused(409)
        named = {row[name] for row in entries.values() for name in ("account_id", "to_account_id")}
        named |= {row["account_id"] for row in self.imports.values()}
        sorts = {row["category_id"] for row in (*entries.values(), *budgets.values())}
        parents = {row["parent_id"] for row in categories.values()}
        if named - accounts.keys() - {None} or (sorts | parents) - categories.keys() - {None}:
            raise Refused(409)

    def seen(self, table: str, id_: int, version: int | None) -> Row:
        """Return a row to be changed; refuse one that is not there, or of which another version was seen."""
        row = self.rows[table].get(id_)
        if row is None or row.get("deleted"):
            raise Refused(404)
        if version not in (None, row["version"]):
            raise Refused(412)
        return row

    # Entries

    def check(self, entry: Row, kept: Iterable[int | None] = ()) -> None:
        """Refuse an entry that makes no sense."""
        accounts, categories = self.rows["accounts"], self.rows["categories"]
        ends = [entry["account_id"], entry["to_account_id"]]
        if {*ends} - accounts.keys() - {None} or entry["category_id"] not in (None, *categories):
            raise Refused(404)
        if entry["kind"] == "transfer":
            if ends[1] is None or ends[0] == ends[1] or entry["category_id"] is not None:
                raise Refused(422)
            apart = accounts[ends[0]]["currency"] != accounts[ends[1]]["currency"]
            if apart != (entry["to_amount"] is not None):
                raise Refused(422)
        elif (ends[1], entry["to_amount"]) != (None, None) or (
            entry["category_id"] and categories[entry["category_id"]]["kind"] != entry["kind"]
        ):
            raise Refused(422)
        if any(accounts[end]["archived_at"] for end in ends if end and end not in kept):
            raise Refused(422)

    def write(self, id_: Callable[[], int], entry: Row, **more: Any) -> int:
        """Write an entry; its number is asked for once it is clear that it is one."""
        if not more:
            self.check(entry)
        new = id_()
        fixed = {"import_id": None, "key": None, **more}
        self.rows["entries"][new] = {"id": new, **entry, **fixed, "version": 1, "deleted": None}
        return new

    def edit(self, id_: int, version: int | None, fields: Row) -> None:
        """Change fields of an entry."""
        row = self.seen("entries", id_, version)
        kept = (row["account_id"], row["to_account_id"])
        self.check({**row, **fields}, kept)
        row.update(fields, version=row["version"] + 1)

    def erase(self, id_: int, version: int | None) -> None:
        """Delete an entry, of which the statement it came with is not forgotten."""
        row = self.seen("entries", id_, version)
        row.update(deleted=next(self.clock), version=row["version"] + 1)

    # Accounts, categories, budgets

    def amend(self, table: str, id_: int, version: int | None, fields: Row) -> None:
        """Change an account or a category."""
        row = self.seen(table, id_, version)
        if fields.get("parent_id") is not None:
            self.check_parent(row["kind"], id_, fields["parent_id"])
        if "archived" in fields:
            fields = {**fields, "archived_at": next(self.clock) if fields["archived"] else None}
            del fields["archived"]
        row.update(fields, version=row["version"] + 1)

    def check_parent(self, kind: str, own_id: int | None, parent_id: int) -> None:
        """Refuse what is no parent of a category: one of another kind, or a second level."""
        categories = self.rows["categories"]
        if parent_id not in categories:
            raise Refused(404)
        parent = categories[parent_id]
        nested = parent["parent_id"] or any(row["parent_id"] == own_id for row in categories.values())
        if parent["kind"] != kind or parent_id == own_id or (nested if own_id else parent["parent_id"]):
            raise Refused(422)

    def held(self, month: str) -> dict[int, int]:
        """Return the budgets that hold in a month."""
        rows = sorted(self.rows["budgets"].values(), key=lambda row: str(row["month"]))
        newest = {row["category_id"]: row["amount"] for row in rows if row["month"] <= month}
        return {id_: amount for id_, amount in newest.items() if amount is not None}

    def plan(self, month: str, category_id: int, amount: int | None) -> None:
        """Set a budget from a month on, or end it."""
        category = self.rows["categories"].get(category_id)
        if category is None or category["kind"] != "expense":
            raise Refused(404 if category is None else 422)
        own = (category_id, month)
        row = next(
            (row for row in self.rows["budgets"].values() if (row["category_id"], row["month"]) == own), None
        )
        if row is not None:
            row["amount"] = amount
        elif self.held(month).get(category_id) != amount:
            new = next(self.clock)
            named = {"id": new, "category_id": category_id, "month": month}
            self.rows["budgets"][new] = {**named, "amount": amount, "version": 1}

    # Statements

    def keys(self, account_id: int, lines: list[Row]) -> list[tuple[Any, ...]]:
        """Return what tells each line of a statement from all others."""
        what = [(account_id, line["day"], line["kind"], line["amount"], line["payee"]) for line in lines]
        return [(*key, what[:place].count(key)) for place, key in enumerate(what)]

    def new_lines(self, account_id: int, lines: list[Row]) -> list[tuple[Row, tuple[Any, ...]]]:
        """Return the lines that no entry stands for, deleted or not."""
        known = {row["key"] for row in self.rows["entries"].values()}
        keys = self.keys(account_id, lines)
        return [(line, key) for line, key in zip(lines, keys, strict=True) if key not in known]

    def take_back(self, import_id: int) -> None:
        """Take what an import added out again; its lines may come anew."""
        if import_id not in self.imports:
            raise Refused(404)
        mine = [row for row in self.live() if row["import_id"] == import_id]
        if not mine:
            raise Refused(409)
        for row in mine:
            row.update(deleted=next(self.clock), key=None, version=row["version"] + 1)

    # Undo

    def undo(self, group_id: str) -> int:
        """Put back what stood before a group of changes, if nothing newer did; return how many rows."""
        spans = self.groups[group_id]
        for (table, id_), (_before, after) in spans.items():
            if meant(self.rows[table].get(id_)) != meant(after):
                raise Refused(409)
        for (table, id_), (before, after) in spans.items():
            now = self.rows[table].get(id_)
            if before is not None and meant(before) == meant(after):
                continue
            if before is None and table == "entries" and now is not None:
                now.update(deleted=next(self.clock), key=None, version=now["version"] + 1)
            elif before is None:
                del self.rows[table][id_]
            else:
                version = (now or before)["version"] + 1
                self.rows[table][id_] = {**deepcopy(before), "version": version}
        self._check_parents([id_ for table, id_ in spans if table == "categories"])
        return len(spans)

    def _check_parents(self, ids: Iterable[int]) -> None:
        for row in [self.rows["categories"][id_] for id_ in ids if id_ in self.rows["categories"]]:
            if row["parent_id"] is not None:
                try:
                    self.check_parent(row["kind"], row["id"], row["parent_id"])
                except Refused:
                    raise Refused(409) from None

    # What is seen

    def live(self) -> list[Row]:
        """Return the entries that were not deleted, newest first."""
        rows = [row for row in self.rows["entries"].values() if not row["deleted"]]
        return sorted(rows, key=lambda row: (row["day"], row["id"]), reverse=True)

    def currency(self, entry: Row) -> str:
        """Return the currency that an entry is in."""
        return str(self.rows["accounts"][entry["account_id"]]["currency"])

    def balance(self, account_id: int) -> int:
        """Return what is on an account."""
        total = self.rows["accounts"][account_id]["opening_balance"]
        for row in self.live():
            if row["account_id"] == account_id:
                total += row["amount"] if row["kind"] == "income" else -row["amount"]
            if row["to_account_id"] == account_id:
                total += row["to_amount"] or row["amount"]
        return int(total)


def meant(row: Row | None) -> Row | None:
    """Return what people mean when they say that a row is as it was."""
    return row and {name: value for name, value in row.items() if name != "version"}
