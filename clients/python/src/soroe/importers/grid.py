"""A table of text as workbooks and CSV files hold it: rows, columns, merged areas, hidden parts."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec


class Row(msgspec.Struct, frozen=True):
    """One row that holds something: its number from 1, and its cells by column from 1.

    `dates` are the columns whose cell is a date rather than text.
    """

    number: int
    cells: dict[int, str]
    hidden: bool = False
    dates: frozenset[int] = frozenset()


class Area(msgspec.Struct, frozen=True):
    """A rectangle of cells, all bounds included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


class Grid(msgspec.Struct, frozen=True):
    """One sheet. `name` is "" for a CSV file; rows without content are not there."""

    name: str
    rows: tuple[Row, ...]
    merged: tuple[Area, ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    visible: bool = True

    def at(self, row: int, column: int | None = None) -> str:
        """The place as a person looks it up: `項目一覧!B12`; a whole row without a column."""
        cell = f"{letters(column) if column else ''}{row}"
        return f"{self.name}!{cell}" if self.name else cell

    def shown(self) -> Iterator[Row]:
        """The rows that a reader of the sheet sees, without hidden columns."""
        for row in self.rows:
            if not row.hidden:
                cells = {c: t for c, t in row.cells.items() if c not in self.hidden_columns}
                if cells:
                    yield msgspec.structs.replace(row, cells=cells)

    def merge_at(self, row: int, column: int) -> Area | None:
        """The merged area that the cell lies in."""
        return next((area for area in self.merged if area.holds(row, column)), None)


def letters(column: int) -> str:
    """The column's name in a spreadsheet: 1 is A, 27 is AA."""
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(ord("A") + rest) + out
    return out
