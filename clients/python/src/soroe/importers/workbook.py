"""An .xlsx file as grids of text, read by openpyxl as a stream and without running anything."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.importers.grid import Area, Grid, Row
from soroe.importers.package import read_package

MAX_CELLS = 200_000
MAX_ROWS = 20_000
MAX_COLUMNS = 1_024
"""What one sheet may hold; a list of items stays far below."""


class Workbook(msgspec.Struct, frozen=True):
    """The sheets in order, and what of the file was not read.

    `macros`: it holds macros; `drawn`: how many drawings and form controls it holds. `archive` are
    its text parts, for who wants to see how a sheet is drawn.
    """

    grids: tuple[Grid, ...]
    macros: bool
    drawn: int
    archive: bytes
    names: dict[str, str]


def read_workbook(data: bytes) -> Workbook:
    """Every sheet that holds cells.

    Cells with a formula count with the value that was last calculated. Raises `DocumentError`: what
    `read_package` raises, `list-too-large`, and `workbook-damaged` where the parts do not fit.
    """
    package = read_package(data)
    with opened(package.archive) as book:
        grids = tuple(_grid(sheet) for sheet in book.worksheets)
        names = {name: str(held.attr_text) for name, held in book.defined_names.items()}
    return Workbook(grids, package.macros, package.drawn, package.archive, names)


@contextmanager
def opened(archive: bytes) -> Iterator[Any]:
    """The workbook as openpyxl's reading mode has it; whatever it raises is `workbook-damaged`."""
    from openpyxl import load_workbook  # noqa: PLC0415 - 0.2 s that JSON files need not wait for

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of extensions that it leaves out
        try:
            yield load_workbook(
                io.BytesIO(archive),
                read_only=True,
                data_only=True,
                keep_vba=False,
                keep_links=False,
            )
        except DocumentError:
            raise
        except Exception as e:  # noqa: BLE001 - openpyxl raises whatever a wrong part leads to
            detail = f"{type(e).__name__}: {' '.join(str(e).split())[:100]}"
            raise DocumentError(Problem("workbook-damaged", params={"detail": detail})) from None


@contextmanager
def parser_of(sheet: Any) -> Iterator[Any]:
    """The parser of a sheet that openpyxl itself uses.

    Its reading mode hands out values alone; the parser, which both of its modes use, also knows
    merged areas, hidden rows and data validations.
    """
    from openpyxl.worksheet._reader import WorkSheetParser  # noqa: PLC0415 - see `opened`

    book = sheet.parent
    with sheet._get_source() as source:  # noqa: SLF001 - the stream that its own reader takes
        yield WorkSheetParser(
            source,
            sheet._shared_strings,  # noqa: SLF001
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,  # noqa: SLF001
            timedelta_formats=book._timedelta_formats,  # noqa: SLF001
        )


def _grid(sheet: Any) -> Grid:
    """One sheet in one pass."""
    rows: list[Row] = []
    count = 0
    with parser_of(sheet) as parser:
        for number, held in parser.parse():
            settings = parser.row_dimensions.pop(str(number), {})
            cells: dict[int, str] = {}
            dates: set[int] = set()
            for cell in held:
                if (words := text_of(cell["value"])) and cell["data_type"] != "e":
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
        frozenset(hidden_columns(parser)),
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


def text_of(value: object) -> str:
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
        yield area_of(held)


def area_of(held: Any) -> Area:
    """A range of cells as openpyxl has it."""
    return Area(held.min_row, held.min_col, held.max_row, held.max_col)


def hidden_columns(parser: Any) -> Iterator[int]:
    """The numbers of the hidden columns."""
    for settings in parser.column_dimensions.values():
        if settings.get("hidden") in ("1", "true"):
            first, last = int(settings["min"]), int(settings["max"])
            yield from range(first, min(last, MAX_COLUMNS) + 1)
