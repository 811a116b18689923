"""Ids of the parts of a page: one for each place in an application, whatever its items are called.

The same place has the same id on every page, so that other pages can point to an item.
"""

from __future__ import annotations

import re

from soroe.pointer import join, split

_SAFE = re.compile(r"[A-Za-z0-9]")


def anchor(at: str) -> str:
    """The id of the part that stands for a place (`/child/grade` is `at-child-grade`)."""
    return "-".join(("at", *map(_spelled, split(at))))


def control(at: str) -> str:
    """The id of the input at a place; parts of an input add a letter."""
    return "-".join(("in", *map(_spelled, split(at))))


def above(at: str) -> str:
    """The place around a place; "" for the whole."""
    return join(split(at)[:-1])


def _spelled(step: str) -> str:
    """Letters and digits as they are, anything else by its number, so that no two ids are alike."""
    if step.isascii() and step.isalnum():
        return step
    return "".join(c if _SAFE.match(c) else f"_{ord(c):x}_" for c in step) or "_"
