"""A group that matched nothing is None, and has no length."""

import re

AMOUNT = re.compile(r"(-?)[₩$]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")


def minor_units(text, digits):
    found = AMOUNT.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    sign, whole, part = found.groups()
    if len(part) > digits:
        raise ValueError(text)
    return int(sign + whole.replace(",", "") + part.ljust(digits, "0"))
