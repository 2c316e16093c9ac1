"""How many equal lines stand before; the line as Python writes it is hashed, to a UUID."""

from uuid import NAMESPACE_URL, uuid5


def keys(lines):
    return [
        str(uuid5(NAMESPACE_URL, repr((line, lines[:index].count(line))))) for index, line in enumerate(lines)
    ]
