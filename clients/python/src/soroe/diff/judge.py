"""One operation on a new core: absorbed, carried, adjusted, in conflict, or without its object."""

from __future__ import annotations

import msgspec

from soroe.diff.apply import apply_op
from soroe.diff.effects import Engine
from soroe.diff.guard import doubt
from soroe.diff.join import joins, judge_joined
from soroe.diff.member import judge_member
from soroe.diff.outcome import ChoiceId
from soroe.diff.place import item_of, schema_path
from soroe.diff.renames import MovedApartError, Moves
from soroe.diff.sides import Judged, Sides, Step
from soroe.diff.value import judge_value
from soroe.errors import DiffError
from soroe.model import Op
from soroe.pointer import find, join


def judge(
    engine: Engine, moves: Moves, step: Step, *, held: bool = False, refused: bool = False
) -> Judged:
    """What becomes of the operation.

    `held`: it rests on a conflict and waits for it. `refused`: what it would do on the new core
    would surprise people (`turned`), so it is asked about.
    """
    try:
        moved = moves.op(step.op, step.before, step.now)
        sides = Sides(engine, moves, step, moved)
    except MovedApartError:
        return Judged("conflict", "moved-apart", step.op.path, offers=(("core", ()),))
    found = _judged(sides, moves)
    if (held or refused) and found.kind != "absorbed":
        ours = found.ops or next((ops for id_, ops in found.offers if id_ == "ours"), (moved,))
        reason = "rests-on-conflict" if held else "means-something-else"
        return sides.conflict(reason, ours)
    return _settled(sides, found) if found.ops else found


def _judged(sides: Sides, moves: Moves) -> Judged:
    item = item_of(sides.step.op)
    if sides.is_member:
        return judge_member(sides)
    if item in moves.elsewhere and sides.op.path == join(schema_path(item)):
        return sides.conflict("core-has-it-elsewhere", (sides.op,))
    if moves.names(item) and joins(sides):
        return judge_joined(sides)
    return judge_value(sides)


def _settled(sides: Sides, found: Judged) -> Judged:
    """The judgement once more, where making its operations shows that it cannot stand."""
    made = sides.step.now
    try:
        for op in found.ops:
            made = apply_op(made, op)
    except DiffError as e:
        reason = "core-leaves-nothing"
        if e.problem.type != "operation-leaves-nothing":
            reason = "does-not-fit"
        return msgspec.structs.replace(
            found, kind="conflict", reason=reason, ops=(), offers=(("core", ()),)
        )
    doubtful = doubt(
        sides.engine,
        sides.step.op,
        sides.op,
        (sides.step.before, sides.step.after),
        (sides.step.now, made),
    )
    if doubtful is None:
        return found
    kind, reason = doubtful
    ours = found.ops
    if reason == "core-asks-for-it":
        ours = (*_no_longer_required(sides), *found.ops)
    offers: tuple[tuple[ChoiceId, tuple[Op, ...]], ...] = (("ours", ours), ("core", ()))
    if kind == "orphan":
        offers = ()
    return msgspec.structs.replace(found, kind=kind, reason=reason, ops=(), offers=offers)


def _no_longer_required(sides: Sides) -> tuple[Op, ...]:
    place = (*sides.where.schema, "required")
    asked = find(sides.step.now, join(place))
    only_here = isinstance(asked, list) and sides.key in asked
    return (Op("remove", join(place), value=sides.key),) if only_here else ()
