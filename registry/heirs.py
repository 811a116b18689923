"""Who stands for whom: following the succession of municipalities. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from registry.db.successions import Ending


def heirs(endings: Iterable[Ending], day: date) -> dict[str, str]:
    """For every code that has ended by the day, the one that stands for it on that day."""
    direct = {e.code: e.heir for e in endings if e.effective <= day}
    return {code: _last(direct, code) for code in direct}


def lineage(endings: Sequence[Ending], code: str) -> list[Ending]:
    """How the municipality came about: its predecessors, theirs, and so on; nearest first."""
    out: list[Ending] = []
    wanted = [code]
    while wanted:
        here = wanted.pop(0)
        before = [e for e in endings if e.heir == here and e not in out]
        out += before
        wanted += [e.code for e in before]
    return out


def ending_of(endings: Iterable[Ending], code: str) -> Ending | None:
    """How a code ends, if it does; it does so once."""
    return next((e for e in endings if e.code == code), None)


def _last(direct: dict[str, str], code: str) -> str:
    for _ in direct:  # no chain is longer, and none goes in a circle
        code = direct.get(code, code)
    return code
