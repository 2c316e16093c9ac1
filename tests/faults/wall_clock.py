"""A wall clock that a test sets, for processes that it starts; `wall_clock.c` is loaded into them."""

import shutil
import struct
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_suffix(".c")


class WallClock:
    """The clock of who was started with its `environment`; it may be set while they run."""

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("cc")
        if sys.platform != "linux" or compiler is None:
            pytest.skip("the wall clock of a process is set by a library: needs Linux and a C compiler (cc)")
        library, self._file = folder / "wall_clock.so", folder / "shift"
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, SOURCE], check=True)
        self.set(0)
        self.environment = {"LD_PRELOAD": str(library), "WALL_CLOCK_SHIFT": str(self._file)}

    def set(self, seconds: int) -> None:
        """Let it be so many seconds later than it is."""
        self.shift = seconds
        # In place: the processes have mapped this file.
        with self._file.open("r+b" if self._file.exists() else "wb") as file:
            file.write(struct.pack("=q", seconds))

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.shift, UTC)
