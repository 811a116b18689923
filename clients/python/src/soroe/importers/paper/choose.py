"""Which sheet of a workbook is a form to fill in."""

from __future__ import annotations

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.importers.grid import Grid
from soroe.importers.list_rows import Table, find_table, lines
from soroe.importers.notes import listed
from soroe.importers.paper.cells import Paper, read_cells
from soroe.importers.paper.frames import Drawing, draw
from soroe.importers.paper.roles import Known, Roles, roles
from soroe.importers.paper.words import SAMPLE_SHEET
from soroe.importers.workbook import Workbook

_PAIRS = 4
"""Labels with a box to their right or below them that make a sheet a form."""

_MOST = 5_000
"""Frames of a form; a sheet with more is a table of something else."""

_MERGED = 4
"""Merged areas without which a sheet is a plain table."""


class Chosen(msgspec.Struct, frozen=True):
    """A sheet that is a form, with its frames and what each of them is."""

    paper: Paper
    drawing: Drawing
    roles: Roles


def choose_paper(book: Workbook, words: Known, sheet: str | None) -> Chosen | None:
    """The one form to fill in of the workbook; None if there is none.

    A list of items goes before it, unless the words of that stand elsewhere than under its
    headings. Raises `DocumentError`: `sheet-forms-several` where more than one visible sheet is a
    form, samples aside, and none is named.
    """
    found: list[Chosen] = []
    for grid in book.grids:
        wanted = grid.name == sheet if sheet is not None else _offered(grid)
        if not wanted or len(grid.merged) < _MERGED:
            continue
        if (table := find_table(grid)) is not None and _holds(table):
            continue
        paper = read_cells(book.archive, grid.name)
        if paper is None:
            continue
        drawing = draw(paper)
        if len(drawing.frames) + len(drawing.outside) > _MOST:
            continue
        seen = roles(drawing, words)
        if _pairs(drawing, seen) >= _PAIRS:
            found.append(Chosen(paper, drawing, seen))
    if len(found) > 1:
        sheets = listed([form.paper.name for form in found])
        raise DocumentError(Problem("sheet-forms-several", params={"sheets": sheets}))
    return found[0] if found else None


def _offered(grid: Grid) -> bool:
    """Whether a sheet is taken without being named: shown, and no filled-in sample."""
    return grid.visible and not SAMPLE_SHEET.search(grid.name)


def _holds(table: Table) -> bool:
    """Whether most of what stands below the headings stands in their columns, as in a list."""
    columns: set[int] = set()
    for column in (*table.roles, *table.names, *table.unknown):
        area = table.grid.merge_at(table.top, column)
        columns.update(range(column, (area.right if area else column) + 1))
    below = [r for r in table.grid.shown() if r.number > table.bottom]
    cells = [c for row in below for c in row.cells]
    named = sum(1 for line in lines(table) if getattr(line, "said", {}).get("name"))
    full = sum(len(row.cells) >= 2 for row in below)
    inside = sum(c in columns for c in cells)
    return inside * 5 >= len(cells) * 4 and full * 3 >= named * 2


def _pairs(drawing: Drawing, seen: Roles) -> int:
    return sum(
        seen.is_(frame, "label")
        and (seen.is_(drawing.right_of(frame), "input") or seen.is_(drawing.below(frame), "input"))
        for frame in drawing.frames
    )
