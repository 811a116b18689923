"""Applications in the rows of a table (CSV): one row each, one column for each answer."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import IO

from soroe.applications.build import build
from soroe.applications.read import Entry
from soroe.errors import DocumentError, Problem
from soroe.model import Json
from soroe.pointer import split
from soroe.schema import Item, items

YES = frozenset({"はい", "true", "TRUE", "True", "1", "○", "有", "あり"})
NO = frozenset({"いいえ", "false", "FALSE", "False", "0", "×", "無", "なし"})
_BETWEEN = "、"
"""Stands between the choices in one cell."""


def read_rows(
    data: IO[bytes], form: Json, columns: Mapping[str, str] | None = None
) -> Iterator[Entry]:
    """The applications in a CSV file with a heading row, as the form would have them filled in.

    A heading is an item pointer (`/child/school/grade`; `/household/0/fullName` for the first of a
    list), an item's title where only one item has it, or what `columns` maps to a pointer. Cells
    become what the item asks for: numbers, yes and no, the value of a choice for its label. A cell
    that cannot be turned stays text, for the form to refuse. Empty cells are not answered.
    Raises `DocumentError`: `csv-unreadable`, `column-unknown` for each heading that is no item,
    `column-twice`. UTF-8 and cp932 are read.
    """
    text = _text(data)
    rows = csv.reader(text, strict=True)
    try:
        header = next(rows, [])
        pointers = _pointers([h.strip() for h in header], items(form), columns or {})
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _entry(rows.line_num, row, pointers)
    except csv.Error as e:
        raise _unreadable(str(e), rows.line_num) from None
    except UnicodeDecodeError as e:
        raise _unreadable(e.reason, rows.line_num + 1) from None


def _unreadable(detail: str, line: int) -> DocumentError:
    return DocumentError(
        Problem("csv-unreadable", params={"detail": detail, "line": str(line)}, line=line)
    )


def _text(data: IO[bytes]) -> io.TextIOWrapper:
    """The text of the file; headings beyond ASCII, or else its start, tell UTF-8 from cp932."""
    start = data.read(1 << 16)
    data.seek(0)
    headings = start.partition(b"\n")[0]
    whole = start[: start.rfind(b"\n") + 1] or start
    try:
        (whole if headings.isascii() else headings).decode("utf-8")
    except UnicodeDecodeError:
        return io.TextIOWrapper(data, encoding="cp932", newline="")
    return io.TextIOWrapper(data, encoding="utf-8-sig", newline="")


def _pointers(
    header: list[str], known: Mapping[str, Item], columns: Mapping[str, str]
) -> list[tuple[str, Item]]:
    titles: dict[str, list[str]] = {}
    for place, known_item in known.items():
        titles.setdefault(known_item.title, []).append(place)
    out: list[tuple[str, Item]] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for number, heading in enumerate(header, 1):
        named = titles.get(heading, [])
        pointer = columns.get(heading) or (named[0] if len(named) == 1 else heading)
        item = known.get(_general(pointer)) if pointer.startswith("/") else None
        facts = {"column": str(number), "heading": heading or "-"}
        if item is None or "*" in split(pointer):
            problems.append(Problem("column-unknown", params=facts))
            continue
        if pointer in seen:
            problems.append(Problem("column-twice", params=facts | {"other": seen[pointer]}))
        seen[pointer] = heading
        out.append((pointer, item))
    if not header:
        raise _unreadable("no heading row", 1)
    if problems:
        raise DocumentError(*problems)
    return out


def _general(pointer: str) -> str:
    return "".join(f"/{'*' if step.isdecimal() else step}" for step in split(pointer))


def _entry(line: int, row: list[str], pointers: list[tuple[str, Item]]) -> Entry:
    if len(row) > len(pointers):
        facts = {"found": str(len(row)), "wanted": str(len(pointers))}
        return Entry(line, problem=Problem("row-too-long", params=facts, line=line))
    answers = [
        (split(pointer), _answer(cell.strip(), item.schema))
        for cell, (pointer, item) in zip(row, pointers, strict=False)
        if cell.strip()
    ]
    return Entry(line, build(answers))


def _answer(cell: str, schema: Json) -> Json:
    """The cell as the item would have it, or the text of the cell."""
    if not isinstance(schema, dict):
        return cell
    kind = schema.get("type")
    if kind == "array":
        inner = schema.get("items", {})
        return [_answer(part.strip(), inner) for part in cell.split(_BETWEEN) if part.strip()]
    if kind == "boolean" and cell in YES | NO:
        return cell in YES
    if kind in {"integer", "number"}:
        return _number(cell)
    labels = schema.get("x-choices")
    if isinstance(labels, dict):
        return next((value for value, label in labels.items() if label == cell), cell)
    return cell


def _number(cell: str) -> Json:
    try:
        found = float(cell.replace(",", ""))
    except ValueError:
        return cell
    return int(found) if found.is_integer() else found
