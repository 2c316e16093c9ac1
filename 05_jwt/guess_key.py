"""A weak key is found by guessing, without asking the server once: a token is all that one needs.

    uv run python 05_jwt/guess_key.py

Whoever has a token can sign its header and payload with every key there is,
and compare. What makes this hopeless is the number of keys.
"""

import sys
import time
from collections.abc import Iterator
from itertools import product
from string import ascii_lowercase

from by_hand import encode, from_base64url, signature

# Lists of the passwords that people choose have millions of lines; these are some of the first.
WORDS = ["123456", "password", "qwerty", "letmein", "secret", "changeme", "admin", "jwt", "flask", "huey"]
LETTERS = 4
KEYS = {
    "a word and digits": "secret123",
    "four letters": "book",
    "32 bytes": "a key that stands in no list ...",
}


def guesses() -> Iterator[str]:
    """Yield keys, likely ones first: words, words with what people put behind them, then all short ones."""
    yield from (word + end for word in WORDS for end in ("", "1", "123", "!", "2026"))
    for length in range(1, LETTERS + 1):
        yield from map("".join, product(ascii_lowercase, repeat=length))


def guess(token: str) -> tuple[str | None, int]:
    """Return the key of a token, or None, and how many keys were tried."""
    signed, _, sent = token.rpartition(".")
    wanted = from_base64url(sent)
    count = 0
    for key in guesses():
        count += 1
        if signature(signed, key.encode()) == wanted:
            return key, count
    return None, count


def years(keys: float, per_second: float) -> str:
    """Return how long it takes to try so many keys."""
    return f"{keys / per_second / (365 * 24 * 3600):.0e} years"


def main() -> None:
    """Guess three keys, and say how long a better one would take."""
    for what, key in KEYS.items():
        began = time.perf_counter()
        found, count = guess(encode({"sub": "1"}, key.encode()))
        seconds = time.perf_counter() - began
        print(f"{what:18} {'found' if found else 'not found'} after {count:,} guesses, {seconds:.2f} s")
        if found:
            print(" " * 18, "and with it", encode({"sub": "1", "admin": True}, found.encode()))
        per_second = count / seconds
    print(f"This machine tries {per_second:,.0f} a second. A thousand such machines would need")
    print("for 8 letters       ", f"{26**8 / per_second / 1000 / 60:.0f} minutes")
    print("for 32 random bytes ", years(2.0**256, per_second * 1000))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Stopped.")
