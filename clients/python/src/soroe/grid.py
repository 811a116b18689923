"""Rows and columns as CSV and as an Excel workbook, neither of which can start a formula.

A cell that begins with = + - @, in full width too, is run by spreadsheets, some of which skip
blanks before it. In CSV such text gets an apostrophe in front (OWASP, CSV injection); in a workbook
it is stored as text that stays text when somebody edits it. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import TypeAlias

from soroe.model import Base
from soroe.report.markup import visible

Cell: TypeAlias = str | int | float | None
"""None is an empty cell."""

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_WIDEST = 60


class Grid(Base, frozen=True):
    """A table with one head for each column; `name` is that of the sheet."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def to_csv(grid: Grid) -> bytes:
    """One table as CSV (RFC 4180) in UTF-8 with a byte order mark, as Excel expects it."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([_harmless(cell) for cell in grid.head])
    writer.writerows([_harmless(cell) for cell in row] for row in grid.rows)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(grids: Sequence[Grid]) -> bytes:
    """A workbook with one sheet for each table; the heads stay in sight."""
    from openpyxl import Workbook  # noqa: PLC0415 - 60 ms, spent only where a workbook is wanted
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in grids:
        sheet = book.create_sheet(grid.name[:31])
        sheet.freeze_panes = "A2"
        for at, row in enumerate((grid.head, *grid.rows), 1):
            for column, value in enumerate(row, 1):
                if value is None:
                    continue
                cell = sheet.cell(at, column)
                if isinstance(value, str):
                    cell.value = visible(value)
                    cell.data_type = "s"
                    cell.quotePrefix = True
                    cell.alignment = Alignment(vertical="top", wrap_text=True)
                else:
                    cell.value = value
                if at == 1:
                    cell.font = Font(bold=True)
        for column, texts in enumerate(zip(grid.head, *grid.rows, strict=True), 1):
            wide = max(2 * len(str(text)) for text in texts if text is not None) + 2
            sheet.column_dimensions[get_column_letter(column)].width = min(wide, _WIDEST)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
