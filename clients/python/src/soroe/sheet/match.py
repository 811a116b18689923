"""Which row is which item, and which items come and go."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from soroe.pointer import join, split
from soroe.sheet import kinds
from soroe.sheet.cells import Listed
from soroe.sheet.layout import EDITED
from soroe.sheet.rows import Row
from soroe.sheet.wrong import Wrong


class Matched(msgspec.Struct, frozen=True):
    """The rows by item, in the order of the sheet, and those of new items.

    `gone` are the items that are dropped (the outermost of them), `back` those of the core that are
    taken up again.
    """

    rows: dict[str, Row]
    fresh: tuple[Row, ...]
    gone: frozenset[str]
    back: frozenset[str]

    def stays(self, pointer: str) -> bool:
        """Whether neither the item nor a group around it is dropped."""
        return pointer not in self.gone and not inside(pointer, self.gone)


def match(rows: tuple[Row, ...], known: Listed, wrong: Wrong) -> Matched:
    """The rows and the items of the form that they are about."""
    by_place = {line.cells["item"]: line.item for line in known.lines}
    found: dict[str, Row] = {}
    fresh = []
    for row in rows:
        for key in sorted(row.dates & (EDITED | {"group"})):
            wrong("sheet-cell-date", row.at(key), words=row.cells[key])
        place = row.cells["item"]
        if not place:
            fresh.append(row)
        elif place not in by_place:
            wrong("sheet-place-unknown", row.at("item"), place=place)
        elif (pointer := by_place[place]) in found:
            wrong("sheet-place-twice", row.at("item"), place=place, first=found[pointer].at("item"))
        else:
            found[pointer] = row
    gone, back = _come_and_go(found, known, wrong)
    _emptied(found, known, gone, wrong)
    return Matched(found, tuple(fresh), frozenset(gone), frozenset(back))


def inside(pointer: str, groups: frozenset[str] | set[str]) -> str | None:
    """The one of these groups that the item stands in."""
    steps = split(pointer)
    above = (join(steps[:end]) for end in range(1, len(steps)))
    return next((group for group in above if group in groups), None)


def _come_and_go(rows: dict[str, Row], known: Listed, wrong: Wrong) -> tuple[set[str], set[str]]:
    titles = {line.item: line.cells["title"] for line in known.lines}
    gone: set[str] = set()
    back: set[str] = set()
    for line in known.lines:
        row = rows.get(line.item)
        meant = kinds.need_meant(row.cells["need"]) if row is not None else None
        above = inside(line.item, gone)
        if above is not None:
            if row is not None and above not in rows:
                facts = {"item": line.cells["title"], "group": titles[above]}
                wrong("sheet-group-gone", row.at("item"), **facts)
        elif row is None:
            if not line.unused:
                gone.add(line.item)
        elif meant is None:
            wrong("sheet-need-unknown", row.at("need"), words=row.cells["need"] or "-")
        elif line.unused and meant != "unused":
            back.add(line.item)
        elif not line.unused and meant == "unused":
            gone.add(line.item)
    return gone, back


def _emptied(rows: dict[str, Row], known: Listed, gone: set[str], wrong: Wrong) -> None:
    """Groups that keep nothing of what stood in them."""
    held: defaultdict[str, set[str]] = defaultdict(set)
    titles = {line.item: line.cells["title"] for line in known.lines}
    for line in known.lines:
        if not line.unused:
            held[line.parent].add(line.item)
    for parent, items in held.items():
        if items <= gone and parent not in gone and inside(parent, gone) is None:
            row = rows.get(parent)
            at = row.at("need") if row is not None else ""
            wrong("sheet-group-empty", at, group=titles.get(parent, "-"))
