"""What the cell of an item and the sheet of choices, the two places of choices, say together."""

from __future__ import annotations

from collections.abc import Iterable

from soroe.sheet.cells import Line, Listed
from soroe.sheet.choices import Option, from_cell, new_option
from soroe.sheet.rows import Row
from soroe.sheet.wrong import Wrong

Options = tuple[Option, ...]


def from_rows(
    rows: Iterable[Row], known: Listed, wrong: Wrong
) -> tuple[dict[str, Options], list[str]]:
    """The choices of each item on the sheet of choices; and items whose choices only changed order.

    A row without a place belongs to the item of the row above it.
    """
    by_place = {line.cells["item"]: line for line in known.lines}
    found: dict[str, list[Option]] = {}
    above: Line | None = None
    for row in rows:
        place = row.cells["item"]
        line = by_place.get(place) if place else above
        if line is None:
            wrong("sheet-place-unknown", row.at("item"), place=place or "-")
            continue
        above = line
        before = found.setdefault(line.item, [])
        option = _option(row, line, before, wrong)
        if option is not None:
            before.append(option)
    out: dict[str, Options] = {}
    turned = []
    for line in known.lines:
        if line.options is None:
            continue
        held = tuple(found.get(line.item, ()))
        if held != line.options and sorted(map(repr, held)) == sorted(map(repr, line.options)):
            turned.append(line.item)
            held = line.options
        out[line.item] = held
    return out, turned


def _option(row: Row, line: Line, before: list[Option], wrong: Wrong) -> Option | None:
    """The choice that a row says; a value that the form has keeps its type."""
    text, label = row.cells["value"], row.cells["label"]
    old = next((o for o in line.options or () if o.text == text), None)
    if not label and (old is None or old.label):
        wrong("sheet-choice-nameless", row.at("label"), value=text or "-")
        return None
    if old is not None and (text or not old.label):
        option: Option | None = Option(old.value, old.text, label)
    else:
        option = new_option(text, label, (*(line.options or ()), *before))
    if option is None:
        wrong("sheet-choice-value", row.at("value"), value=text or label)
    elif option.text in {o.text for o in before}:
        wrong("sheet-choice-twice", row.at("value"), value=option.text or "-")
    else:
        return option
    return None


def chosen(line: Line, row: Row, from_sheet: Options | None, wrong: Wrong) -> Options | None:
    """The choices of one item: of the place that was edited, if they do not contradict each other.

    None where nothing can be said, which is then in `wrong`.
    """
    cell, before = row.cells["choices"], line.options or ()
    if cell == line.cells["choices"]:
        return from_sheet
    if before and line.cells["choices"] != "\n".join(o.label for o in before):
        wrong("sheet-choices-elsewhere", row.at("choices"))
        return None
    found = in_lines(row, before, wrong)
    if found is None or from_sheet is None or from_sheet == line.options:
        return found
    if {o.label for o in found} != {o.label for o in from_sheet}:
        wrong("sheet-choices-differ", row.at("choices"))
    return from_sheet


def in_lines(row: Row, before: Options, wrong: Wrong) -> Options | None:
    """The choices that the lines of a cell name."""
    cell, at = row.cells["choices"], row.at("choices")
    lines = [line.strip(" 　\t") for line in cell.split("\n") if line.strip(" 　\t")]
    if len(set(lines)) < len(lines):
        wrong(
            "sheet-choice-twice", at, value=next(v for n, v in enumerate(lines) if v in lines[:n])
        )
        return None
    found = from_cell(cell, before)
    if found is None:
        gone = [o.label for o in before if o.label not in lines]
        new = [line for line in lines if line not in {o.label for o in before}]
        wrong("sheet-choice-reworded", at, gone="、".join(gone), new="、".join(new))
        return None
    out = []
    for option in found:
        made = option if option in before else new_option("", option.label, before)
        if made is None:
            wrong("sheet-choice-value", at, value=option.label)
            return None
        out.append(made)
    return tuple(out)
