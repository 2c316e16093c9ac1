"""What the fault tests measured; the conftest of each suite prints it at the end of the run."""

import pytest

_LINES: list[str] = []


def record(what: str, **figures: object) -> None:
    """Keep one line: what was done, and what came of it."""
    _LINES.append(
        f"{what}: " + ", ".join(f"{name.replace('_', ' ')} {_said(of)}" for name, of in figures.items())
    )


def _said(figure: object) -> object:
    # Seconds and milliseconds; what was counted is whole.
    return f"{figure:.2f}" if isinstance(figure, float) else figure


def show(reporter: pytest.TerminalReporter) -> None:
    """Print what was recorded, once, and what each test took."""
    if not _LINES:
        return
    reporter.section("figures")
    for line in _LINES:
        reporter.write_line(line)
    _LINES.clear()
    seconds: dict[str, float] = {}
    for report in (report for reports in reporter.stats.values() for report in reports):
        if isinstance(report, pytest.TestReport):
            name = report.nodeid.rpartition("/")[2]
            seconds[name] = seconds.get(name, 0.0) + report.duration
    for name, took in sorted(seconds.items(), key=lambda item: -item[1]):
        reporter.write_line(f"{took:6.1f} s  {name}")
