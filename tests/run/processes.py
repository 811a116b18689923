"""Processes that tests start and end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody reaps has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_for(happened: Callable[[], bool]) -> None:
    """Poll until it happened; pytest's own limit is the patience of a person."""
    for _ in range(3000):
        if happened():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not happen within 30 seconds")
