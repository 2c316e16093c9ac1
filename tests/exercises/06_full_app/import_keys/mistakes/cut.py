"""What is too long is cut off, and with it what made the difference."""

from collections import Counter


def keys(lines):
    seen = Counter()
    found = []
    for day, amount, payee in lines:
        seen[day, amount, payee] += 1
        found.append(f"{day}|{amount}|{seen[day, amount, payee]}|{payee}"[:64])
    return found
