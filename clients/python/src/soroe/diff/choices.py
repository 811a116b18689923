"""What each way out of a conflict would do to applicants: asked of the engine when it is wanted."""

from __future__ import annotations

import msgspec

from soroe.diff.apply import apply
from soroe.diff.effects import Engine
from soroe.diff.memo import Memo
from soroe.diff.outcome import Outcome, Part, Rebased
from soroe.model import Json


def weigh(rebased: Rebased, new_core: Json, memo: Memo | None = None) -> Rebased:
    """The same account with a verdict for every choice.

    `new_core` is the one that the diff was rebased on. Raises `DiffError` where it is another one
    that the rebased diff does not fit.
    """
    if not any(part.choices for o in rebased.outcomes for part in o.parts):
        return rebased
    form = apply(new_core, rebased.diff)
    answers = memo.known.answers if memo is not None else None
    engine = Engine((op for o in rebased.outcomes for op in o.before.ops), answers=answers)
    outcomes = tuple(_outcome(engine, form, o) for o in rebased.outcomes)
    return msgspec.structs.replace(rebased, outcomes=outcomes)


def _outcome(engine: Engine, form: Json, outcome: Outcome) -> Outcome:
    if not any(part.choices for part in outcome.parts):
        return outcome
    parts = tuple(_part(engine, form, part) for part in outcome.parts)
    return msgspec.structs.replace(outcome, parts=parts)


def _part(engine: Engine, form: Json, part: Part) -> Part:
    choices = tuple(engine.choice(c.id, form, c.ops) for c in part.choices)
    return msgspec.structs.replace(part, choices=choices)
