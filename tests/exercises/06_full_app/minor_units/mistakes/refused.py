"""match() is content with a beginning that fits."""

import re

AMOUNT = re.compile(r"(-?)[₩$]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")


def minor_units(text, digits):
    found = AMOUNT.match(text.strip())
    if not found:
        raise ValueError(text)
    sign, whole, part = found.groups(default="")
    if len(part) > digits:
        raise ValueError(text)
    return int(sign + whole.replace(",", "") + part.ljust(digits, "0"))
