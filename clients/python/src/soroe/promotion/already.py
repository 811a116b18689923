"""Changes that the core has made already, which cities pinned to an older core still carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import UNSET

from soroe.diff.apply import names_member, same
from soroe.diff.merge import holds
from soroe.diff.place import schema_path
from soroe.model import Op
from soroe.pointer import MISSING, find, join, split
from soroe.promotion.ground import Ground
from soroe.promotion.signature import Signature


def already(
    core: Ground, signatures: Sequence[Signature], items: Iterable[str], ops: Sequence[Op]
) -> bool:
    """Whether there is nothing to promote: the core says it, or has the item under its label.

    `signatures` are those of one cluster, `items` the pointers that the cities have it under. An
    added item counts as there where the core has one with the same label (title or other name) in
    the same group, or at a place where one of the cities has it.
    """
    if signatures[0].kind == "added":
        return _has_item(core, signatures, items)
    return all(_made(core, op) for op in ops)


def _has_item(core: Ground, signatures: Sequence[Signature], items: Iterable[str]) -> bool:
    labels = {name for one in signatures for name in one.names}
    groups = {split(one.item) for one in signatures}
    beside = {
        item
        for group in groups
        if isinstance(
            named := find(core.core, join((*schema_path(join(group)), "properties"))), dict
        )
        for item in (join((*group, name)) for name in named)
    }
    there = {item for item in items if item in core.items}
    return any(labels.intersection(core.labels(item)) for item in (*beside, *there))


def _made(core: Ground, op: Op) -> bool:
    stands = find(core.core, op.path)
    if names_member(op):
        listed = stands if isinstance(stands, list) else []
        return holds(listed, op.value) == (op.op == "add")
    if op.op == "remove":
        return stands is MISSING
    return stands is not MISSING and op.value is not UNSET and same(stands, op.value)
