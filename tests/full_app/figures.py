"""What the tests of the account book counted and measured, to be printed at the end of the run."""

LINES: list[str] = []


def record(line: str) -> None:
    """Keep a line to be printed."""
    LINES.append(line)
