"""Who stands for whom: following the succession of municipalities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar


class Ends(Protocol):
    """A code that ends: from the day `effective` on its heir stands for it."""

    @property
    def code(self) -> str:
        """The code that ends."""

    @property
    def heir(self) -> str:
        """Who stands for it."""

    @property
    def effective(self) -> date:
        """From this day on."""


E = TypeVar("E", bound=Ends)


def heirs(endings: Iterable[Ends], day: date) -> dict[str, str]:
    """For every code that has ended by the day, the one that stands for it on that day."""
    direct = {e.code: e.heir for e in endings if e.effective <= day}
    return {code: _last(direct, code) for code in direct}


def lineage(endings: Sequence[E], code: str) -> list[E]:
    """How the municipality came about: its predecessors, theirs, and so on; nearest first."""
    out: list[E] = []
    wanted = [code]
    while wanted:
        here = wanted.pop(0)
        before = [e for e in endings if e.heir == here and e not in out]
        out += before
        wanted += [e.code for e in before]
    return out


def ending_of(endings: Iterable[E], code: str) -> E | None:
    """How a code ends, if it does; it does so once."""
    return next((e for e in endings if e.code == code), None)


def _last(direct: dict[str, str], code: str) -> str:
    for _ in direct:  # no chain is longer, and none goes in a circle
        code = direct.get(code, code)
    return code
