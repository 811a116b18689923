"""Two people edited one draft: both edits in one, where they did not touch the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from soroe.diff.apply import same
from soroe.diff.document import decode_diff, encode_diff
from soroe.errors import DocumentError, Problem
from soroe.model import Base, Change, Json, LocalDiff
from soroe.pointer import join

T = TypeVar("T")

_WHOLE = ("schema", "form", "core", "municipality", "over", "effective_from")
"""Members of a diff that are one value each."""


class Clash(Base, frozen=True):
    """What both changed, each in another way: it waits for a person.

    `at` is the item whose changes these are, or the pointer of a member of the document (`is_item`
    says which). None stands for nothing: it was taken out, or was not there.
    """

    at: str
    is_item: bool
    base: Json
    theirs: Json
    ours: Json


class MergedEdits(Base, frozen=True):
    """Both edits in one diff; where they clash, `theirs` stands in it.

    `problems` say why the two together are no diff, though each of them is one.
    """

    diff: LocalDiff
    clashes: tuple[Clash, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether there is nothing to decide."""
        return not (self.clashes or self.problems)


def merge_edits(base: LocalDiff, theirs: LocalDiff, ours: LocalDiff) -> MergedEdits:
    """Three-way, by what a person calls one thing: all changes on one item, a citation, a date.

    `base` is the text that both were made from. The order is that of `theirs`; what only `ours`
    has comes after the item that stands before it there. Whether the result still fits its core is
    `apply`'s question.
    """
    if theirs in (base, ours):
        return MergedEdits(ours)
    if ours == base:
        return MergedEdits(theirs)
    clashes: list[Clash] = []

    def settle(at: str, sides: tuple[Any, Any, Any], *, is_item: bool = False) -> Any:
        old, their, our = sides
        if _equal(our, their) or _equal(old, our):
            return their
        if _equal(old, their):
            return our
        clashes.append(Clash(at, is_item, *(_json(side) for side in sides)))
        return their

    whole = {
        member: settle(f"/{_camel(member)}", _each(member, base, theirs, ours)) for member in _WHOLE
    }
    tables = {
        member: {
            key: value
            for key, sides in _rows(*_each(member, base, theirs, ours))
            if (value := settle(join((member, key)), sides)) is not None
        }
        for member in ("citations", "aliases")
    }
    groups = [_by_item(side) for side in (base, theirs, ours)]
    settled = {item: settle(item, sides, is_item=True) or () for item, sides in _rows(*groups)}
    changes = tuple(change for item in _order(groups[1], groups[2]) for change in settled[item])
    merged = replace(theirs, **whole, **tables, changes=_as_before(changes, theirs))
    return MergedEdits(merged, tuple(clashes), _problems(merged))


def _each(member: str, *diffs: LocalDiff) -> tuple[Any, Any, Any]:
    first, second, third = (getattr(diff, member) for diff in diffs)
    return first, second, third


def _rows(
    *tables: Mapping[str, T],
) -> Iterator[tuple[str, tuple[T | None, T | None, T | None]]]:
    """Each key with its value on the three sides, in the order of theirs, then of ours."""
    base, theirs, ours = tables
    for key in dict.fromkeys((*theirs, *ours, *base)):
        yield key, (base.get(key), theirs.get(key), ours.get(key))


def _by_item(diff: LocalDiff) -> dict[str, tuple[Change, ...]]:
    found: defaultdict[str, list[Change]] = defaultdict(list)
    for change in diff.changes:
        found[change.item].append(change)
    return {item: tuple(changes) for item, changes in found.items()}


def _order(theirs: Mapping[str, object], ours: Mapping[str, object]) -> list[str]:
    """The items of both; one that only ours has stands after the one before it there."""
    order = list(theirs)
    before: str | None = None
    for item in ours:
        if item not in theirs:
            order.insert(0 if before is None else order.index(before) + 1, item)
        before = item
    return order


def _as_before(changes: tuple[Change, ...], theirs: LocalDiff) -> tuple[Change, ...]:
    """Their very sequence, where the same changes came out of it."""
    one, other = (sorted(map(repr, some)) for some in (changes, theirs.changes))
    return theirs.changes if one == other else changes


def _problems(merged: LocalDiff) -> tuple[Problem, ...]:
    """Such as a citation that the one took out and the other cites."""
    try:
        decode_diff(encode_diff(merged))
    except DocumentError as error:
        return error.problems
    return ()


def _equal(one: Any, other: Any) -> bool:
    return same(_json(one), _json(other))


def _json(side: Any) -> Json:
    value: Json = msgspec.json.decode(msgspec.json.encode(side))
    return value


def _camel(member: str) -> str:
    return {"effective_from": "effectiveFrom", "schema": "$schema"}.get(member, member)
