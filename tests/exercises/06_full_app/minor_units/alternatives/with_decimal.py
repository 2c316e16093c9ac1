"""Decimal moves the point, and is asked whether something is left behind it."""

import re
from decimal import Decimal

AMOUNT = re.compile(r"(-?)[₩$]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")


def minor_units(text: str, digits: int) -> int:
    if AMOUNT.fullmatch(text.strip()) is None:
        raise ValueError(text)
    amount = Decimal(re.sub("[^0-9.-]", "", text)).scaleb(digits)
    if amount % 1:
        raise ValueError(text)
    return int(amount)
