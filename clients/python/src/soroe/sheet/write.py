"""The list of items as a workbook (Office Open XML) that staff can edit and print.

Everything is text: a cell that begins with = + - @ is no formula, and 1-3 does not become a date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from soroe.locale import table
from soroe.model import Lang
from soroe.sheet.cells import Line, Listed
from soroe.sheet.kinds import OFFERED, writings
from soroe.sheet.layout import CHOICE_KEYS, EDITED, KEYS, ORIGIN, Key, Origin, heading, say
from soroe.table.fit import POINTS, lines_of

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_FONT = "游ゴシック"
_SIZE = 10
_WIDTHS = {
    "group": 22, "title": 26, "item": 24, "kind": 13, "need": 8, "choices": 24, "range": 15,
    "writing": 20, "description": 44, "rules": 28, "local": 12, "differs": 36, "value": 24,
    "label": 36,
}  # fmt: skip
_TOP = 4
"""The row of the headings."""

_SPARE = 100
"""Rows below the last one in which lists are offered."""

_HIGHEST = 400
"""Points that a row may have in Excel, nearly."""

_GREY, _BAND, _HEAD = "FFEFEFEF", "FFE8F1FE", "FFD9E6FF"


def render(listed: Listed, origin: Origin, title: str) -> bytes:
    """The workbook's bytes; `title` is that of the form."""
    from openpyxl import Workbook  # noqa: PLC0415 - 60 ms, spent only where a workbook is wanted

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    _items(sheet, listed, origin, title)
    _choices(book, listed, origin.lang)
    _guide(book, origin.lang)
    _origin(book, origin)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _items(sheet: Worksheet, listed: Listed, origin: Origin, title: str) -> None:
    lang = origin.lang
    sheet.title = say("sheets", "items", lang)
    _text(sheet, "A1", say("text", "title", lang, title=title), size=14, bold=True)
    whose = "of-local" if origin.municipality else "of-core"
    facts = {"core": origin.core, "municipality": origin.municipality}
    _text(sheet, "A2", say("text", whose, lang, **facts) + say("text", "note", lang))
    _frame(sheet, KEYS, lang, top=_TOP)
    for number, line in enumerate(listed.lines, _TOP + 1):
        _row(sheet, number, [line.cells[key] for key in KEYS], KEYS, line)
    last = _TOP + len(listed.lines) + _SPARE
    kinds = [say("kinds", kind, lang) for kind in OFFERED]
    needs = list(table("item_sheet", lang)["needs"].values())
    _list(sheet, "kind", kinds, last, lang, strict=False)
    _list(sheet, "need", needs, last, lang)
    _list(sheet, "writing", writings(lang), last, lang, strict=False)
    _fixed(sheet, KEYS, _TOP, last, lang)
    _print(sheet, lang, top=_TOP, size=8)  # A3
    sheet.freeze_panes = f"C{_TOP + 1}"
    end = sheet.cell(_TOP + len(listed.lines), len(KEYS)).coordinate
    sheet.auto_filter.ref = f"A{_TOP}:{end}"


def _choices(book: Workbook, listed: Listed, lang: Lang) -> None:
    sheet = book.create_sheet(say("sheets", "choices", lang))
    _frame(sheet, CHOICE_KEYS, lang, top=1)
    number = 1
    for line in listed.lines:
        for option in line.options or ():
            number += 1
            cells = [line.cells["item"], line.cells["title"], option.text, option.label]
            _row(sheet, number, cells, CHOICE_KEYS)
    _print(sheet, lang, top=1, size=9)  # A4
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:D{number}"


def _guide(book: Workbook, lang: Lang) -> None:
    from openpyxl.styles import Alignment  # noqa: PLC0415

    sheet = book.create_sheet(say("sheets", "guide", lang))
    sheet.column_dimensions["A"].width = 5
    sheet.column_dimensions["B"].width = 100
    for number, words in enumerate(table("item_sheet", lang)["guide"].values(), 1):
        _text(sheet, f"A{number}", str(number))
        _text(sheet, f"B{number}", words)
        sheet[f"B{number}"].alignment = Alignment(wrap_text=True, vertical="top")
        sheet[f"A{number}"].alignment = Alignment(vertical="top")


def _origin(book: Workbook, origin: Origin) -> None:
    sheet = book.create_sheet(ORIGIN)
    facts = (
        ("form", origin.form),
        ("core", origin.core),
        ("municipality", origin.municipality or ""),
        ("digest", origin.digest),
        ("lang", origin.lang),
    )
    for number, (name, words) in enumerate(facts, 1):
        _text(sheet, f"A{number}", name)
        _text(sheet, f"B{number}", words)
    sheet.sheet_state = "hidden"


