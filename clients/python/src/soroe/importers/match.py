"""Which core item a field is: by alias, by code, by label; exactly one, or none at all.

A field that fits two items is never guessed, and neither are two fields that fit one item: they
stay items of their own, with a note that names the candidates. A wrong guess would show a city a
divergence that it does not have, or hide one that it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from soroe.importers.field import Field
from soroe.importers.labels import fold, fold_code
from soroe.importers.notes import NoteBook, listed
from soroe.importers.targets import Target


class Claim(msgspec.Struct, frozen=True):
    """A field that fits exactly one item; `strength` 0 by alias, 1 by code, 2 by label."""

    field: Field
    target: Target
    strength: int


class Index:
    """The core's items by table ("" for those outside of tables), code and label."""

    def __init__(self, targets: Iterable[Target]) -> None:
        """Index every item once."""
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
    fields: Iterable[Field],
    index: Index,
    table: str,
    aliases: Mapping[str, str],
    notes: NoteBook,
) -> dict[str, Target]:
    """Field code -> the one item that the field is, among the columns of `table`.

    `aliases` maps the city's code to the core item.
    """
    claims = [c for field in fields if (c := _claim(field, index, table, aliases, notes))]
    by_item: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_item[claim.target.pointer].append(claim)
    placed: dict[str, Target] = {}
    for rivals in by_item.values():
        best = min(c.strength for c in rivals)
        winners = [c for c in rivals if c.strength == best]
        if len(winners) == 1:
            placed[winners[0].field.code] = winners[0].target
        for loser in rivals:
            if loser.field.code not in placed:
                _note_rivals(loser, rivals, notes)
    return placed


def _claim(
    field: Field, index: Index, table: str, aliases: Mapping[str, str], notes: NoteBook
) -> Claim | None:
    wanted = aliases.get(field.code)
    if wanted is not None:
        target = index.by_pointer[wanted]
        if target.table == table and _may_be(field, target):
            return Claim(field, target, 0)
        notes.one("alias-unfit", field.at, field=field.label, key=field.code, item=wanted)
        return None
    label = fold(field.label)
    by_code = index.by_code.get((table, fold_code(field.code)), [])
    by_label = index.by_label.get((table, label), [])
    for strength, found in ((1, by_code), (2, by_label)):
        fitting = [t for t in found if _may_be(field, t)]
        if len(fitting) == 1:
            return Claim(field, fitting[0], strength)
        if fitting:
            _note(field, "item-ambiguous", fitting, notes)
            return None
    alike = by_code or by_label
    if alike:
        _note(field, "item-otherwise-built", alike, notes)
    elif field.entered and (elsewhere := index.anywhere.get(label)):
        _note(field, "item-elsewhere", elsewhere, notes)
    elif field.entered:
        notes.one("item-not-matched", field.at, field=field.label, code=field.code)
    return None


def _note(field: Field, kind: str, candidates: Iterable[Target], notes: NoteBook) -> None:
    names = listed([t.name for t in candidates])
    notes.one(kind, field.at, field=field.label, code=field.code, candidates=names)


def _may_be(field: Field, target: Target) -> bool:
    """Rows go to rows and single fields to single items; a list of files is rows."""
    return (target.shape == "table") == (field.kind in ("table", "files"))


def _note_rivals(loser: Claim, rivals: list[Claim], notes: NoteBook) -> None:
    others = [f"{c.field.label} ({c.field.code})" for c in rivals if c is not loser]
    params = {"field": loser.field.label, "code": loser.field.code, "others": listed(others)}
    notes.one("item-claimed-twice", loser.field.at, item=loser.target.name, **params)
