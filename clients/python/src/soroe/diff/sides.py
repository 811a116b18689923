"""One operation and everything it is judged by, in the new core's places and names."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET

from soroe.diff.apply import names_member, same
from soroe.diff.effects import Engine
from soroe.diff.outcome import ChoiceId, Kind
from soroe.diff.place import named, target
from soroe.diff.renames import Moves
from soroe.model import Json, Op
from soroe.pointer import MISSING, find, join, split


class Step(msgspec.Struct, frozen=True):
    """An operation with all it is judged by.

    `before` and `after` are the city's form on the old core around the operation, `final` the
    same when all is done; `now` is the new core with what the diff has made of it so far.
    """

    op: Op
    before: Json
    after: Json
    final: Json
    now: Json


class Judged(msgspec.Struct, frozen=True):
    """What becomes of an operation; `offers` are ready operations for a person to choose from.

    `was`, `ours` and `theirs` are `MISSING` where nothing stands.
    """

    kind: Kind
    reason: str
    path: str
    ops: tuple[Op, ...] = ()
    was: Any = MISSING
    ours: Any = MISSING
    theirs: Any = MISSING
    offers: tuple[tuple[ChoiceId, tuple[Op, ...]], ...] = ()


class Sides:
    """The operation's place on all sides, in the new core's names."""

    def __init__(self, engine: Engine, moves: Moves, step: Step, moved: Op) -> None:
        self.engine, self.step, self.op = engine, step, moved
        self.moved = moved.path != step.op.path or not _same_ops(moved, step.op)
        self.where = target(moved.path)
        *above, self.key = split(moved.path)
        self.owner = find(step.now, join(above))
        self.theirs = self._at(self.owner)
        old_owner = join(split(step.op.path)[:-1])
        self.was = self._at(find(step.before, old_owner), step.op)
        self.ours = self._at(find(step.after, old_owner), step.op)
        if named(step.op) is None:  # else the member itself says what is meant, whoever else is in
            self.was = moves.value(step.op, self.was)
            self.ours = moves.value(step.op, self.ours)

    @property
    def is_member(self) -> bool:
        """Whether this is about a member of a set; a first `type` begins one and is a value."""
        begins = self.key == "type" and self.was is MISSING
        return names_member(self.op) and not begins

    def _at(self, owner: object, op: Op | None = None) -> Any:
        key = split(op.path)[-1] if op else self.key
        return owner.get(key, MISSING) if isinstance(owner, dict) else MISSING

    def replacing(self, value: Any) -> tuple[Op, ...]:
        """From what stands there now to the value."""
        path, theirs = self.op.path, self.theirs
        if value is MISSING:
            return () if theirs is MISSING else (Op("remove", path, was=theirs),)
        if theirs is MISSING:
            return (Op("add", path, value=value),)
        return (Op("replace", path, was=theirs, value=value),)

    def conflict(self, reason: str, ours: tuple[Op, ...]) -> Judged:
        """A conflict in which the city's side is these operations."""
        return self.ended("conflict", reason, offers=(("ours", ours), ("core", ())))

    def fits(
        self, ops: tuple[Op, ...], reason: str = "", member: Any = UNSET, theirs: Any = UNSET
    ) -> Judged:
        """The operations go on; `reason` where they are not as they were."""
        if not reason:
            reason = "moved" if self.moved else "fits"
        kind: Kind = "carried" if reason == "fits" else "adjusted"
        return self.ended(kind, reason, ops=ops, member=member, theirs=theirs)

    def other_words(self, ours: tuple[Op, ...], mine: Any, theirs: Any) -> Judged:
        """The core says the same in other words, which stand unless somebody wants the city's."""
        return msgspec.structs.replace(
            self.ended(
                "absorbed",
                "core-says-so-in-other-words",
                offers=(("core", ()), ("ours", ours)),
            ),
            ours=mine,
            theirs=theirs,
        )

    def ended(
        self,
        kind: Kind,
        reason: str,
        *,
        ops: tuple[Op, ...] = (),
        offers: tuple[tuple[ChoiceId, tuple[Op, ...]], ...] = (),
        member: Any = UNSET,
        theirs: Any = UNSET,
    ) -> Judged:
        """The judgement, with what stands on the three sides; of a set, the `member` alone."""
        was, ours, core = self.was, self.ours, self.theirs
        if member is not UNSET:
            adds = self.op.op == "add"
            was, ours = (MISSING, member) if adds else (member, MISSING)
            core = MISSING if theirs is UNSET else theirs
        return Judged(kind, reason, self.op.path, ops, was, ours, core, offers)


def _same_ops(one: Op, two: Op) -> bool:
    return all(
        a is b or (UNSET not in (a, b) and same(a, b))
        for a, b in ((one.was, two.was), (one.value, two.value))
    )