# ---- cells


def _frame(sheet: Worksheet, keys: Sequence[str], lang: Lang, *, top: int) -> None:
    from openpyxl.styles import Alignment, PatternFill, Protection  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for column, key in enumerate(keys, 1):
        letter = get_column_letter(column)
        whole = sheet.column_dimensions[letter]
        whole.width = _WIDTHS[key]
        whole.number_format = "@"  # also where new rows are written
        whole.alignment = Alignment(vertical="top", wrap_text=True)
        whole.protection = Protection(locked=not _open(key, keys))
        _text(sheet, f"{letter}{top}", heading(key, lang), bold=True, framed=True)
        colour = _HEAD if _open(key, keys) else "FFCCCCCC"
        sheet[f"{letter}{top}"].fill = PatternFill("solid", fgColor=colour)


def _open(key: str, keys: Sequence[str]) -> bool:
    return key == "label" if keys is CHOICE_KEYS else key in EDITED or key == "group"


def _row(
    sheet: Worksheet,
    number: int,
    cells: Sequence[str],
    keys: Sequence[str],
    line: Line | None = None,
) -> None:
    from openpyxl.styles import Alignment, PatternFill, Protection  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    grouped = line is not None and line.kind in ("group", "list")
    wide = zip(keys, cells, strict=True)
    lines = max(lines_of([(words, False)], _WIDTHS[key] - 2) for key, words in wide)
    sheet.row_dimensions[number].height = min(lines * POINTS + 4, _HIGHEST)
    for column, (key, words) in enumerate(zip(keys, cells, strict=True), 1):
        place = f"{get_column_letter(column)}{number}"
        bold = grouped and key == "title"
        grey = line is not None and line.unused
        colour = "FF767676" if grey else None
        _text(sheet, place, words, bold=bold, framed=True, colour=colour)
        cell = sheet[place]
        indent = line.depth if line is not None and key == "title" else 0
        cell.alignment = Alignment(vertical="top", wrap_text=True, indent=min(indent, 6))
        cell.protection = Protection(locked=not _open(key, keys))
        if not _open(key, keys):
            cell.fill = PatternFill("solid", fgColor=_GREY)
        elif grouped:
            cell.fill = PatternFill("solid", fgColor=_BAND)


def _text(
    sheet: Worksheet,
    place: str,
    words: str,
    *,
    size: int = _SIZE,
    bold: bool = False,
    framed: bool = False,
    colour: str | None = None,
) -> None:
    from openpyxl.styles import Border, Font, Side  # noqa: PLC0415

    cell = sheet[place]
    cell.font = Font(name=_FONT, size=size, bold=bold, color=colour)
    cell.number_format = "@"
    if words:
        cell.value = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", words)
        cell.data_type = "s"
        cell.quotePrefix = True
    if framed:
        line = Side(style="thin", color="FFB3B3B3")
        cell.border = Border(left=line, right=line, top=line, bottom=line)


def _list(
    sheet: Worksheet, key: Key, offered: list[str], last: int, lang: Lang, *, strict: bool = True
) -> None:
    """Cells in which one of a list is chosen; where not `strict`, other words stay possible."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    rule = DataValidation(type="list", formula1=f'"{",".join(offered)}"', allow_blank=True)
    rule.showErrorMessage = strict
    rule.errorTitle = say("text", "list-title", lang)[:32]
    rule.error = "、".join(offered)[:255]
    letter = get_column_letter([*KEYS].index(key) + 1)
    rule.add(f"{letter}{_TOP + 1}:{letter}{last}")
    sheet.add_data_validation(rule)


def _fixed(sheet: Worksheet, keys: Sequence[str], top: int, last: int, lang: Lang) -> None:
    """Cells that take no typing, so that rows can still be deleted and moved.

    Protecting the sheet would forbid both, because the cells are locked.
    """
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    rule = DataValidation(type="custom", formula1="FALSE", allow_blank=True)
    rule.showErrorMessage = True
    rule.errorTitle = say("text", "fixed-title", lang)[:32]
    rule.error = say("text", "fixed", lang)[:255]
    for column, key in enumerate(keys, 1):
        if not _open(key, keys):
            letter = get_column_letter(column)
            rule.add(f"{letter}{top + 1}:{letter}{last}")
    sheet.add_data_validation(rule)


def _print(sheet: Worksheet, lang: Lang, *, top: int, size: int) -> None:
    """Across, as wide as the page, headings on every page, page numbers."""
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = size
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{top}:{top}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
    if sheet.oddFooter is not None and sheet.oddFooter.center is not None:
        sheet.oddFooter.center.text = say("text", "page", lang, page="&P", pages="&N")
