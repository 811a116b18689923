"""Processor time of a program and those that it started, which a busy machine does not change."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

_TICK = 1000 / os.sysconf("SC_CLK_TCK")
MEASURING = "registry.compute.dedicated"
"""What measures forms beside the requests is none of theirs."""


class Used(NamedTuple):
    """Milliseconds: of the program that answers, and of its workers and the database."""

    own: float
    others: float


def used(pid: int) -> Used:
    """What a program has used by now, and what those have that it started."""
    return Used(_of(pid), sum(map(_of, _below(pid))))


def _of(pid: int) -> float:
    """A program's own time and that of its children that have ended; 0 where it has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
        if MEASURING.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
            return 0.0
    except FileNotFoundError:
        return 0.0
    times = text.rpartition(")")[2].split()[11:15]
    return sum(map(int, times)) * _TICK


def _below(pid: int) -> list[int]:
    out: list[int] = []
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        for task in tasks:
            for child in map(int, (task / "children").read_text(encoding="ascii").split()):
                out += (child, *_below(child))
    except FileNotFoundError:
        pass  # it has ended meanwhile
    return out
