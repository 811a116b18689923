"""In which line of a TOML text a key is given.

No reader of TOML that is kept well tells lines, so the place is found by asking the reader itself:
a key stands in the first statement with which the text above it has that key. That is right for
every spelling (dotted keys, inline tables, values over several lines), and costs a few readings of
the text, only where a place has to be named.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any, cast

Steps = Sequence[str | int]


def line_of(text: str, steps: Steps) -> int | None:
    """The line of the key, or of the closest one around it; None where nothing of it is given."""
    lines = text.splitlines(keepends=True)
    for depth in range(len(steps), 0, -1):
        if (found := _first(lines, steps[:depth])) is not None:
            return found
    return None


def _first(lines: list[str], steps: Steps) -> int | None:
    low, high = 0, len(lines)
    if not _has(lines, high, steps):
        return None
    while low < high:
        middle = (low + high) // 2
        end = _readable(lines, middle, high)
        if _has(lines, end, steps):
            high = middle
        else:
            low = middle + 1
    begin = low
    while begin > 1 and _value(lines, begin - 1) is None:
        begin -= 1
    return begin


def _readable(lines: list[str], end: int, last: int) -> int:
    """The first end at or after this one where no statement is open."""
    while end < last and _value(lines, end) is None:
        end += 1
    return end


def _value(lines: list[str], end: int) -> dict[str, Any] | None:
    try:
        return tomllib.loads("".join(lines[:end]))
    except tomllib.TOMLDecodeError:
        return None


def _has(lines: list[str], end: int, steps: Steps) -> bool:
    here: Any = _value(lines, end)
    for step in steps:
        known: Any = range(len(here)) if isinstance(here, list) else here
        if not isinstance(here, dict | list) or step not in known:
            return False
        here = cast("Any", here)[step]
    return True
