"""What clients sent, what was acknowledged and when; and whether the server has kept all of it, once."""

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

Item = TypeVar("Item")


class Refusal(NamedTuple):
    """An attempt that was not answered, or by 502, 503 or 504; the client tried again."""

    took: float
    why: str
    retry_after: str | None = None


class Verdict(NamedTuple):
    """How what the server has differs from what was acknowledged."""

    lost: list[str]
    twice: list[str]
    never_sent: list[str]
    balances: list[str]


@dataclass
class Diary:
    """What all clients of a test saw."""

    began: float = field(default_factory=time.monotonic)
    # By the key of each: what it cost, and the number that it was acknowledged with.
    sent: dict[str, int] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)
    # When each was acknowledged, and how long its client waited, with all its attempts.
    times: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def note(self, page: list[Item], line: Item) -> None:
        """Write a line onto one of the pages, and tell who waits for it."""
        with self._changed:
            page.append(line)
            self._changed.notify_all()

    def acknowledge(self, key: str, entry_id: int, began: float) -> None:
        """Write down that an entry was answered with 201."""
        with self._changed:
            self.acknowledged[key] = entry_id
            self.times.append(time.monotonic())
            self.waits.append(self.times[-1] - began)
            self._changed.notify_all()

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until the diary says something; fail if it does not within so many seconds."""
        with self._changed:
            assert self._changed.wait_for(is_so, seconds), f"{self.summary()}; last: {self.refusals[-3:]}"

    def wait_for_more(self, count: int, seconds: float = 60) -> None:
        """Wait until so many more entries are acknowledged."""
        wanted = len(self.acknowledged) + count
        self.wait_until(lambda: len(self.acknowledged) >= wanted, seconds)

    def silence(self) -> float:
        """Return the longest time, in seconds, in which nothing was acknowledged to anybody."""
        return max((b - a for a, b in zip(self.times, self.times[1:], strict=False)), default=0.0)

    def percentile(self, percent: float) -> float:
        """Return how many milliseconds so many per cent of the entries took at most, with all attempts."""
        waits = sorted(self.waits)
        return waits[min(int(len(waits) * percent / 100), len(waits) - 1)] * 1000

    def summary(self) -> dict[str, object]:
        """Return the figures of the run, for `figures.record`."""
        tries = Counter(refusal.why for refusal in self.refusals)
        return {
            "sent": len(self.sent),
            "acknowledged": len(self.acknowledged),
            "reads": len(self.reads),
            "errors": len(self.errors),
            "tried_again": ", ".join(f"{count} x {why}" for why, count in tries.most_common()) or 0,
            "silence_s": self.silence(),
            **({"p50_ms": self.percentile(50), "p99_ms": self.percentile(99)} if self.waits else {}),
        }

    def compare(self, found: list[dict[str, Any]], balance: int) -> Verdict:
        """Compare with all entries of the server, and with what its accounts have together."""
        memos = Counter(entry["memo"].removeprefix("#") for entry in found)
        ids = {entry["memo"].removeprefix("#"): entry["id"] for entry in found}
        spent = -sum(entry["amount"] for entry in found)
        return Verdict(
            [key for key, id_ in self.acknowledged.items() if ids.get(key) != id_],
            [memo for memo, count in memos.items() if count > 1],
            [memo for memo in memos if memo not in self.sent],
            [] if balance == spent else [f"{balance} instead of {spent}"],
        )


def check(folder: Path, database: str | None = None) -> str:
    """Return what `account-book check` says; fail if it finds anything."""
    where = ["--data", str(folder), *(["--database", database] if database else [])]
    command = [sys.executable, "-m", "account_book", *where, "check"]
    said = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout.strip()
