"""The key is the line itself, as long as the payee."""

from collections import Counter


def keys(lines):
    seen = Counter()
    found = []
    for day, amount, payee in lines:
        seen[day, amount, payee] += 1
        found.append(f"{day}|{amount}|{payee}|{seen[day, amount, payee]}")
    return found
