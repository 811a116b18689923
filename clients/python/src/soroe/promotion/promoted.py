"""The operations that make a change in the core, and what they do to accepted applications."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from soroe.diff.effects import Engine
from soroe.diff.place import schema_path, target
from soroe.model import Base, Effect, Json, Op, Refuted, Verdict
from soroe.pointer import MISSING, find, join, split
from soroe.promotion.document import Cost
from soroe.promotion.house import former_names, item, last, name_of
from soroe.promotion.signature import Occurrence, Signature


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

    An added item is made an optional one, so that a core with it takes what it took before. It has
    the most common of the names that the house allows, and the words of the core.
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
        return (_optional(core, op, signature.item, occurrences),)
    if signature.kind == "choice-added":
        return _choice(core, signature, op)
    return (_on(core, op),)


def _optional(core: Json, op: Op, group: str, occurrences: Sequence[Occurrence]) -> Op:
    """The item as the core writes its items, last in its group, under a name that is free.

    It says under which names all the cities have it (`x-formerly`), so that their diffs follow it.
    """
    above = split(op.path)[:-1]
    there = find(core, join(above))
    items, titles = ranked(o.item for o in occurrences), ranked(o.title for o in occurrences)
    beside = [split(item)[-1] for item in items if split(item)[:-1] == split(group)]
    taken = {*(there if isinstance(there, dict) else ()), *former_names(core, split(group))}
    name = name_of([*beside, split(op.path)[-1]], taken)
    mine = join((*split(group), name))
    value = item(
        op.value if isinstance(op.value, dict) else {},
        titles=titles,
        formerly=[p for p in items if p == mine or not _stands(core, p)],
        order=last(there),
    )
    return Op("add", join((*above, name)), value=value)


def ranked(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, the most common first."""
    counted = Counter(words)
    return tuple(sorted(counted, key=lambda word: (-counted[word], word)))


def _stands(core: Json, pointer: str) -> bool:
    return isinstance(find(core, join(schema_path(pointer))), dict)


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
