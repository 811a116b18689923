"""Candidates, demotions and sensitive items as one table: CSV and Excel, safe against formulas.

What a city writes may begin with = + - @, which a spreadsheet would run. In CSV such a cell begins
with an apostrophe; in Excel every cell of words is text and stays so when edited (`quotePrefix`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import TypeAlias

from soroe.model import Lang
from soroe.promotion.document import Below
from soroe.promotion.shown import Words
from soroe.report.markup import visible

Cell: TypeAlias = str | int | float | None

_COLUMNS = (
    "class", "kind", "item", "title", "count", "share", "people", "since", "required", "grounds",
    "cost", "affected", "sure", "titles", "cities", "pointer", "key",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_WIDTHS = {"item": 34, "title": 34, "grounds": 34, "cost": 34, "titles": 40, "cities": 40}
_LONGEST = 32_000
"""Characters of a cell that Excel takes, with room to spare."""


def rows(below: Below, lang: Lang) -> Iterator[tuple[Cell, ...]]:
    """The heads, then one row for each candidate, demotion and sensitive item."""
    words = Words(below, lang)
    yield tuple(words.say("sheet", column) for column in _COLUMNS)
    for c in below.candidates:
        yield (
            words.say("sheet", "candidate"), words.say("kind", c.kind), c.place, words.what(c),
            c.saves, c.share, c.population, c.since, c.required, words.grounds(c), words.cost(c),
            c.affected, round(c.sure * 100), words.listed(c.titles), " ".join(c.municipalities),
            c.item, c.id,
        )  # fmt: skip
    for d in below.demotions:
        yield (
            words.say("sheet", "demotion"), words.say("demotion", d.kind), d.title, d.title,
            len(d.without), d.share, None, None, None, None,
            words.say("line", "kept", count=d.left), None, None, None, " ".join(d.without), d.item,
            None,
        )  # fmt: skip
    for s in below.sensitive:
        lawful = words.say("line", "lawful" if s.lawful else "unlawful")
        yield (
            words.say("sheet", "sensitive"), words.say("line", "own" if s.own else "core"), s.title,
            s.why, len(s.asking), s.share, None, None, None, lawful, None, None, None, None,
            " ".join(s.asking), s.item, None,
        )  # fmt: skip


def to_csv(below: Below, lang: Lang) -> bytes:
    """CSV (RFC 4180) in UTF-8 with the mark by which Excel knows it."""
    out = StringIO(newline="")
    csv.writer(out).writerows([_safe(cell) for cell in row] for row in rows(below, lang))
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(below: Below, lang: Lang) -> bytes:
    """An Excel workbook with one sheet; words are text, counts are numbers."""
    from openpyxl import Workbook  # noqa: PLC0415 - 60 ms, spent only where a workbook is wanted
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = Words(below, lang).say("sheet", "name")
    for at, row in enumerate(rows(below, lang), 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column)
            if isinstance(value, str):
                cell.value = _cut(visible(value))
                cell.data_type = "s"
                cell.quotePrefix = True
                cell.alignment = Alignment(vertical="top", wrap_text=True)
            else:
                cell.value = value
                cell.alignment = Alignment(vertical="top")
            if at == 1:
                cell.font = Font(bold=True)
            elif _COLUMNS[column - 1] == "share":
                cell.number_format = "0%"
    for column, name in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, 14)
    sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    said = visible(cell)
    return (
        f"'{said}" if said.lstrip(" 　").startswith(_FORMULA) or said.startswith(_FORMULA) else said
    )


def _cut(said: str) -> str:
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
