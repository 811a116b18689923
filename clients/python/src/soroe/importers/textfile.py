"""Text files as municipalities have them: UTF-8 with or without a mark, UTF-16, or cp932."""

from __future__ import annotations

import csv
import io
import re

from soroe.errors import DocumentError, Problem
from soroe.importers.grid import Grid, Row
from soroe.importers.workbook import check_size

MAX_TEXT = 8 * 1024 * 1024
"""Bytes of a text file; one of this size holds a hundred thousand lines."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HALF_WIDTH = re.compile("[｡-ﾟ]")
_WIDE = re.compile("[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_DELIMITERS = "\t,;"
_HEAD = 40
"""Lines from which the delimiter is seen."""


def decode(data: bytes) -> str:
    """The text of the bytes.

    UTF-8 is certain where it fits. cp932 fits much that is not cp932, so text that comes out of it
    mostly in half-width katakana is refused: that is how other encodings look through it. Raises
    `DocumentError`: `text-too-large`, `text-encoding-unknown` with the line, `text-binary`.
    """
    if len(data) > MAX_TEXT:
        raise DocumentError(Problem("text-too-large", params={"limit": f"{MAX_TEXT:,}"}))
    text = _decoded(data)
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise DocumentError(Problem("text-binary", line=line))
    return text


def _decoded(data: bytes) -> str:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    bad = 0
    for name in (marked,) if marked else ("utf-8", "cp932"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError as e:
            bad = e.start
            continue
        if name != "cp932" or len(_HALF_WIDTH.findall(text)) * 3 <= len(_WIDE.findall(text)):
            return text
        bad = next((i for i, byte in enumerate(data) if byte > 0x7F), 0)
    params = {"byte": f"0x{data[bad]:02x}"}
    line = data.count(b"\n", 0, bad) + 1
    raise DocumentError(Problem("text-encoding-unknown", params=params, line=line))


def read_delimited(text: str) -> Grid:
    """A CSV or TSV file as one grid whose row numbers are line numbers.

    A record that spans lines counts as the line on which it begins. Raises `DocumentError`:
    `csv-malformed` (a quote that is never closed, a file that was cut off), `list-too-large`.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[Row] = []
    line, count = 1, 0
    while True:
        try:
            record = next(reader, None)
        except csv.Error as e:
            raise DocumentError(
                Problem("csv-malformed", params={"detail": str(e)[:80]}, line=line)
            ) from None
        if record is None:
            return Grid("", tuple(rows))
        cells = {i: words for i, cell in enumerate(record, 1) if (words := cell.strip(" \t\r\n　"))}
        count += len(cells)
        if cells:
            rows.append(Row(line, cells))
            check_size("", line, len(rows), max(cells), count)
        line = reader.line_num + 1


def _delimiter(text: str) -> str:
    """The delimiter that most lines of the beginning hold; a comma where there is none."""
    lines = text.splitlines()[:_HEAD] if len(text) < 65_536 else text[:65_536].splitlines()[:_HEAD]
    held = {d: sum(d in line for line in lines) for d in _DELIMITERS}
    best = max(held.values(), default=0)
    if not best:
        return ","
    return max((d for d in _DELIMITERS if held[d] == best), key=lambda d: text.count(d, 0, 65_536))
