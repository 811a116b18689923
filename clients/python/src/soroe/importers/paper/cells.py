"""The cells of a drawn form with what is seen of each: words, lines around it, colour, rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

import msgspec

from soroe.importers.grid import Area, letters
from soroe.importers.workbook import area_of, hidden_columns, opened, parser_of, text_of

MAX_DRAWN = 150_000
"""Cells of the drawn part of a sheet, rows times columns; an A3 sheet of 5 mm squares has 5,000."""

_WIDTH = 8.43
"""The width of a column that says none, in half-width characters."""

_BLANK = "    "
"""Space at the end of a text that is wide enough to be a blank."""

Place: TypeAlias = tuple[int, int]
"""Row and column, both from 1."""


class Rule(msgspec.Struct, frozen=True):
    """A data validation: its kind and operator as the file has them, and its one or two bounds."""

    kind: str
    operator: str
    first: str
    second: str = ""


class Look(msgspec.Struct, frozen=True):
    """What the style of a cell shows; `fill` is the colour as the file names it, "" for white."""

    left: bool = False
    right: bool = False
    top: bool = False
    bottom: bool = False
    fill: str = ""
    format: str = "General"
    locked: bool = True


class Cell(msgspec.Struct, frozen=True):
    """One cell, or merged cells as one; `open`: the sheet is locked and this cell is not."""

    area: Area
    words: str
    fill: str = ""
    format: str = "General"
    value: Literal["", "text", "number", "date"] = ""
    rule: Rule | None = None
    open: bool = False
    merged: bool = False

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.area.top, self.area.left


class Paper(msgspec.Struct, frozen=True):
    """One sheet: its cells by place, and the lines.

    `right` holds the places with a line between them and the next column, `below` those with a line
    between them and the next row. `area` is the part that is drawn or written on.
    """

    name: str
    area: Area
    cells: dict[Place, Cell]
    right: frozenset[Place]
    below: frozenset[Place]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    widths: dict[int, float] = {}

    def at(self, place: Place) -> str:
        """The place as a person looks it up: `様式!B12`."""
        return f"{self.name}!{letters(place[1])}{place[0]}"

    def width(self, column: int) -> float:
        """The width of a column in half-width characters."""
        return self.widths.get(column, _WIDTH)


def read_cells(archive: bytes, sheet: str) -> Paper | None:
    """The sheet as a drawing; None where nothing is drawn or it is too large for a form.

    Raises `DocumentError` `workbook-damaged`.
    """
    with opened(archive) as book:
        found = next((s for s in book.worksheets if s.title == sheet), None)
        return None if found is None else _read(book, found)


def _read(book: Any, sheet: Any) -> Paper | None:
    looks: dict[int, Look] = {}
    held: dict[Place, tuple[str, Look, Any]] = {}
    hidden: set[int] = set()
    with parser_of(sheet) as parser:
        for number, cells in parser.parse():
            settings = parser.row_dimensions.pop(str(number), {})
            if settings.get("hidden") in ("1", "true"):
                hidden.add(number)
            for cell in cells:
                style = int(cell["style_id"])
                if style not in looks:
                    looks[style] = _look(book, style)
                look = looks[style]
                words = _spaced(cell["value"]) if cell["data_type"] != "e" else ""
                if words or look != Look():
                    held[number, cell["column"]] = (words, look, cell)
            if len(held) > MAX_DRAWN:
                return None
        merged = [area_of(a) for a in parser.merged_cells.mergeCell] if parser.merged_cells else []
        rules = list(_rules(parser))
        locked = getattr(parser, "protection", None) is not None and _told_apart(held)
        columns = frozenset(hidden_columns(parser))
        widths = dict(_widths(parser))
    area = _bounds(held)
    if area is None or (area.bottom + 2) * (area.right + 2) > MAX_DRAWN:
        return None
    merged = [a for a in merged if a.bottom <= area.bottom + 60 and a.right <= area.right + 60]
    ruled = [(_within(a, area), rule) for a, rule in rules if _meets(a, area)]
    if sum(map(_size, [*merged, *(a for a, _ in ruled)])) > 2 * MAX_DRAWN:
        return None  # areas over areas: no form is drawn so
    right, below = _lines(held, merged)
    cells_ = _cells(held, merged, _by_place(ruled), locked=locked)
    return Paper(sheet.title, area, cells_, right, below, frozenset(hidden), columns, widths)


def _meets(one: Area, other: Area) -> bool:
    return one.top <= other.bottom and one.left <= other.right


def _within(one: Area, other: Area) -> Area:
    """The part of an area that lies before the end of another."""
    return Area(one.top, one.left, min(one.bottom, other.bottom), min(one.right, other.right))


def _size(area: Area) -> int:
    return (area.bottom - area.top + 1) * (area.right - area.left + 1)


def _by_place(ruled: list[tuple[Area, Rule]]) -> dict[Place, Rule]:
    """The rule of each cell; the first where there are several."""
    out: dict[Place, Rule] = {}
    for area, rule in ruled:
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                out.setdefault((row, column), rule)
    return out


def _spaced(value: object) -> str:
    """A cell's text; wide space at its ends stays, because it is a blank to write in."""
    words = text_of(value)
    if not words or not isinstance(value, str):
        return words
    before, after = value[: value.find(words[0])], value[value.rfind(words[-1]) + 1 :]
    return f"{_wide(before)}{words}{_wide(after)}"


