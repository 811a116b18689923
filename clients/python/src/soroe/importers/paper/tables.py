"""Rows of boxes under a row of headings: a table, or one box below each heading."""

from __future__ import annotations

import msgspec

from soroe.importers.grid import Area
from soroe.importers.paper.cells import Place
from soroe.importers.paper.frames import Drawing, Frame
from soroe.importers.paper.roles import Roles

_MOST = 200
"""Rows of a table that are looked at."""


class Block(msgspec.Struct, frozen=True):
    """Headings beside each other, and below each of them its boxes from the top.

    `named` are the labels at the left of the rows, () where the rows are alike: a table.
    """

    headings: tuple[Frame, ...]
    columns: tuple[tuple[Frame, ...], ...]
    named: tuple[Frame, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows of boxes there are."""
        return len(self.columns[0])

    @property
    def area(self) -> Area:
        """Headings and boxes together."""
        first, last = self.headings[0], self.headings[-1]
        bottom = max(f.area.bottom for f in self.columns[0])
        return Area(first.area.top, first.area.left, bottom, last.area.right)


def blocks(drawing: Drawing, roles: Roles) -> tuple[Block, ...]:
    """Every block of the sheet, in reading order; no frame is in two of them."""
    out: list[Block] = []
    taken: set[Place] = set()
    for frame in drawing.frames:
        if frame.place in taken or not roles.is_(frame, "label", "number"):
            continue
        run = _run(frame, drawing, roles, taken)
        if len(run) < 2:
            continue
        block = _block(run, drawing, roles)
        if block is not None:
            out.append(block)
            taken |= {f.place for f in (*run, *(f for c in block.columns for f in c))}
    return tuple(out)


def _run(first: Frame, drawing: Drawing, roles: Roles, taken: set[Place]) -> list[Frame]:
    """The headings from this one to the right, as far as boxes of the same width lie below."""
    run: list[Frame] = []
    here: Frame | None = first
    while here is not None and here.place not in taken and here.rows == first.rows:
        below = drawing.below(here)
        fits = below is not None and below.columns == here.columns
        if not fits or not roles.is_(here, "label", "number"):
            break
        if not roles.is_(below, "input", "unsure", "number"):
            break
        run.append(here)
        here = drawing.right_of(here)
    return run


def _block(run: list[Frame], drawing: Drawing, roles: Roles) -> Block | None:
    columns: list[list[Frame]] = []
    for heading in run:
        column: list[Frame] = []
        here = drawing.below(heading)
        while (
            here is not None
            and here.columns == heading.columns
            and roles.is_(here, "input", "unsure", "number")
            and len(column) < _MOST
        ):
            column.append(here)
            here = drawing.below(here)
        columns.append(column)
    deep = min(len(column) for column in columns)
    if any(c[i].rows != columns[0][i].rows for c in columns for i in range(deep)):
        return None
    kept = [
        (heading, tuple(column[:deep]))
        for heading, column in zip(run, columns, strict=True)
        if not all(roles.is_(f, "number") for f in column[:deep])
    ]
    if not kept or not any(roles.is_(f, "input") for _, column in kept for f in column):
        return None
    first = kept[0][1]
    named = [drawing.left_of(f) for f in first]
    labels = [f for f in named if f is not None and roles.is_(f, "label")]
    each = len(labels) == deep and len({f.place for f in labels}) == deep
    same = each and all(a.rows == b.rows for a, b in zip(labels, first, strict=True))
    if len(kept) < 2 and not same:
        return None
    headings, boxes = (tuple(x) for x in zip(*kept, strict=True))
    return Block(headings, boxes, tuple(labels) if same else ())
