"""A local diff on a new core version: three-way, operation by operation, nothing done silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from soroe.diff.apply import apply_op
from soroe.diff.effects import Engine
from soroe.diff.judge import judge
from soroe.diff.outcome import Outcome, Part, Rebased, overall
from soroe.diff.parts import Place, dragged, parts_of
from soroe.diff.renames import Moves
from soroe.diff.sides import Judged, Step
from soroe.errors import DiffError
from soroe.model import Change, Json, LocalDiff


def rebase(
    old_core: Json,
    new_core: Json,
    diff: LocalDiff,
    *,
    new_version: str,
    renames: Mapping[str, str] | None = None,
) -> Rebased:
    """The diff on `new_core`, with what became of every change.

    Both cores are published documents; for a diff that lies over another, both are the forms it
    lies on. `renames` maps items of the old core to items of the new one; without it an item that
    is called otherwise is gone, because a guess could join what does not belong together. The
    result applies to the new core (`apply` does not raise). Never raises for a diff that
    `decode_diff` accepts: what does not fit the old core is an orphan.
    """
    moves, engine = Moves(renames or {}), Engine(diff)
    places = [
        Place(c, o, op) for c, change in enumerate(diff.changes) for o, op in enumerate(change.ops)
    ]
    steps = _steps(old_core, places)
    held: frozenset[int] = frozenset()
    while True:
        judged, form = _judge_all(engine, moves, steps, new_core, held)
        more = held | dragged(places, judged)
        if more == held:
            break
        held = more
    outcomes: list[Outcome] = []
    changes: list[Change] = []
    for index, change in enumerate(diff.changes):
        mine = [n for n, place in enumerate(places) if place.change == index]
        parts = parts_of(engine, form, index, [(places[n], judged[n]) for n in mine])
        after = _after(moves, change, parts)
        kind = overall(part.kind for part in parts)
        if kind == "carried" and after is not None and after.item != change.item:
            kind = "adjusted"
        item = moves.item(change.item)
        outcomes.append(Outcome(index, kind, item, change, after, parts))
        if after is not None:
            changes.append(after)
    return Rebased(_diff(moves, diff, tuple(changes), new_version), diff.core, tuple(outcomes))


def _steps(old_core: Json, places: Sequence[Place]) -> list[Step | None]:
    """Each operation with the city's form around it; None where it does not fit the old core."""
    form = old_core
    around: list[tuple[Json, Json] | None] = []
    for place in places:
        try:
            after = apply_op(form, place.op)
        except DiffError:
            around.append(None)
            continue
        around.append((form, after))
        form = after
    return [
        None if sides is None else Step(place.op, *sides, final=form, now=None)
        for place, sides in zip(places, around, strict=True)
    ]


def _judge_all(
    engine: Engine,
    moves: Moves,
    steps: Sequence[Step | None],
    new_core: Json,
    held: frozenset[int],
) -> tuple[list[Judged], Json]:
    """Every operation judged in order, and the new core with those that go on being made."""
    form = new_core
    out: list[Judged] = []
    for index, step in enumerate(steps):
        if step is None:
            out.append(Judged("orphan", "never-fitted", ""))
            continue
        step_now = msgspec.structs.replace(step, now=form)
        found = judge(engine, moves, step_now, held=index in held)
        for op in found.ops:
            form = apply_op(form, op)
        out.append(found)
    return out, form


def _after(moves: Moves, change: Change, parts: tuple[Part, ...]) -> Change | None:
    """What the rebased diff keeps of a change, in the order of its operations."""
    ops = tuple(op for part in sorted(parts, key=lambda p: p.at) for op in part.ops)
    if not ops:
        return None
    item = moves.item(change.item)
    if item == change.item and ops == change.ops:
        return change
    return msgspec.structs.replace(change, item=item, ops=ops)


def _diff(
    moves: Moves, diff: LocalDiff, changes: tuple[Change, ...], new_version: str
) -> LocalDiff:
    aliases = {moves.item(item): key for item, key in diff.aliases.items()}
    return msgspec.structs.replace(diff, core=new_version, changes=changes, aliases=aliases)
