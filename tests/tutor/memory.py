"""What the tutor remembers from one run to the next, in pytest's own cache (--cache-clear forgets it)."""

import hashlib

import pytest

from tests.tutor.exercises import Exercise
from tests.tutor.judging import Verdict

DONE = "tutor/done"
LEVELS = "tutor/levels"


class Memory:
    """Which files were right and which were not, and how many hints somebody has asked for."""

    def __init__(self, cache: pytest.Cache | None) -> None:
        self._cache = cache
        # By exercise: the digest of the file, and whether it was right.
        self._done: dict[str, tuple[str, bool]] = cache.get(DONE, {}) if cache else {}
        # By exercise and hint: the level.
        self._levels: dict[str, dict[str, int]] = cache.get(LEVELS, {}) if cache else {}

    def is_done(self, exercise: Exercise) -> bool | None:
        """Return whether the file, as it is now, was right; None if that is not known."""
        digest, done = self._done.get(exercise.name, (None, None))
        return done if digest == _digest(exercise) else None

    def keep(self, exercise: Exercise, verdict: Verdict) -> None:
        """Remember a verdict, of the learner's own doing."""
        if verdict["kind"] == "not your fault":
            return
        done = verdict["kind"] == "done"
        self._done[exercise.name] = (_digest(exercise), done)
        self._save(DONE, self._done)
        if done:
            self._levels.pop(exercise.name, None)
            self._save(LEVELS, self._levels)

    def level(self, exercise: Exercise, hint: str) -> int:
        """Return the level of a hint that was given last, 1 at first."""
        return self._levels.get(exercise.name, {}).get(hint, 1)

    def keep_level(self, exercise: Exercise, hint: str, level: int) -> None:
        """Remember the level of a hint."""
        self._levels.setdefault(exercise.name, {})[hint] = level
        self._save(LEVELS, self._levels)

    def _save(self, key: str, value: object) -> None:
        if self._cache:
            self._cache.set(key, value)


def _digest(exercise: Exercise) -> str:
    """Return what stands for the learner's file and the test, as they are now."""
    files = [path.read_bytes() for path in (exercise.path, exercise.test) if path.is_file()]
    return hashlib.sha256(b"\0".join(files)).hexdigest()
