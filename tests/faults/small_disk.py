"""A disk of a few megabytes, which a test may fill: a tmpfs, mounted by root or by `sudo`, as CI has it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEBIBYTE = 1024 * 1024


class NoDisk(RuntimeError):
    """Raised if this machine lets nobody mount one; the message says so."""


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[Path]:
    """Mount a disk of so many bytes."""
    by = [] if os.geteuid() == 0 else ["sudo", "-n"]
    options = f"size={size},mode=0700,uid={os.geteuid()}"
    folder.mkdir()
    if (by and not shutil.which("sudo")) or not shutil.which("mount"):
        raise NoDisk("there is no mount, or no sudo")
    made = subprocess.run(
        [*by, "mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True
    )
    if made.returncode:
        raise NoDisk(made.stderr.strip() or "mount is not allowed")
    try:
        yield folder
    finally:
        subprocess.run([*by, "umount", str(folder)], check=True)


def fill(file: Path) -> int:
    """Write into a file until the disk is full; return how many bytes it took."""
    with file.open("wb", buffering=0) as ballast:
        taken = 0
        for block in (MEBIBYTE, 4096, 1):
            try:
                while True:
                    taken += ballast.write(b"\0" * block)
            except OSError:
                continue
    return taken
