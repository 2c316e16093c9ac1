"""hash() of a text is another number in each process."""

from collections import Counter


def keys(lines):
    seen = Counter()
    found = []
    for line in lines:
        seen[line] += 1
        found.append(str(hash((line, seen[line]))))
    return found
