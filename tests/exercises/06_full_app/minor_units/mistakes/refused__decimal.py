"""Decimal reads more than people mean: commas anywhere, 1e3, 1_000."""

from decimal import Decimal, InvalidOperation


def minor_units(text, digits):
    clean = text.strip().replace(",", "").replace("₩", "").replace("$", "")
    try:
        units = Decimal(clean).scaleb(digits)
    except InvalidOperation:
        raise ValueError(text)
    if units != int(units):
        raise ValueError(text)
    return int(units)
