"""An .xlsx file as grids of text, read by openpyxl as a stream and without running anything."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.importers.grid import Area, Choice, Grid, Row
from soroe.importers.package import read_package

MAX_CELLS = 200_000
MAX_ROWS = 20_000
MAX_COLUMNS = 1_024
"""What one sheet may hold; a list of items stays far below."""


class Workbook(msgspec.Struct, frozen=True):
    """The sheets in order, and whether the file holds macros (which were not read)."""

    grids: tuple[Grid, ...]
    macros: bool


def read_workbook(data: bytes) -> Workbook:
    """Every sheet that holds cells.

    Cells with a formula count with the value that was last calculated. Raises `DocumentError`: what
    `read_package` raises, `list-too-large`, and `workbook-damaged` where the parts do not fit.
    """
    package = read_package(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of extensions that it leaves out
        try:
            grids = tuple(_sheets(package.archive))
        except DocumentError:
            raise
        except Exception as e:  # noqa: BLE001 - openpyxl raises whatever a wrong part leads to
            detail = f"{type(e).__name__}: {' '.join(str(e).split())[:100]}"
            raise DocumentError(Problem("workbook-damaged", params={"detail": detail})) from None
    return Workbook(grids, package.macros)


def _sheets(archive: bytes) -> Iterator[Grid]:
    from openpyxl import load_workbook  # noqa: PLC0415 - 0.2 s that JSON files need not wait for

    book: Any = load_workbook(
        io.BytesIO(archive), read_only=True, data_only=True, keep_vba=False, keep_links=False
    )
    for sheet in book.worksheets:
        yield _grid(sheet)


def _grid(sheet: Any) -> Grid:
    """One sheet in one pass.

    openpyxl's reading mode hands out values alone; its parser, which both of its modes use, also
    knows merged areas, hidden rows and lists of choices.
    """
    from openpyxl.worksheet._reader import WorkSheetParser  # noqa: PLC0415 - see `_sheets`

    book = sheet.parent
    rows: list[Row] = []
    count = 0
    with sheet._get_source() as source:  # noqa: SLF001 - the stream that its own reader takes
        parser: Any = WorkSheetParser(
            source,
            sheet._shared_strings,  # noqa: SLF001
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,  # noqa: SLF001
            timedelta_formats=book._timedelta_formats,  # noqa: SLF001
        )
        for number, held in parser.parse():
            settings = parser.row_dimensions.pop(str(number), {})
            cells: dict[int, str] = {}
            dates: set[int] = set()
            for cell in held:
                if (words := _text(cell["value"])) and cell["data_type"] != "e":
                    cells[cell["column"]] = words
                    if isinstance(cell["value"], date | time | timedelta):
                        dates.add(cell["column"])
            count += len(cells)
            if cells:
                hidden = settings.get("hidden") in ("1", "true")
                rows.append(Row(number, cells, hidden, frozenset(dates)))
                check_size(sheet.title, number, len(rows), max(cells), count)
    return Grid(
        sheet.title,
        tuple(rows),
        tuple(_merged(parser)),
        frozenset(_hidden_columns(parser)),
        tuple(_choices(parser)),
        visible=sheet.sheet_state == "visible",
    )


def check_size(sheet: str, number: int, rows: int, columns: int, cells: int) -> None:
    """Refuse a sheet that is no list of items, at the row where that shows."""
    where = f"{sheet}!{number}" if sheet else str(number)
    for what, found, limit in (
        ("rows", rows, MAX_ROWS),
        ("columns", columns, MAX_COLUMNS),
        ("cells", cells, MAX_CELLS),
    ):
        if found > limit:
            params = {"what": what, "limit": f"{limit:,}"}
            raise DocumentError(Problem("list-too-large", where, params))


def _text(value: object) -> str:
    """A cell as its reader sees it, without space at the ends."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").strip(" \t\r\n　")


def _merged(parser: Any) -> Iterator[Area]:
    for held in parser.merged_cells.mergeCell if parser.merged_cells else ():
        yield _area(held)


def _area(held: Any) -> Area:
    return Area(held.min_row, held.min_col, held.max_row, held.max_col)


def _hidden_columns(parser: Any) -> Iterator[int]:
    for settings in parser.column_dimensions.values():
        if settings.get("hidden") in ("1", "true"):
            first, last = int(settings["min"]), int(settings["max"])
            yield from range(first, min(last, MAX_COLUMNS) + 1)


def _choices(parser: Any) -> Iterator[Choice]:
    held = getattr(parser, "data_validations", None)
    for rule in held.dataValidation if held else ():
        if rule.type == "list" and rule.formula1:
            yield Choice(tuple(_area(r) for r in rule.sqref.ranges), str(rule.formula1))
