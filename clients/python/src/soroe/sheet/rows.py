"""Finding the tables in a workbook that came back, whatever program saved it last."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.importers.grid import Grid
from soroe.importers.workbook import read_workbook
from soroe.sheet.layout import CHOICE_KEYS, EDITED, KEYS, ORIGIN, Origin, heading, key_of, plain

_SEARCHED = 30
"""Rows in which the headings are looked for: people put notes above them."""


class Row(msgspec.Struct, frozen=True):
    """One row below the headings: its cells by column, and those that hold a date."""

    grid: Grid
    number: int
    columns: dict[str, int]
    cells: dict[str, str]
    dates: frozenset[str] = frozenset()

    def at(self, key: str) -> str:
        """The cell of a column: `項目一覧!B12`."""
        return self.grid.at(self.number, self.columns.get(key))


class Returned(msgspec.Struct, frozen=True):
    """What a workbook says: where it is from, its rows, and headings that are not known."""

    origin: Origin
    items: tuple[Row, ...]
    choices: tuple[Row, ...]
    unknown: tuple[tuple[str, str], ...] = ()


def read_rows(data: bytes) -> Returned:
    """The tables of a workbook that `write` made and somebody edited.

    Rows that a filter hides count like the others. Raises `DocumentError`: what `read_workbook`
    raises, `sheet-origin-missing` where the workbook does not say where it is from, and
    `sheet-heading-missing` where a table or one of its columns is not there.
    """
    grids = read_workbook(data).grids
    origin = _origin(grids)
    others = [g for g in grids if g.name != ORIGIN]
    items, unknown = _table(others, tuple(EDITED | {"item", "group"}), KEYS, origin)
    choices, _ = _table(others, CHOICE_KEYS, CHOICE_KEYS, origin)
    return Returned(origin, items, choices, unknown)


def _origin(grids: Iterable[Grid]) -> Origin:
    grid = next((g for g in grids if g.name == ORIGIN), None)
    cells = {row.cells.get(1, ""): row.cells.get(2, "") for row in grid.rows} if grid else {}
    said = {key: words for key, words in cells.items() if words}
    try:
        return msgspec.convert(said, Origin)
    except msgspec.ValidationError:
        raise DocumentError(Problem("sheet-origin-missing")) from None


def _table(
    grids: Iterable[Grid], needed: tuple[str, ...], known: tuple[str, ...], origin: Origin
) -> tuple[tuple[Row, ...], tuple[tuple[str, str], ...]]:
    """The rows of the sheet that has these headings, and its headings that are not known."""
    best: tuple[int, Grid | None, int, dict[str, int]] = (0, None, 0, {})
    for candidate in grids:
        for row in candidate.rows[:_SEARCHED]:
            found: dict[str, int] = {}
            for column, words in sorted(row.cells.items()):
                key = key_of(words)
                if key in known:
                    found.setdefault(key, column)
            right = len(found.keys() & set(needed)) - _foreign(row.cells.values(), known)
            if right > best[0]:
                best = (right, candidate, row.number, found)
    _, held_in, top, columns = best
    missing = [heading(key, origin.lang) for key in known if key in needed and key not in columns]
    if held_in is None or missing:
        at = held_in.at(top) if held_in is not None else ""
        params = {"headings": "、".join(missing)}
        raise DocumentError(Problem("sheet-heading-missing", at, params))
    grid = held_in
    rows = []
    unknown: list[tuple[str, str]] = []
    for held in grid.rows:
        if held.number == top:
            named = set(columns.values())
            unknown = [(grid.at(top, c), w) for c, w in held.cells.items() if c not in named]
        if held.number <= top:
            continue
        cells = {key: _said(held.cells.get(column, "")) for key, column in columns.items()}
        if any(cells.values()):
            dates = frozenset(k for k, c in columns.items() if c in held.dates)
            rows.append(Row(grid, held.number, columns, cells, dates))
    return tuple(rows), tuple(unknown)


def _foreign(cells: Iterable[str], known: tuple[str, ...]) -> int:
    """Headings of another table in the same row."""
    keys = {key_of(words) for words in cells} - {None}
    return len(keys - set(known))


def _said(words: str) -> str:
    """A cell as it was meant: `_x0041_` is spelled `_x005F_x0041_` in the file, or may be."""
    return plain(words.replace("_x005F_", "_"))
