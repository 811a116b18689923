"""The pinned requirements, read and looked over."""

from __future__ import annotations

import re
from pathlib import Path

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z,]+\])?==(\S+)", re.IGNORECASE)


def pins(path: Path) -> dict[str, str]:
    """The pinned versions of a requirements file by normalised name, each with its hashes."""
    found = {}
    for block in re.split(r"\n(?=\S)", path.read_text().replace("\\\n", " ")):
        if not block.strip() or block.startswith("#"):
            continue
        pin = PIN.match(block)
        assert pin, (path.name, block[:80])
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), (path.name, pin[1])
        found[normal(pin[1])] = pin[2].rstrip(";")
    return found


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
