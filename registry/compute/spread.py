"""Who changes which item of a form: the heat map as values, and its rows as HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape

import msgspec

from registry.compute.depth import bounded
from registry.db.pages import Changed, Place
from soroe.jsontext import read
from soroe.locale import text
from soroe.model import Class, Effect, Lang
from soroe.report.markup import visible
from soroe.schema import items

_WORST: tuple[Class, ...] = ("grounded", "practice", "unexplained")
_LETTER: Mapping[Effect, str] = {
    "none": "w", "narrows": "n", "widens": "o", "both": "b", "undecided": "q",
}  # fmt: skip


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """What a municipality does to an item; `column` is that of the map, `at` where it is told.

    The effect is that of the changes on the item alone, as they were judged when published.
    """

    column: int
    at: str
    effect: Effect
    klass: Class


class Column(msgspec.Struct, frozen=True):
    """An item that somebody changes, and how many do; `own`: the core does not have it."""

    item: str
    title: str
    group: str
    count: int
    own: bool


class Line(msgspec.Struct, frozen=True):
    """A municipality: what its cells are of, and its row as HTML.

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
    html: str


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
    lang: Lang,
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
        Column(item, *_named(item, titles, lang), counts[item], bool(item) and item not in known)
        for item in asked
    )
    per_place: dict[str, list[Changed]] = {}
    for change in changes:
        per_place.setdefault(change.place, []).append(change)
    maker = _Maker(columns, lang)
    lines = tuple(maker.line(place, per_place.get(place.code, ())) for place in places)
    return Spread(columns, lines, tuple(_by_likeness(lines)), len(known))


def likeness(one: Line, other: Line) -> tuple[int, int]:
    """How many differences both have alike, and how many only one of them has."""
    both = len(one.marks & other.marks)
    return both, len(one.marks) + len(other.marks) - 2 * both


def _named(item: str, titles: Mapping[str, tuple[str, str]], lang: Lang) -> tuple[str, str]:
    if not item:
        return text("report", "head", "form", lang), ""
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
    at = f"local/{first.municipality}/{first.revision}#change-{first.position + 1}"
    return Cell(column, at, effect, klass)


def _words(lang: Lang) -> dict[str, str]:
    """What a cell says to who cannot see it or points at it."""
    out: dict[str, str] = {}
    for effect in _LETTER:
        for klass in _WORST:
            said = text("impact", "effect", effect, lang)
            out[f"{effect} {klass}"] = f"{said}, {text('report', klass, 'title', lang)}"
    return out


class _Maker:
    """Makes the lines of one map."""

    def __init__(self, columns: Sequence[Column], lang: Lang) -> None:
        self._columns = columns
        self._at = {column.item: n for n, column in enumerate(columns)}
        self._signatures: dict[str, int] = {}
        self._words = _words(lang)

    def line(self, place: Place, changes: Iterable[Changed]) -> Line:
        groups: dict[int, list[Changed]] = {}
        marks = set()
        for change in changes:
            groups.setdefault(self._at[change.item], []).append(change)
            marks.add(self._signatures.setdefault(change.signature, len(self._signatures)))
        cells = [_cell(column, groups[column]) for column in sorted(groups)]
        index = place.changed / place.items if place.items and place.changed is not None else None
        return Line(
            code=place.code,
            name=place.name,
            kana=place.kana,
            prefecture=place.prefecture,
            revision=place.revision,
            core=place.core,
            index=index,
            told=len([cell for cell in cells if cell.effect != "none"]),
            classes=frozenset(cell.klass for cell in cells if cell.effect != "none"),
            effects=frozenset(cell.effect for cell in cells),
            marks=frozenset(marks),
            html=self._html(place, cells, index),
        )

    def _html(self, place: Place, cells: Sequence[Cell], index: float | None) -> str:
        """A row; columns in which nothing differs are one empty cell. Links follow the page's."""
        base = f"local/{place.code}/{place.revision}"
        out = [f'<tr><th scope="row"><a href="{base}">{_safe(place.name)}</a></th>']
        out.append(f'<td class="number">{"-" if index is None else f"{index:.0%}"}</td>')
        next_ = 0
        for cell in cells:
            out.append(_gap(cell.column - next_))
            next_ = cell.column + 1
            said = self._words[f"{cell.effect} {cell.klass}"]
            title = _safe(f"{self._columns[cell.column].title}: {said}")
            link = f'<a href="{cell.at}" title="{title}"></a>'
            out.append(f'<td class="{cell.klass[0]}{_LETTER[cell.effect]}">{link}</td>')
        out.append(_gap(len(self._columns) - next_))
        return "".join(out) + "</tr>\n"


def _gap(width: int) -> str:
    return "" if not width else "<td></td>" if width == 1 else f'<td colspan="{width}"></td>'


def _safe(said: str) -> str:
    return escape(visible(said))


def _by_likeness(lines: Sequence[Line]) -> list[int]:
    """A chain: from who differs least, always on to the most alike that is left."""
    bits = [sum(1 << mark for mark in line.marks) for line in lines]
    left = sorted(range(len(lines)), key=lambda n: (len(lines[n].marks), lines[n].code))
    out: list[int] = []
    here = 0
    while left:
        best = min(range(len(left)), key=lambda n: (here ^ bits[left[n]]).bit_count())
        out.append(left.pop(best))
        here = bits[out[-1]]
    return out
