"""Divergence over time as a chart: one bar for each revision, its classes stacked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

import msgspec

from registry.db.pages import Point

WIDTH, HEIGHT, FOOT = 640, 220, 40
"""Of the drawing, in its own units; FOOT is what the labels below take."""

MOST = 16
"""Bars that a chart has room for; of more revisions the last ones."""


class Part(msgspec.Struct, frozen=True):
    """A piece of a bar."""

    klass: str
    y: float
    height: float
    count: int


class Bar(msgspec.Struct, frozen=True):
    """One revision."""

    point: Point
    x: float
    width: float
    total: int
    top: float
    parts: list[Part]


class Chart(msgspec.Struct, frozen=True):
    """Bars and the lines of the scale (height, label) in the units of the drawing."""

    bars: list[Bar]
    lines: list[tuple[float, int]]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - FOOT


def chart(points: Sequence[Point]) -> Chart:
    """The chart of some measured revisions, in their order; at least one."""
    shown = points[-MOST:]
    totals = [p.changed or 0 for p in shown]
    step = _step(max(totals))
    top = max(step, -(-max(totals) // step) * step)
    base = HEIGHT - FOOT
    scale = (base - 20) / top
    slot = (WIDTH - 40) / len(shown)
    width = min(48.0, slot * 0.6)
    bars = []
    for n, (point, total) in enumerate(zip(shown, totals, strict=True)):
        parts, y = [], float(base)
        for klass in ("grounded", "practice", "unexplained"):
            number: int = getattr(point, klass) or 0
            if number:
                y -= number * scale
                parts.append(Part(klass, round(y, 1), round(number * scale, 1), number))
        x = 40 + slot * n + (slot - width) / 2
        bars.append(Bar(point, round(x, 1), round(width, 1), total, round(y, 1), parts))
    lines = [(round(base - value * scale, 1), value) for value in range(0, top + 1, step)]
    return Chart(bars, lines)


def _step(most: int) -> int:
    """Of 1, 2, 5, 10, 20 … the first that makes at most five lines above the lowest."""
    steps: Iterator[int] = (
        lead * int(f"1{'0' * zeros}") for zeros in count() for lead in (1, 2, 5)
    )
    return next(step for step in steps if most <= 5 * step)
