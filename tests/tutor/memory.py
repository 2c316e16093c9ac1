"""What the tutor remembers from one run to the next, in pytest's own cache (--cache-clear forgets it)."""

import contextlib
import hashlib
import warnings
from typing import Any

import pytest

from tests.tutor.exercises import LEVELS as LAST
from tests.tutor.exercises import Exercise
from tests.tutor.judging import Verdict

DONE = "tutor/done"
LEVELS = "tutor/levels"


class Memory:
    """Which files were right and which were not, and how many hints somebody has asked for."""

    def __init__(self, cache: pytest.Cache | None) -> None:
        self._cache = cache
        # By exercise: the digest of the file, and whether that was done.
        self._verdicts = self._kept(DONE)
        # By exercise and hint.
        self._levels = self._kept(LEVELS)

    def is_done(self, exercise: Exercise) -> bool | None:
        """Return whether the file, as it is now, was right; None if that is not known."""
        judged = digest(exercise)
        known = {f"{judged} {done}": done for done in (True, False)}
        return known.get(str(self._verdicts.get(exercise.name)))

    def keep(self, exercise: Exercise, judged: str, verdict: Verdict) -> None:
        """Remember the verdict on the file of a digest, if it is on the learner's own doing."""
        if verdict["kind"] == "not your fault":
            return
        done = verdict["kind"] == "done"
        self._verdicts[exercise.name] = f"{judged} {done}"
        self._save(DONE, self._verdicts)
        if done:
            ours = f"{exercise.name} "
            self._levels = {key: level for key, level in self._levels.items() if not key.startswith(ours)}
            self._save(LEVELS, self._levels)

    def level(self, exercise: Exercise, hint: str) -> int:
        """Return the level of a hint that was given last, 1 at first."""
        level = self._levels.get(f"{exercise.name} {hint}")
        return level if isinstance(level, int) and 1 <= level <= LAST else 1

    def keep_level(self, exercise: Exercise, hint: str, level: int) -> None:
        """Remember the level of a hint."""
        self._levels[f"{exercise.name} {hint}"] = level
        self._save(LEVELS, self._levels)

    def _kept(self, key: str) -> dict[str, Any]:
        kept = self._cache.get(key, {}) if self._cache else {}
        return kept if isinstance(kept, dict) else {}

    def _save(self, key: str, value: dict[str, Any]) -> None:
        # Who cannot write there is told the same, only without a memory.
        with warnings.catch_warnings(action="ignore"):
            if self._cache:
                self._cache.set(key, value)


def digest(exercise: Exercise) -> str:
    """Return what stands for the learner's file and the test, as they are now."""
    found = hashlib.sha256()
    for path in (exercise.path, exercise.test):
        with contextlib.suppress(OSError):
            found.update(path.read_bytes())
    return found.hexdigest()
