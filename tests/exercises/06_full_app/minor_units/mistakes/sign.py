"""The part is added to a number that is below zero, and minus zero has no sign."""

import re

AMOUNT = re.compile(r"(-?)[₩$]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")


def minor_units(text, digits):
    found = AMOUNT.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    sign, whole, part = found.groups(default="")
    if len(part) > digits:
        raise ValueError(text)
    return int(sign + whole.replace(",", "")) * 10**digits + int(part.ljust(digits, "0") or 0)
