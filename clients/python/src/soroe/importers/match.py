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
    """The core's items of one table (or of none) by pointer, code and label."""

    def __init__(self, targets: Iterable[Target], table: str) -> None:
        """Keep the items whose innermost table is `table`; "" for those outside of tables."""
        self.by_pointer: dict[str, Target] = {}
        self.by_code: dict[str, list[Target]] = defaultdict(list)
        self.by_label: dict[str, list[Target]] = defaultdict(list)
        for target in targets:
            if target.table == table:
                self.by_pointer[target.pointer] = target
                for code in target.codes:
                    self.by_code[code].append(target)
                for label in target.labels:
                    self.by_label[label].append(target)


def match(
    fields: Iterable[Field], index: Index, aliases: Mapping[str, str], notes: NoteBook
) -> dict[str, Target]:
    """Field code -> the one item that the field is. `aliases` maps city key -> core item."""
    claims = [c for field in fields if (c := _claim(field, index, aliases, notes))]
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


def _claim(field: Field, index: Index, aliases: Mapping[str, str], notes: NoteBook) -> Claim | None:
    wanted = aliases.get(field.code)
    if wanted is not None:
        target = index.by_pointer.get(wanted)
        if target is not None and _may_be(field, target):
            return Claim(field, target, 0)
        notes.one("alias-unfit", field.at, field=field.label, key=field.code, item=wanted)
        return None
    labels = index.by_label.get(fold(field.label), [])
    for strength, found in ((1, index.by_code.get(fold_code(field.code), [])), (2, labels)):
        fitting = _fitting(field, found)
        if len(fitting) == 1:
            return Claim(field, fitting[0], strength)
        if fitting:
            candidates = listed([t.name for t in fitting])
            params = {"field": field.label, "code": field.code, "candidates": candidates}
            notes.one("item-ambiguous", field.at, **params)
            return None
    if field.entered:
        notes.one("item-not-matched", field.at, field=field.label, code=field.code)
    return None


def _fitting(field: Field, found: list[Target]) -> list[Target]:
    """The candidates; where some are of the field's own shape (table or not), those alone."""
    possible = [t for t in found if _may_be(field, t)]
    alike = [t for t in possible if (t.shape == "table") == (field.kind in ("table", "files"))]
    return alike or possible


def _may_be(field: Field, target: Target) -> bool:
    """A table is a table or nothing; any other field may be any item that holds a value."""
    return target.shape == "table" or field.kind != "table"


def _note_rivals(loser: Claim, rivals: list[Claim], notes: NoteBook) -> None:
    others = [f"{c.field.label} ({c.field.code})" for c in rivals if c is not loser]
    params = {"field": loser.field.label, "code": loser.field.code, "others": listed(others)}
    notes.one("item-claimed-twice", loser.field.at, item=loser.target.name, **params)
