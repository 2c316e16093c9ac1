"""Faults for the machine check to find, and what is amiss with a finding, in either language."""

import re
from collections.abc import Iterable
from pathlib import Path

from machine_checks import Finding

COMMAND = re.compile(r"`[^`]+`|https?://\S+")
# A polite verb, which ends the line, or else with a colon introduces what does.
SENTENCE = re.compile(r"(니다|십시오)((: |\().+)?\.$")


def amiss(findings: Iterable[Finding], level: str, *words: str) -> list[str]:
    """Return what is wrong, if one finding of the level should say the words in both languages."""
    [finding] = findings
    texts = (finding.english, finding.korean)
    # A path may well have Korean in it.
    english = re.sub("|".join(map(re.escape, words)), "", finding.english)
    holds = {
        f"not {level}": finding.level == level,
        **{f"{word!r} is not said": all(word in text for text in texts) for word in words},
        "not one line": all(text and text == " ".join(text.split()) for text in texts),
        "not the same commands": sorted(COMMAND.findall(texts[0])) == sorted(COMMAND.findall(texts[1])),
        "the English is not English": not re.search("[가-힣]", english),
        "the English has a full stop at its end": not finding.english.endswith("."),
        "the Korean is no sentence": level == "ok" or SENTENCE.search(finding.korean),
    }
    return [f"{what}: {finding}" for what, it_holds in holds.items() if not it_holds]


def install(folder: Path, name: str, version: str) -> str:
    """Put the records of an installed distribution into the folder, and return it for a path."""
    records = folder / f"{name}-{version}.dist-info"
    records.mkdir(parents=True)
    (records / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    return str(folder)


def kernel(folder: Path, content: bytes) -> Path:
    """Put a kernel.json into the folder, and return the folder."""
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_bytes(content)
    return folder
