"""How many distinct forms there are: local forms that accept the same are one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from soroe.diff.nests import cut
from soroe.diff.regions import Names
from soroe.divergence.field import Field, Piece
from soroe.divergence.model import Variety
from soroe.divergence.sorter import Sorter
from soroe.model import Json

_NOTHING = "nothing"
"""The class of all forms that accept nothing."""


def classes(field: Field) -> dict[int, Hashable] | None:
    """The class of each form, equal for two fields with one `home` and one `memory`.

    None where a form cannot be taken apart, where the members have several cores, or where the
    engine left anything undecided.
    """
    if not field.members:
        return {}
    apart = all(p.names is not None for at in range(len(field.members)) for p in field.parts(at))
    if field.nest is None or not apart or len(field.cores) > 1 or _unfit(field):
        return None
    found = _Variety(field).by_groups(range(len(field.members)))
    undecided = any(sorter.undecided for sorter in field.memory.sorters.values())
    return None if undecided else found


def by_class(found: Iterable[tuple[str, Hashable]]) -> Variety:
    """The variety of forms of which codes and classes are known."""
    codes: dict[Hashable, list[str]] = {}
    for code, key in found:
        codes.setdefault(key, []).append(code)
    groups = sorted((tuple(sorted(one)) for one in codes.values()), key=lambda g: (-len(g), g))
    count = sum(map(len, groups))
    return Variety(count, len(groups), len(groups), tuple(groups))


class _Whole(NamedTuple):
    """A class of forms that were compared in one piece."""

    number: int


def variety(field: Field) -> Variety:
    """The equivalence classes of the local forms, by digest first and then by the engine."""
    if not field.members:
        return Variety(0, 0, 0)
    return _Variety(_fitting(field)).found()


def _fitting(field: Field) -> Field:
    """The members taken apart only where everybody's form falls into the same groups."""
    shut = _unfit(field)
    if not shut or field.nest is None:
        return field
    shut |= field.nest.shut
    return _fitting(Field(field.members, field.budget, field.memory, shut=shut))


def _unfit(field: Field) -> set[str]:
    pieces = {id(p): p for at in range(len(field.members)) for p in field.parts(at)}
    return {item for piece in pieces.values() for item in field.unfit(piece)}


class _Variety:
    def __init__(self, field: Field) -> None:
        self.field = field
        self.sorters = field.memory.sorters
        self.base: dict[Names, int] = {}
        """The class of each group in the first core."""
        self.placed: dict[int, Sequence[tuple[Names, int]]] = {}

    def found(self) -> Variety:
        everybody = range(len(self.field.members))
        apart = {at for at in everybody if all(p.names is not None for p in self.field.parts(at))}
        keys = self.by_groups(sorted(apart)) if self.field.nest is not None else {}
        firsts: dict[Hashable, int] = {}
        for at, key in keys.items():
            firsts.setdefault(key, at)
        whole = Sorter(self.field.budget)
        if len(keys) < len(everybody):
            for at in firsts.values():
                whole.add(self.field.form(at))
        numbered = list(firsts)
        for at in everybody:
            if at not in keys:
                number = whole.place(self.field.form(at))
                keys[at] = numbered[number] if number < len(firsts) else _Whole(number)
        classes: dict[Hashable, list[str]] = {}
        for at in everybody:
            classes.setdefault(keys[at], []).append(self.field.members[at].subject.code)
        groups = sorted(map(tuple, classes.values()), key=lambda codes: (-len(codes), codes))
        coarse = self._coarse(classes)
        for pair in whole.undecided:
            one, two = (coarse[numbered[n] if n < len(firsts) else _Whole(n)] for n in pair)
            coarse = {key: one if found == two else found for key, found in coarse.items()}
        at_least = len(set(coarse.values()))
        return Variety(len(everybody), len(classes), at_least, tuple(groups))

    def by_groups(self, members: Sequence[int]) -> dict[int, Hashable]:
        """The classes of forms that can be taken apart, by those of their groups."""
        field = self.field
        touched = {g: None for at in members for p in field.parts(at) for g, _ in self._piece(p)}
        every = set(field.nest.groups or ()) if field.nest and len(field.cores) > 1 else set()
        relevant = [*touched, *sorted(every - touched.keys(), key=min)]
        bases = [
            {names: self._place(names, field.cut(core, names)) for names in relevant}
            for core in range(len(field.cores))
        ]
        # Groups that are as in the first core say nothing, so that keys stay as short as diffs.
        self.base = bases[0]
        differing = [{n: c for n, c in base.items() if c != bases[0][n]} for base in bases]
        out: dict[int, Hashable] = {}
        for at in members:
            mine = {n: c for piece in field.parts(at) for n, c in self._piece(piece)}
            placed = {**differing[field.core_at[at]], **mine}
            out[at] = self._key({n: c for n, c in placed.items() if c != bases[0][n]})
        return out

    def _piece(self, piece: Piece) -> Sequence[tuple[Names, int]]:
        """The groups of a piece with the class of each."""
        if id(piece) not in self.placed:
            self.placed[id(piece)] = [
                (names, self._place(names, cut(piece.form, names)))
                for names in self.field.spread(piece)
            ]
        return self.placed[id(piece)]

    def _coarse(self, keys: Iterable[Hashable]) -> dict[Hashable, Hashable]:
        """Each key with one in which all that may be the same is the same."""
        roots = {names: _roots(self.sorters[names]) for names in self.base}
        base = {names: roots[names].get(number, number) for names, number in self.base.items()}
        out: dict[Hashable, Hashable] = {}
        for key in keys:
            out[key] = key
            if isinstance(key, frozenset):
                found = {(names, roots[names].get(number, number)) for names, number in key}
                out[key] = frozenset((n, number) for n, number in found if number != base[n])
        return out

    def _place(self, names: Names | None, schema: Json) -> int:
        sorter = self.sorters.get(names)
        if sorter is None:
            sorter = self.sorters[names] = Sorter(self.field.budget)
        return sorter.place(schema)

    def _key(self, placed: Mapping[Names | None, int]) -> Hashable:
        if any(self.sorters[names].is_empty(number) for names, number in placed.items()):
            return _NOTHING
        return frozenset(placed.items())


def _roots(sorter: Sorter) -> dict[int, int]:
    """Each class that may be another one too, with the first of those."""
    above: dict[int, int] = {}

    def top(number: int) -> int:
        while number in above:
            number = above[number]
        return number

    for one, two in sorter.undecided:
        first, second = sorted((top(one), top(two)))
        if first != second:
            above[second] = first
    return {number: top(number) for number in above}
