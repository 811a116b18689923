"""A workbook at somebody's desk: opened, edited, saved again."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import load_workbook

from soroe.errors import DocumentError, Problem
from soroe.jsontext import digest
from soroe.sheet import Reading, read_rows, read_sheet, write_sheet
from soroe.sheet.layout import KEYS, key_of

MADE: dict[str, bytes] = {}
NAME = ("gakudo-application", "1.0.0")


class Book:
    """The workbook of a form that rests on a core, edited as a clerk would."""

    def __init__(self, core: Any, form: Any = None, lang: Any = "ja") -> None:
        self.core = core
        self.form = core if form is None else form
        key = digest([core, self.form, lang])
        if key not in MADE:
            MADE[key] = write_sheet(core, self.form, NAME, lang)
        self.book = load_workbook(io.BytesIO(MADE[key]))
        self.items, self.choices, self.guide, self.origin = self.book.worksheets

    # ---- looking

    def column(self, key: str, sheet: Any = None) -> int:
        sheet = sheet or self.items
        top = self.top(sheet)
        columns = (c.column for c in sheet[top] if c.value and key_of(str(c.value)) == key)
        return int(next(columns))

    def top(self, sheet: Any) -> int:
        rows = (
            row[0].row
            for row in sheet.iter_rows(max_row=10)
            if sum(key_of(str(c.value)) is not None for c in row if c.value) >= 4
        )
        return int(next(rows))

    def row(self, item: str, sheet: Any = None) -> int:
        sheet = sheet or self.items
        column = self.column("item", sheet)
        return int(next(r[0].row for r in sheet.iter_rows() if r[column - 1].value == item))

    def cell(self, item: str, key: str) -> Any:
        return self.items.cell(self.row(item), self.column(key))

    # ---- editing

    def set(self, item: str, key: str, value: Any) -> Book:
        self.cell(item, key).value = value
        return self

    def drop(self, *items: str) -> Book:
        for item in items:
            self.items.delete_rows(self.row(item))
        return self

    def add(self, after: str, **cells: Any) -> Book:
        """A new row below that of an item."""
        at = self.row(after) + 1
        self.items.insert_rows(at)
        for key, value in cells.items():
            self.items.cell(at, self.column(key)).value = value
        return self

    def move(self, item: str, after: str) -> Book:
        cells = [self.items.cell(self.row(item), n + 1).value for n in range(len(KEYS))]
        self.items.delete_rows(self.row(item))
        at = self.row(after) + 1
        self.items.insert_rows(at)
        for n, value in enumerate(cells, 1):
            self.items.cell(at, n).value = value
        return self

    def choice(self, item: str, value: str) -> int:
        """The row of a choice on its own sheet."""
        columns = [self.column(key, self.choices) for key in ("item", "value")]
        rows = (
            row[0].row
            for row in self.choices.iter_rows()
            if [row[c - 1].value for c in columns] == [item, value]
        )
        return int(next(row for row in rows if row is not None))

    def relabel(self, item: str, value: str, label: str) -> Book:
        row = self.choice(item, value)
        self.choices.cell(row, self.column("label", self.choices)).value = label
        return self

    def drop_choice(self, item: str, value: str) -> Book:
        self.choices.delete_rows(self.choice(item, value))
        return self

    def add_choice(self, item: str, after: str, **cells: str) -> Book:
        at = self.choice(item, after) + 1
        self.choices.insert_rows(at)
        for key, value in cells.items():
            self.choices.cell(at, self.column(key, self.choices)).value = value
        return self

    # ---- handing in

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def read(self) -> Reading:
        return read_sheet(read_rows(self.bytes()), self.core, self.form)

    def problems(self) -> list[Problem]:
        try:
            self.read()
        except DocumentError as e:
            return list(e.problems)
        raise AssertionError("the workbook was taken in")

    def problem(self) -> tuple[str, str]:
        """The one thing that is wrong: kind and cell."""
        (found,) = self.problems()
        return found.type, found.at