def _wide(space: str) -> str:
    return _BLANK if space.count("　") * 2 + space.count(" ") >= len(_BLANK) else ""


def _look(book: Any, style: int) -> Look:
    held = book._cell_styles[style]  # noqa: SLF001 - the table that its own cells look into
    border = book._borders[held.borderId]  # noqa: SLF001
    sides = {
        name: bool(side is not None and side.style)
        for name in ("left", "right", "top", "bottom")
        for side in (getattr(border, name),)
    }
    fill = book._fills[held.fillId]  # noqa: SLF001
    colour = ""
    if getattr(fill, "fill_type", None) not in (None, "none"):
        colour = _colour(fill.fgColor)
    number = held.numFmtId
    custom = book._number_formats  # noqa: SLF001
    from openpyxl.styles.numbers import BUILTIN_FORMATS  # noqa: PLC0415 - not for JSON files

    form = custom[number - 164] if number >= 164 else BUILTIN_FORMATS.get(number, "General")
    locked = bool(book._protections[held.protectionId].locked)  # noqa: SLF001
    return Look(**sides, fill=colour, format=form, locked=locked)


def _colour(colour: Any) -> str:
    said = f"{colour.type}:{colour.value}:{colour.tint or 0:.2f}"
    white = ("rgb:FFFFFFFF:0.00", "rgb:00FFFFFF:0.00", "theme:0:0.00", "indexed:9:0.00",
             "indexed:64:0.00", "indexed:65:0.00")  # fmt: skip
    return "" if said in white else said


def _bounds(held: dict[Place, tuple[str, Look, Any]]) -> Area | None:
    """The part of the sheet that holds words, lines or colour."""
    seen = [p for p, (words, look, _) in held.items() if words or _drawn(look)]
    if not seen:
        return None
    rows, columns = [r for r, _ in seen], [c for _, c in seen]
    return Area(min(rows), min(columns), max(rows), max(columns))


def _told_apart(held: dict[Place, tuple[str, Look, Any]]) -> bool:
    """Whether most words are locked, so that what is not is there to be filled in."""
    locked = [look.locked for words, look, _ in held.values() if words]
    return sum(locked) * 2 > len(locked)


def _drawn(look: Look) -> bool:
    return bool(look.left or look.right or look.top or look.bottom or look.fill)


def _lines(
    held: dict[Place, tuple[str, Look, Any]], merged: list[Area]
) -> tuple[frozenset[Place], frozenset[Place]]:
    """The lines, whichever of the two cells beside one carries it; none inside merged cells."""
    right: set[Place] = set()
    below: set[Place] = set()
    for (row, column), (_, look, _cell) in held.items():
        if look.right:
            right.add((row, column))
        if look.left:
            right.add((row, column - 1))
        if look.bottom:
            below.add((row, column))
        if look.top:
            below.add((row - 1, column))
    for area in merged:
        for row in range(area.top, area.bottom + 1):
            right.difference_update((row, c) for c in range(area.left, area.right))
        for row in range(area.top, area.bottom):
            below.difference_update((row, c) for c in range(area.left, area.right + 1))
    return frozenset(right), frozenset(below)


def _cells(
    held: dict[Place, tuple[str, Look, Any]],
    merged: list[Area],
    rules: dict[Place, Rule],
    *,
    locked: bool,
) -> dict[Place, Cell]:
    inside = {
        (r, c)
        for a in merged
        for r in range(a.top, a.bottom + 1)
        for c in range(a.left, a.right + 1)
        if (r, c) != (a.top, a.left)
    }
    areas = {(a.top, a.left): a for a in merged}
    places = {p for p, (words, look, _) in held.items() if words or look != Look()} | areas.keys()
    places |= rules.keys()
    out: dict[Place, Cell] = {}
    for place in sorted(places - inside):
        words, look, cell = held.get(place, ("", Look(), None))
        row, column = place
        kind = "" if not words else _KINDS.get(cell["data_type"], "text")
        out[place] = Cell(
            areas.get(place, Area(row, column, row, column)),
            words,
            look.fill,
            look.format,
            kind,  # type: ignore[arg-type]  # one of the words of `_KINDS`
            rules.get(place),
            locked and not look.locked,
            place in areas,
        )
    return out


_KINDS = {"n": "number", "d": "date", "b": "number"}


def _rules(parser: Any) -> Iterator[tuple[Area, Rule]]:
    held = getattr(parser, "data_validations", None)
    for rule in held.dataValidation if held else ():
        if rule.type in (None, "none"):
            continue
        said = Rule(
            str(rule.type), str(rule.operator or "between"),
            str(rule.formula1 or ""), str(rule.formula2 or ""),
        )  # fmt: skip
        for held_area in rule.sqref.ranges:
            yield area_of(held_area), said


def _widths(parser: Any) -> Iterator[tuple[int, float]]:
    for settings in parser.column_dimensions.values():
        if "width" in settings:
            first, last = int(settings["min"]), int(settings["max"])
            for column in range(first, min(last, first + 400) + 1):
                yield column, float(settings["width"])
