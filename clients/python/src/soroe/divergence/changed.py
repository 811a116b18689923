"""The items at which two forms differ in meaning: the definition of docs/divergence.md.

An item counts exactly if making its differences, and no others, changes the set of accepted
applications. So titles and orders never count, nor does a rule that is spelled otherwise. Two forms
that accept the same have no such item; where they do not, there is at least one.
"""

from __future__ import annotations

import msgspec

from soroe.contain import DEFAULT, Budget
from soroe.diff.apply import apply_op
from soroe.diff.derive import derive
from soroe.diff.meaning import same_meaning
from soroe.diff.place import is_wording
from soroe.divergence.asked import Asked
from soroe.divergence.speaks import items_of
from soroe.errors import DiffError
from soroe.model import Base, Effect, Json, Op
from soroe.report.words import title_at
from soroe.schema import items


class ItemDifference(Base, frozen=True):
    """One item that differs: what its differences alone do, and the operations that make them.

    An `effect` of `undecided` is one that the engine could not decide; it is never `none`. `title`
    are the titles that lead to the item; empty for the form itself.
    """

    item: str
    title: str
    effect: Effect
    ops: tuple[Op, ...]


class Compared(Base, frozen=True):
    """The items of the core, those that only the other form has (`more`), and those that differ.

    The form itself is one of `more` where it differs.
    """

    core: int
    more: int = 0
    differences: tuple[ItemDifference, ...] = ()

    @property
    def union(self) -> int:
        """The items of both forms together."""
        return self.core + self.more


def compare(
    core: Json, form: Json, budget: Budget = DEFAULT, asked: Asked | None = None
) -> Compared:
    """The items at which `form` differs in meaning from `core`; references have been inlined.

    The form itself is an item only where rules that name no item differ. Pure but for what it
    notes in `asked`, which saves asking it again; never raises for two schemas.
    """
    asked = asked or Asked()
    before, after = items(core), items(form)
    known = list(dict.fromkeys((*before, *after)))
    same = Compared(len(before), len(known) - len(before))
    if same_meaning(core, form):
        return same
    if all(effect == "none" for effect in asked.effects(core, form, budget)):
        return same
    ops: dict[str, tuple[Op, ...]] = {}
    for change in derive(core, form):
        if not all(is_wording(op) for op in change.ops):
            for item in items_of(change, before, after):
                ops[item] = (*ops.get(item, ()), *change.ops)
    answers: dict[bytes, Effect] = {}  # shared by the items of a group that is gone
    effects: dict[str, Effect] = {}
    for item, made in ops.items():
        key = msgspec.json.encode(made)
        if key not in answers:
            answers[key] = _effect(asked, core, made, budget)
        effects[item] = answers[key]
    if all(effect == "none" for effect in effects.values()):
        # Each difference alone is idle because another one does the same: together they are not.
        effects = dict.fromkeys(ops or ("",), asked.effect(core, form, budget))
    found = [
        ItemDifference(
            item,
            title_at(core if item in before else form, item),
            effects[item],
            ops.get(item, ()),
        )
        for item in ("", *known)
        if effects.get(item, "none") != "none"
    ]
    return Compared(same.core, same.more + any(not d.item for d in found), tuple(found))


def _effect(asked: Asked, core: Json, ops: tuple[Op, ...], budget: Budget) -> Effect:
    """What these operations alone do; `undecided` where they cannot be made alone."""
    form = core
    try:
        for op in ops:
            form = apply_op(form, op)
    except DiffError:
        return "undecided"
    return asked.effect(core, form, budget)
