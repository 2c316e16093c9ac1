"""Whole numbers are multiplied and added; the sign comes last."""

import re

AMOUNT = re.compile(r"(-?)[₩$]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")


def minor_units(text: str, digits: int) -> int:
    match = re.fullmatch(rf"\s*{AMOUNT.pattern}\s*", text)
    if match is None or len(match[3] or "") > digits:
        raise ValueError("not an amount")
    part = match[3] or "0"
    units = int("".join(match[2].split(","))) * 10**digits
    units += int(part) * 10 ** (digits - len(part)) if match[3] else 0
    return -units if match[1] else units
