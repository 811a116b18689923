"""The table as an Excel workbook (Office Open XML) that prints on A4 across.

Everything is written as text: a cell that begins with = + - @ is no formula, also not when somebody
edits it (`quotePrefix`).
"""

from __future__ import annotations

from io import BytesIO
from itertools import zip_longest
from typing import TYPE_CHECKING

from soroe.model import Lang
from soroe.report.markup import visible
from soroe.table.fit import POINTS, Part, lines_of, pieces
from soroe.table.model import Line, OldNew, Row
from soroe.table.shown import Layout

if TYPE_CHECKING:
    from openpyxl.cell.rich_text import CellRichText
    from openpyxl.worksheet.worksheet import Worksheet

_FONT = "游ゴシック"
_SIZE = 10
_WIDTHS = {"A": 22, "B": 46, "C": 46, "D": 34}
_HEAD = 4
"""The row of the heads, which are repeated on every page."""


def render(table: OldNew, lang: Lang, *, old_first: bool = False) -> bytes:
    """The workbook; changed words are underlined within their cells."""
    from openpyxl import Workbook  # noqa: PLC0415 - 60 ms, spent only where a workbook is wanted

    layout = Layout(lang, old_first)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = layout.say("sheet")
    _print(sheet, layout)
    _heads(sheet, table, layout)
    at = _HEAD + 1
    for row in table.rows:
        at = _row(sheet, at, row, layout)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _print(sheet: Worksheet, layout: Layout) -> None:
    """A4 across, as wide as the page, heads on every page, page numbers."""
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    for column, wide in _WIDTHS.items():
        sheet.column_dimensions[column].width = wide
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{_HEAD}:{_HEAD}"
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.8
    if sheet.oddFooter is not None and sheet.oddFooter.center is not None:
        sheet.oddFooter.center.text = layout.say("page", page="&P", pages="&N")
    sheet.freeze_panes = f"A{_HEAD + 1}"


def _heads(sheet: Worksheet, table: OldNew, layout: Layout) -> None:
    _write(sheet, "A1", _text([(layout.title(table), False)], size=14, bold=True))
    _write(sheet, "A2", _text([(layout.summary(table), False)]))
    if table.rows:
        _write(sheet, "A3", _text([(layout.say("note"), False)]))
    (left, left_name), (right, right_name) = layout.heads(table)
    heads = (layout.say("item"), f"{left}\n{left_name}", f"{right}\n{right_name}")
    for column, said in zip(_WIDTHS, (*heads, layout.say("remarks")), strict=True):
        _write(sheet, f"{column}{_HEAD}", _text([(said, False)], bold=True), head=True)
    sheet.row_dimensions[1].height = 24
    sheet.row_dimensions[_HEAD].height = 2 * POINTS + 4


def _row(sheet: Worksheet, first: int, row: Row, layout: Layout) -> int:
    """Write the row, in several where one would be too high; the number of the next."""
    item = "\n".join(filter(None, (layout.number(row), row.title)))
    left, right = (_parts(lines, layout) for lines in layout.cells(row))
    remarks = "\n".join(layout.remarks(row))
    cells = [[(item, False)], left, right, [(remarks, False)]]
    columns = [wide - 2 for wide in _WIDTHS.values()]
    cut = [pieces(parts, wide) for parts, wide in zip(cells, columns, strict=True)]
    for at, across in enumerate(zip_longest(*cut, fillvalue=list[Part]()), first):
        for column, parts in zip(_WIDTHS, across, strict=True):
            _write(sheet, f"{column}{at}", _text(parts), framed=True)
        most = max(lines_of(parts, wide) for parts, wide in zip(across, columns, strict=True))
        sheet.row_dimensions[at].height = most * POINTS + 4
    return first + max(map(len, cut))


def _parts(lines: tuple[Line, ...], layout: Layout) -> list[Part]:
    out: list[Part] = []
    for line in lines:
        out.append((("\n" if out else "") + layout.labelled(line), False))
        out.extend((run.text, run.changed) for run in line.runs)
    return out


def _write(
    sheet: Worksheet, place: str, said: CellRichText, *, head: bool = False, framed: bool = False
) -> None:
    from openpyxl.styles import Alignment, Border, PatternFill, Side  # noqa: PLC0415

    cell = sheet[place]
    cell.value = said
    cell.quotePrefix = True
    if not head and not framed:
        return
    across = "center" if head else "left"
    cell.alignment = Alignment(horizontal=across, vertical="top", wrap_text=True)
    line = Side(style="thin", color="FF767676")
    cell.border = Border(left=line, right=line, top=line, bottom=line)
    if head:
        cell.fill = PatternFill("solid", fgColor="FFF2F2F2")


def _text(parts: list[Part], *, size: int = _SIZE, bold: bool = False) -> CellRichText:
    """Runs of text; rich text is never a formula."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock  # noqa: PLC0415
    from openpyxl.cell.text import InlineFont  # noqa: PLC0415

    out = CellRichText()
    for said, changed in parts:
        if said:
            font = InlineFont(rFont=_FONT, sz=size, b=bold or None, u="single" if changed else None)
            out.append(TextBlock(font, visible(said)))
    return out
