"""No regular expression: what stands before the point has to look as Python would write it."""


def minor_units(text: str, digits: int) -> int:
    rest = text.strip()
    negative = rest.startswith("-")
    rest = rest.removeprefix("-")
    if rest[:1] in ("₩", "$"):
        rest = rest[1:]
    whole, point, part = rest.partition(".")
    plain = whole.replace(",", "")
    if not (plain.isascii() and plain.isdigit()) or ("," in whole and whole != f"{int(plain):,}"):
        raise ValueError("digits, please")
    if (point and not (part.isascii() and part.isdigit())) or len(part) > digits:
        raise ValueError("not these decimals")
    units = int(plain + (part + "0" * digits)[:digits])
    return -units if negative else units
