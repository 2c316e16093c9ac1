"""Categories by what people type for them: a field with suggestions is smaller than a list in every line."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from account_book.rules import fold
from account_book.web import formats


class CategoryNames:
    """The names of a book's categories in use; where two have one name, their kind tells them apart."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        live = formats.usable(rows)
        kinds, count = formats.kind_names(), Counter(row["name"] for row in live)
        self.kind_of = {row["id"]: row["kind"] for row in live}
        self.text_of = {
            row["id"]: row["name"] if count[row["name"]] == 1 else f"{row['name']} ({kinds[row['kind']]})"
            for row in live
        }
        # As it is written first; folded, two could be one.
        self._ids: dict[str, int] = {fold(text): id_ for id_, text in self.text_of.items()}
        self._ids |= {text: id_ for id_, text in self.text_of.items()}

    def find(self, typed: str, kind: str | None = None) -> int | None:
        """Return the category of this name, None for an empty one; raise LookupError if its kind has none."""
        if not typed:
            return None
        found = self._ids.get(typed) or self._ids[fold(typed)]
        if kind not in (None, self.kind_of[found]):
            raise LookupError(typed)
        return found
