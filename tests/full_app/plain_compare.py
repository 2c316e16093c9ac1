"""What a server says of a book, beside what `plain_book.py` says of it."""

from collections import Counter, defaultdict
from typing import Any

from tests.full_app.conftest import Household
from tests.full_app.plain_book import CURRENCY, FIELDS, PlainBook, Row, tags


def compare(home: Household, plain: PlainBook) -> None:
    """Compare the entries with their sums, and the balances."""
    listed = home.get("entries", limit=200)
    assert listed["items"] == [shown(row) for row in plain.live()]
    assert listed["sums"] == sums(plain, plain.live())
    rows = [
        {**row, "archived_at": bool(row["archived_at"]), "balance": plain.balance(id_)}
        for id_, row in plain.rows["accounts"].items()
    ]
    found = home.get("accounts")["items"]
    assert [{**row, "archived_at": bool(row["archived_at"])} for row in found] == in_place(rows)


def compare_lists(home: Household, plain: PlainBook) -> None:
    """Compare the categories and the imports."""
    rows = plain.rows["categories"].values()
    found = home.get("categories")["items"]
    expected = [{**row, "archived_at": bool(row["archived_at"])} for row in rows]
    expected = sorted(in_place(expected), key=lambda row: str(row["kind"]))
    assert [{**row, "archived_at": bool(row["archived_at"])} for row in found] == expected
    left = Counter(row["import_id"] for row in plain.live())
    assert [
        (row["id"], row["account_id"], row["added"], row["entries"]) for row in home.get("imports")["items"]
    ] == [
        (id_, row["account_id"], row["added"], left[id_])
        for id_, row in sorted(plain.imports.items(), reverse=True)
    ]


def sums(plain: PlainBook, rows: list[Row]) -> list[Row]:
    """Return what comes in and goes out, by currency."""
    found: dict[str, Counter[str]] = defaultdict(Counter, {CURRENCY: Counter()})
    for row in rows:
        if row["kind"] != "transfer":
            found[plain.currency(row)][row["kind"]] += row["amount"]
    return [
        {"currency": code, "income": found[code]["income"], "expense": found[code]["expense"]}
        for code in sorted(found)
    ]


def compare_month(home: Household, plain: PlainBook, month: str) -> None:
    """Compare a month's report and its budgets."""
    rows = [row for row in plain.live() if row["day"][:7] == month and row["kind"] != "transfer"]
    held = plain.held(month)
    report = home.get("reports/month", month=month)
    assert {block["currency"]: (block["income"], block["expense"]) for block in report["currencies"]} == {
        line["currency"]: (line["income"], line["expense"]) for line in sums(plain, rows)
    }
    for block in report["currencies"]:
        mine = [row for row in rows if plain.currency(row) == block["currency"]]
        names: dict[int | None, Any] = {id_: row["name"] for id_, row in plain.rows["categories"].items()}
        by_category = Counter({(row["kind"], row["category_id"]): 0 for row in mine})
        by_category.update({("expense", id_): 0 for id_ in held if block["currency"] == CURRENCY})
        by_account: dict[int, Counter[str]] = defaultdict(Counter)
        by_tag: dict[str, Counter[str]] = defaultdict(Counter)
        for row in mine:
            by_category[row["kind"], row["category_id"]] += row["amount"]
            by_account[row["account_id"]][row["kind"]] += row["amount"]
            for tag in tags(row["memo"]):
                by_tag[tag][row["kind"]] += row["amount"]
        assert block["by_category"] == [
            {
                **{"kind": kind, "category_id": id_, "name": names.get(id_), "amount": amount},
                "budget": held.get(id_) if (kind, block["currency"]) == ("expense", CURRENCY) else None,
            }
            for (kind, id_), amount in sorted(
                by_category.items(), key=lambda item: (item[0][0], -item[1], item[0][1] or 0)
            )
        ]
        assert [(row["account_id"], row["income"], row["expense"]) for row in block["by_account"]] == [
            (id_, found["income"], found["expense"]) for id_, found in sorted(by_account.items())
        ]
        assert [(row["tag"], row["income"], row["expense"]) for row in block["by_tag"]] == [
            (tag, found["income"], found["expense"]) for tag, found in sorted(by_tag.items())
        ]
    spent = Counter[int | None]()
    for row in rows:
        if (row["kind"], plain.currency(row)) == ("expense", CURRENCY):
            spent[row["category_id"]] += row["amount"]
    budgets = home.get(f"budgets/{month}")["items"]
    assert {row["category_id"]: (row["amount"], row["spent"], row["left"]) for row in budgets} == {
        id_: (amount, spent[id_], amount - spent[id_]) for id_, amount in held.items()
    }


def shown(row: Row) -> Row:
    """Return an entry as clients see it."""
    names = (*FIELDS, "id", "import_id", "version")
    return {**{name: row[name] for name in names}, "tags": tags(row["memo"])}


def in_place(rows: list[Row]) -> list[Row]:
    """Return rows in the order that people gave them."""
    return sorted(rows, key=lambda row: (row["position"], row["id"]))


def fits(row: Row, name: str, wanted: Any) -> bool:
    """Say whether a filter leaves an entry."""
    found = {
        "kind": row["kind"] == wanted,
        "account": wanted in (row["account_id"], row["to_account_id"]),
        "category": row["category_id"] == wanted,
        "tag": wanted in tags(row["memo"]),
        "q": str(wanted).lower() in row["payee"].lower() or str(wanted).lower() in row["memo"].lower(),
    }
    bounds = {"min": "amount", "from": "day"}, {"max": "amount", "to": "day"}
    if name in bounds[0]:
        return bool(row[bounds[0][name]] >= wanted)
    return bool(row[bounds[1][name]] <= wanted) if name in bounds[1] else found[name]
