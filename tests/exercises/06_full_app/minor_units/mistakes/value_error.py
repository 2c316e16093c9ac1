"""What does not match is None, and None has no groups: an AttributeError."""

import re

AMOUNT = re.compile(r"(-?)[₩$]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")


def minor_units(text, digits):
    sign, whole, part = AMOUNT.fullmatch(text.strip()).groups(default="")
    if len(part) > digits:
        raise ValueError(text)
    return int(sign + whole.replace(",", "") + part.ljust(digits, "0"))
