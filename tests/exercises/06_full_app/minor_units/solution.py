"""Read an amount as people type it, and lose no cent."""

import re

AMOUNT = re.compile(r"(-?)[₩$]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")


def minor_units(text: str, digits: int) -> int:
    """Return the amount in minor units; raise ValueError if the text is no amount."""
    found = AMOUNT.fullmatch(text.strip())
    if not found:
        raise ValueError(f"This is not an amount: {text!r}")
    sign, whole, part = found.groups(default="")
    if len(part) > digits:
        raise ValueError(f"This currency has no such small part: {text!r}")
    return int(sign + whole.replace(",", "") + part.ljust(digits, "0"))
