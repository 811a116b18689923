"""Which core item a field is: by alias, by code, by label; exactly one, or none at all.

A field that fits two items is never guessed, and neither are two fields that fit one item: they
stay items of their own, with a note that names the candidates. A wrong guess would show a city a
divergence that it does not have, or hide one that it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

import msgspec

from soroe.importers.field import Field
from soroe.importers.groups import Structures, qualified_names
from soroe.importers.labels import fold_code
from soroe.importers.notes import NoteBook, listed
from soroe.importers.targets import Target

How: TypeAlias = Literal["alias", "code", "label", "heading"]
"""By what an item was found; `heading`: the label alone fits several, the heading settles it."""

_STRENGTH: dict[How, int] = {"alias": 0, "code": 1, "label": 2, "heading": 2}


class Claim(msgspec.Struct, frozen=True):
    """A field that fits exactly one item, and by what."""

    field: Field
    target: Target
    how: How

    @property
    def strength(self) -> int:
        """0 is the strongest."""
        return _STRENGTH[self.how]


class Settled(msgspec.Struct, frozen=True):
    """What a person has settled: code -> core item, and the codes that are no core item."""

    items: Mapping[str, str] = {}
    own: frozenset[str] = frozenset()


class Index:
    """The core's items by table ("" for those outside of tables), code and label."""

    def __init__(self, targets: Iterable[Target], structures: Structures) -> None:
        """Index every item once."""
        self.structures = structures
        self.by_pointer: dict[str, Target] = {}
        self.by_code: dict[tuple[str, str], list[Target]] = defaultdict(list)
        self.by_label: dict[tuple[str, str], list[Target]] = defaultdict(list)
        self.anywhere: dict[str, list[Target]] = defaultdict(list)
        for target in targets:
            self.by_pointer[target.pointer] = target
            for code in target.codes:
                self.by_code[target.table, code].append(target)
            for label in target.labels:
                self.by_label[target.table, label].append(target)
                self.anywhere[label].append(target)


def match(
    fields: Iterable[Field], index: Index, table: str, settled: Settled, notes: NoteBook
) -> dict[str, Claim]:
    """Field code -> the one item that the field is, among the columns of `table`."""
    claims = [c for field in fields if (c := _claim(field, index, table, settled, notes))]
    by_item: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_item[claim.target.pointer].append(claim)
    placed: dict[str, Claim] = {}
    for rivals in by_item.values():
        best = min(c.strength for c in rivals)
        winners = [c for c in rivals if c.strength == best]
        if len(winners) == 1:
            placed[winners[0].field.code] = winners[0]
        for loser in rivals:
            if loser.field.code not in placed:
                _note_rivals(loser, rivals, notes)
    return placed


def _claim(
    field: Field, index: Index, table: str, settled: Settled, notes: NoteBook
) -> Claim | None:
    if field.code in settled.own:
        return None
    wanted = settled.items.get(field.code)
    if wanted is not None:
        target = index.by_pointer[wanted]
        if target.table == table and _may_be(field, target):
            return Claim(field, target, "alias")
        notes.one("alias-unfit", field.at, field=field.label, key=field.code, item=wanted)
        return None
    by_code = index.by_code.get((table, fold_code(field.code)), [])
    labels = qualified_names(field.label, field.groups)
    by_label = [index.by_label.get((table, label), []) for label in labels]
    disagreeing: list[Target] = []
    for how, found in (("code", by_code), *(("label", targets) for targets in by_label)):
        fitting = [t for t in found if _may_be(field, t)]
        agreeing = [t for t in fitting if index.structures.agrees(t.pointer, field.groups)]
        disagreeing += [t for t in fitting if t not in agreeing]
        if len(agreeing) > 1:
            named = [t for t in agreeing if index.structures.named(t.pointer, field.groups)]
            if len(named) != 1:
                _note(field, "item-ambiguous", agreeing, notes)
                return None
            return Claim(field, named[0], "heading")
        if agreeing:
            return Claim(field, agreeing[0], "code" if how == "code" else "label")
    if disagreeing:
        _note(field, "item-group-differs", disagreeing, notes, group=" › ".join(field.groups))
        return None
    _unmatched(field, index, by_code or next(filter(None, by_label), []), labels, notes)
    return None


def _unmatched(
    field: Field, index: Index, alike: list[Target], labels: list[str], notes: NoteBook
) -> None:
    elsewhere = next((t for label in labels if (t := index.anywhere.get(label))), None)
    if alike:
        _note(field, "item-otherwise-built", alike, notes)
    elif field.entered and elsewhere:
        _note(field, "item-elsewhere", elsewhere, notes)
    elif field.entered:
        notes.one("item-not-matched", field.at, field=field.label, code=field.code)


def _note(
    field: Field, kind: str, candidates: Iterable[Target], notes: NoteBook, **more: str
) -> None:
    found = list(candidates)
    params = {"field": field.label, "code": field.code, **more}
    params["candidates"] = listed([t.name for t in found])
    params["pointers"] = " ".join(t.pointer for t in found)
    notes.one(kind, field.at, **params)


def _may_be(field: Field, target: Target) -> bool:
    """Rows go to rows and single fields to single items; a list of files is rows."""
    return (target.shape == "table") == (field.kind in ("table", "files"))


def _note_rivals(loser: Claim, rivals: list[Claim], notes: NoteBook) -> None:
    others = [f"{c.field.label} ({c.field.code})" for c in rivals if c is not loser]
    params = {"field": loser.field.label, "code": loser.field.code, "others": listed(others)}
    params["pointers"] = loser.target.pointer
    notes.one("item-claimed-twice", loser.field.at, item=loser.target.name, **params)
