"""Workbooks and text files for tests, made from the plain data of a case."""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation


def workbook(sheets: dict[str, Any]) -> bytes:
    """An .xlsx: sheet name -> rows, or {rows, merged, hidden_rows, hidden_columns, hidden, lists}."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, said in sheets.items():
        held = said if isinstance(said, dict) else {"rows": said}
        sheet = book.create_sheet(name)
        for number, row in enumerate(held["rows"], 1):
            for column, value in enumerate(row, 1):
                if value not in (None, ""):
                    sheet.cell(number, column, value)
        for area in held.get("merged", ()):
            sheet.merge_cells(area)
        for number in held.get("hidden_rows", ()):
            sheet.row_dimensions[number].hidden = True
        for letter in held.get("hidden_columns", ()):
            sheet.column_dimensions[letter].hidden = True
        for area, source in held.get("lists", {}).items():
            rule = DataValidation(type="list", formula1=source)
            rule.add(area)
            sheet.add_data_validation(rule)
        if held.get("hidden"):
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def delimited(rows: list[list[Any]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A CSV or TSV as spreadsheet programs write it."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)
