"""Limits of time and memory for what a learner's file does."""

import contextlib
import faulthandler
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from tests.tutor.loading import line_at
from tests.tutor.mine import Printed

# For one test; a right answer takes some hundredths of it. A machine that is busy with other things
# takes long and works little, and what waits for something works not at all.
BUSY_SECONDS = 2
SECONDS = 6
# When a single operation does not let the interpreter go, nothing written in Python can end it.
LAST_SECONDS = 10
MEBIBYTES = 2048


class Limit:
    """Ends the process when a file takes too long, and says in which line that was."""

    def __init__(self, say: Callable[[dict[str, Any]], None], errors: TextIO) -> None:
        self._say = say
        self._errors = errors

    @contextlib.contextmanager
    def on(self, path: Path, printed: Printed) -> Iterator[None]:
        """Limit what is done in this thread."""
        ended = threading.Event()
        # Read now: a file may delete itself.
        source = path.read_text("utf-8", "replace") if path.is_file() else ""
        arguments = (ended, threading.get_ident(), path, source, printed)
        threading.Thread(target=self._watch, args=arguments, daemon=True).start()
        faulthandler.dump_traceback_later(LAST_SECONDS, exit=True, file=self._errors)
        try:
            yield
        finally:
            ended.set()
            faulthandler.cancel_dump_traceback_later()

    def _watch(self, ended: threading.Event, thread: int, path: Path, source: str, printed: Printed) -> None:
        busy, began = time.process_time(), time.monotonic()
        while time.process_time() - busy < BUSY_SECONDS and time.monotonic() - began < SECONDS:
            if ended.wait(0.05):
                return
        frames = sys._current_frames()
        # A view runs in a thread of its server.
        in_file = (frame_in(path, frame) for frame in [frames.pop(thread), *frames.values()])
        line = next((frame.f_lineno for frame in in_file if frame), None)
        seconds = round(time.monotonic() - began)
        text = line_at(source, line) if line else ""
        self._say(
            {"kind": "endless", "seconds": seconds, "line": line, "text": text, "printed": printed.text}
        )
        os._exit(1)


def frame_in(path: Path, frame: FrameType | None) -> FrameType | None:
    """Return the innermost frame that is in a file, of those that have led to a frame."""
    while frame and frame.f_code.co_filename != str(path):
        frame = frame.f_back
    return frame


def limit_memory() -> None:
    """Let an endless list end in a MemoryError, where the system can do that."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEBIBYTES << 20, MEBIBYTES << 20))
