"""The 備考 of each row: the basis and the reason that a local diff gives for the change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import msgspec
from msgspec.structs import replace

from soroe.citation import cite
from soroe.diff.place import item_of
from soroe.model import Change, LocalDiff
from soroe.table.model import Remark, Row
from soroe.table.order import owner

_Known: TypeAlias = dict[str, list[Remark]]


def remarks(rows: Iterable[Row], old: LocalDiff | None, new: LocalDiff | None) -> tuple[Row, ...]:
    """The rows with their remarks.

    A change stands at the rows of its item and of the items that it changes; where one has none
    (it lies in a group that was taken out as a whole) at the nearest row around it. What lies
    in a group that was added or taken out rests on what the group rests on. Where the newer
    form has no change of the item any more, the basis is that of the older form, and is marked
    as such.
    """
    found = list(rows)
    places = {row.item for row in found}
    now, then = _by_row(new, places), _by_row(old, places)
    given_up = _given_up(old, new)
    out: list[Row] = []
    for row in found:
        said = _nearest(row, now)
        if not said:
            said = [replace(r, earlier=True) for r in _nearest(row, then) if r in given_up]
        out.append(replace(row, remarks=tuple(dict.fromkeys(said))))
    return tuple(out)


def _by_row(diff: LocalDiff | None, places: set[str]) -> _Known:
    out: _Known = {}
    for change in diff.changes if diff else ():
        remark = _remark(change, diff)
        touched = (change.item, *(item_of(op) for op in change.ops))
        for row in dict.fromkeys(_row_of(item, places) for item in touched):
            if remark is not None:
                out.setdefault(row, []).append(remark)
    return out


def _row_of(item: str, places: set[str]) -> str:
    here = item.removesuffix("/*")
    while here and here not in places:
        here = owner(here)
    return here


def _nearest(row: Row, known: _Known) -> list[Remark]:
    here = row.item
    while here not in known and row.kind != "changed" and here:
        here = owner(here)
    return known.get(here, []) if here or not row.item else []


def _given_up(old: LocalDiff | None, new: LocalDiff | None) -> set[Remark]:
    kept = {_signature(change) for change in new.changes} if new else set()
    changes = old.changes if old else ()
    found = (_remark(change, old) for change in changes if _signature(change) not in kept)
    return {remark for remark in found if remark is not None}


def _signature(change: Change) -> bytes:
    return msgspec.json.encode((change.item, change.ops), order="sorted")


def _remark(change: Change, diff: LocalDiff | None) -> Remark | None:
    basis = change.basis
    cited = diff.citations.get(basis.cite) if diff and basis else None
    said = cite(cited, basis.article) if cited and basis else ""
    return Remark(said, change.reason) if said or change.reason else None
