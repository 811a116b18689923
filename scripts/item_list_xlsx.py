"""Writes a sample's item list as an Excel file, as an office would lay it out, from its CSV file.

The CSV file is the plain data: titles, headings, rows, a footnote, and groups in their first row
alone. The Excel file has the groups as merged cells, borders and a coloured heading; it is made
without the time of day, so that the same data gives the same bytes.

    python scripts/item_list_xlsx.py schemas/samples/993018/item-list.csv 例示町
    python scripts/item_list_xlsx.py schemas/guide/enrollment-consent/item-list.csv 例示市
"""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

HEADING = "No."
SHEET = "項目一覧"
GROUPS = (2, 3)
WIDTHS = (5, 18, 14, 28, 18, 7, 12, 34, 34)
WRITTEN = datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None)


def main() -> None:
    """Write `item-list.xlsx` beside the CSV file, as by the office that is named."""
    source = Path(sys.argv[1])
    with source.open(encoding="utf-8", newline="") as held:
        rows = list(csv.reader(held))
    source.with_suffix(".xlsx").write_bytes(written(rows, sys.argv[2]))


def written(rows: list[list[str]], office: str) -> bytes:
    """The workbook's bytes, the same for the same rows."""
    book = Workbook()
    book.properties.created = book.properties.modified = WRITTEN
    book.properties.creator = office
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    top = next(i for i, row in enumerate(rows, 1) if row[0] == HEADING)
    last = max(i for i, row in enumerate(rows, 1) if row[0].isdigit())
    thin = Side(style="thin")
    for number, row in enumerate(rows, 1):
        for column, words in enumerate(row, 1):
            if not words:
                continue
            value = int(words) if words.isdigit() and column == 1 else words
            cell = sheet.cell(number, column, value)
            cell.alignment = Alignment(wrap_text=number >= top, vertical="top")
    for number in range(top, last + 1):
        for column in range(1, len(WIDTHS) + 1):
            sheet.cell(number, column).border = Border(thin, thin, thin, thin)
    for column, width in enumerate(WIDTHS, 1):
        head = sheet.cell(top, column)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="DDEBF7")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for number in (1, 2, last + 1):
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=len(WIDTHS))
    for column in GROUPS:
        for start, end in merged(rows, column, top, last):
            sheet.merge_cells(start_row=start, start_column=column, end_row=end, end_column=column)
    sheet.freeze_panes = f"A{top + 1}"
    manual = book.create_sheet("記入のしかた")
    manual.append(["この一覧は、申込書の入力画面を作るためのものです。"])
    out = io.BytesIO()
    book.save(out)
    return timeless(out.getvalue())


def merged(rows: list[list[str]], column: int, top: int, last: int) -> Iterator[tuple[int, int]]:
    """Each group with the empty cells below it, up to the next group or one to its left."""
    levels = [c for c in GROUPS if c <= column]
    starts = [n for n in range(top + 1, last + 1) if any(rows[n - 1][c - 1] for c in levels)]
    for start, following in pairwise([*starts, last + 1]):
        if rows[start - 1][column - 1] and following - start > 1:
            yield start, following - 1


def timeless(data: bytes) -> bytes:
    """The archive with the same parts and without the time of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            fixed = zipfile.ZipInfo(part.filename, (2026, 11, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            body = source.read(part)
            if part.filename == "docProps/core.xml":
                begin, end = b"<dcterms:modified", b"</dcterms:modified>"
                stamp = body[body.index(begin) : body.index(end)]
                body = body.replace(stamp, stamp.partition(b">")[0] + b">2026-11-01T00:00:00Z")
            target.writestr(fixed, body)
    return out.getvalue()


if __name__ == "__main__":
    main()
