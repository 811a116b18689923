"""The operations that make a change in the core, and what they do to accepted applications."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from soroe.diff.effects import Engine
from soroe.diff.place import target
from soroe.model import Base, Effect, Json, Op, Refuted, Verdict
from soroe.pointer import MISSING, find, join, split
from soroe.promotion.document import Cost
from soroe.promotion.signature import Occurrence, Signature

_OWN = frozenset({"x-order"})
"""Where a city puts an item among its own says nothing about its place in the core."""


class Promoted(Base, frozen=True):
    """Operations ready for the core, their effect, whom it costs, and an answer that is refused.

    `witness` is an answer to the part of the form that the operations touch, None where nothing
    that was accepted is refused.
    """

    ops: tuple[Op, ...]
    effect: Effect
    cost: Cost
    witness: Any = None


def promoted(
    core: Json,
    signature: Signature,
    occurrences: Sequence[Occurrence],
    answers: dict[tuple[bytes, bytes], Verdict],
) -> Promoted:
    """What making the change in the core would do; `answers` keeps what the engine has said.

    An added item is made an optional one under the name that most cities give it, so that a core
    with it takes what it took before.
    """
    ops = _ops(core, signature, occurrences)
    choice = Engine(ops, answers=answers).choice("ours", core, ops)
    cost: Cost = "nobody" if choice.effect in ("none", "widens") else "others"
    if choice.effect == "undecided":
        cost = "unknown"
    forward = choice.core_in_form
    return Promoted(
        ops, choice.effect, cost, forward.witness if isinstance(forward, Refuted) else None
    )


def _ops(core: Json, signature: Signature, occurrences: Sequence[Occurrence]) -> tuple[Op, ...]:
    mine = [o for o in occurrences if o.signature == signature.key]
    op = mine[0].ops[0]
    if signature.kind == "added":
        return (_optional(core, op, mine),)
    if signature.kind == "choice-added":
        return _choice(core, signature, op)
    return (_on(core, op),)


def _optional(core: Json, op: Op, mine: Sequence[Occurrence]) -> Op:
    """The item under the most common name that is free in the core."""
    above = split(op.path)[:-1]
    there = find(core, join(above))
    taken = set(there) if isinstance(there, dict) else set()
    names = Counter(split(o.item)[-1] for o in mine)
    ranked = sorted(names, key=lambda name: (-names[name], name))
    free = next((name for name in ranked if name not in taken), None)
    if free is None:
        free = next(
            f"{ranked[0]}{n}" for n in range(2, len(taken) + 3) if f"{ranked[0]}{n}" not in taken
        )
    schema = op.value if isinstance(op.value, dict) else {}
    return Op("add", join((*above, free)), value={k: v for k, v in schema.items() if k not in _OWN})


def _choice(core: Json, signature: Signature, op: Op) -> tuple[Op, ...]:
    """The choice, and its label where the core labels its choices."""
    where = target(op.path)
    listed = join((*where.schema, "enum"))
    label = join((*where.schema, "x-choices", str(signature.value)))
    out = [Op("add", listed, value=signature.value)]
    if find(core, join((*where.schema, "x-choices"))) is not MISSING:
        out.append(Op("add", label, value=signature.title))
    return tuple(out)


def _on(core: Json, op: Op) -> Op:
    """The operation with what stands in this core, which may be a later one than the city's."""
    stands = find(core, op.path)
    if op.was is UNSET or stands is MISSING:
        return op
    return replace(op, was=stands)
