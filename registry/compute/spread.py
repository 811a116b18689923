"""Who changes which item of a form: the heat map as values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from registry.compute.depth import bounded
from registry.db.pages import Changed, Place
from soroe.jsontext import read
from soroe.model import Class, Effect
from soroe.schema import items

_WORST: tuple[Class, ...] = ("grounded", "practice", "unexplained")


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """What a municipality does to an item; `column` is that of the map, `number` that of a change.

    The effect is that of the changes on the item alone, as they were judged when published.
    `below` names the diff (990001@2) that the change is told in where it is not the own one.
    """

    column: int
    number: int
    effect: Effect
    klass: Class
    below: str = ""


class Column(msgspec.Struct, frozen=True):
    """An item that somebody changes, and how many do; `own`: the core does not have it.

    The form as a whole has neither item nor title.
    """

    item: str
    title: str
    group: str
    count: int
    own: bool


class Line(msgspec.Struct, frozen=True):
    """A municipality and its cells, by column.

    `told` is how many items it has changes on that have an effect; `index` its divergence, the
    share of items (those inside of groups, too) that differ in meaning, None until measured.
    """

    code: str
    name: str
    kana: str
    prefecture: str
    revision: int
    core: str
    told: int
    index: float | None
    classes: frozenset[Class]
    effects: frozenset[Effect]
    marks: frozenset[int]
    cells: tuple[Cell, ...]


class Spread(msgspec.Struct, frozen=True):
    """All of a form: columns in reading order, lines by code, and the lines by likeness.

    `items` is how many items the core has. `alike` holds places of `lines`: first who is nearest to
    the core, then always the one that is most like the last. `marks` of two lines have in common
    what both treat alike.
    """

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    alike: tuple[int, ...]
    items: int


@bounded
def spread(
    core: bytes,
    places: Sequence[Place],
    changes: Sequence[Changed],
    forms: Sequence[bytes],
) -> Spread:
    """The heat map of a form; `forms` are local forms that name the items the core lacks."""
    known = items(read(core))
    order = list(known)
    titles = {p: (i.title, " › ".join(i.parents)) for p, i in known.items()}
    for form in forms:
        before = ""
        for pointer, item in items(read(form)).items():
            if pointer not in titles:
                titles[pointer] = (item.title, " › ".join(item.parents))
                order.insert(order.index(before) + 1 if before else 0, pointer)
            before = pointer
    counts = Counter(item for _, item in {(c.place, c.item) for c in changes})
    rank = {item: n for n, item in enumerate(order)}
    asked = sorted(counts, key=lambda item: (rank.get(item, len(rank)), item))
    columns = tuple(
        Column(item, *_named(item, titles), counts[item], bool(item) and item not in known)
        for item in asked
    )
    per_place: dict[str, list[Changed]] = {}
    for change in changes:
        per_place.setdefault(change.place, []).append(change)
    maker = _Maker(columns)
    lines = tuple(maker.line(place, per_place.get(place.code, ())) for place in places)
    return Spread(columns, lines, tuple(_by_likeness(lines)), len(known))


def indexed(found: Spread, places: Iterable[Place]) -> Spread:
    """The same with the divergence that the places have now."""
    now = {place.code: _index(place) for place in places}
    lines = tuple(msgspec.structs.replace(ln, index=now.get(ln.code)) for ln in found.lines)
    return msgspec.structs.replace(found, lines=lines)


def likeness(one: Line, other: Line) -> tuple[int, int]:
    """How many differences both have alike, and how many only one of them has."""
    both = len(one.marks & other.marks)
    return both, len(one.marks) + len(other.marks) - 2 * both


def _named(item: str, titles: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    return titles.get(item) or (item.rpartition("/")[2], "")


def _cell(column: int, changes: Sequence[Changed]) -> Cell:
    effects = {change.effect for change in changes} - {"none"}
    effect: Effect = "none"
    if len(effects) == 1:
        (effect,) = effects
    elif effects:
        effect = "undecided" if "undecided" in effects else "both"
    counted = [c.klass for c in changes if c.effect != "none"] or [c.klass for c in changes]
    klass = max(counted, key=_WORST.index)
    first = min(changes, key=lambda c: (c.municipality != c.place, c.position))
    below = f"{first.municipality}@{first.revision}" if first.municipality != first.place else ""
    return Cell(column, first.position + 1, effect, klass, below)


def _index(place: Place) -> float | None:
    return place.changed / place.items if place.items and place.changed is not None else None


class _Maker:
    """Makes the lines of one map."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._at = {column.item: n for n, column in enumerate(columns)}
        self._signatures: dict[str, int] = {}

    def line(self, place: Place, changes: Iterable[Changed]) -> Line:
        groups: dict[int, list[Changed]] = {}
        marks = set()
        for change in changes:
            groups.setdefault(self._at[change.item], []).append(change)
            marks.add(self._signatures.setdefault(change.signature, len(self._signatures)))
        cells = tuple(_cell(column, groups[column]) for column in sorted(groups))
        return Line(
            code=place.code,
            name=place.name,
            kana=place.kana,
            prefecture=place.prefecture,
            revision=place.revision,
            core=place.core,
            index=_index(place),
            told=len([cell for cell in cells if cell.effect != "none"]),
            classes=frozenset(cell.klass for cell in cells if cell.effect != "none"),
            effects=frozenset(cell.effect for cell in cells),
            marks=frozenset(marks),
            cells=cells,
        )


def _by_likeness(lines: Sequence[Line]) -> list[int]:
    """A chain: from who differs least, always on to the most alike that is left."""
    order = sorted(range(len(lines)), key=lambda n: (len(lines[n].marks), lines[n].code))
    bits = [sum(1 << mark for mark in lines[n].marks) for n in order]
    out: list[int] = []
    here = 0
    while order:
        # All that are left are looked at each time, so nothing of ours is called for each of them.
        apart = list(map(int.bit_count, map(here.__xor__, bits)))
        nearest = apart.index(min(apart))
        out.append(order.pop(nearest))
        here = bits.pop(nearest)
    return out
