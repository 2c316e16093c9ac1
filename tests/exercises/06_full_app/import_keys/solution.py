"""Give each line of a bank's statement a key, so that no line is ever added to the book twice."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from itertools import count

Line = tuple[str, int, str]


def keys(lines: list[Line]) -> list[str]:
    """Return a key for each line of a statement."""
    numbers: defaultdict[Line, Iterator[int]] = defaultdict(count)
    told = ["\n".join(map(str, (*line, next(numbers[line])))) for line in lines]
    return [hashlib.sha256(text.encode()).hexdigest() for text in told]
