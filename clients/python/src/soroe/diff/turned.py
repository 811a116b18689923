"""Does a change turn around on the new core: one that took nothing away does, or the reverse?

An operation may fit and mean the same at its place, and the change as a whole still acts otherwise,
because the core did a part of it already or gave up what had made it idle. Nothing may change for
applicants by surprise:

- What the city's form and the new core both accept, the rebased form accepts; what both refuse, it
  refuses. Where a change that turned around keeps to that, it goes on, and the account says that
  its effect is another one now (`effect-turned`).
- Where it does not, a person is asked (`means-something-else`), also where it is not known.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from soroe.diff.apply import apply_op, same
from soroe.diff.effects import Engine
from soroe.diff.meaning import stripped
from soroe.diff.parts import Place
from soroe.diff.place import is_wording, schemas_on, target
from soroe.diff.sides import Judged, Step
from soroe.model import Effect, Json
from soroe.pointer import find, join, split

_INSIDE = frozenset({"properties", "items", "required"})
"""Keywords that say what stands in a value; the others say whether the value is taken at all."""

_DIRECTIONS: dict[Effect, frozenset[str]] = {
    "none": frozenset(),
    "narrows": frozenset({"narrows"}),
    "widens": frozenset({"widens"}),
    "both": frozenset({"narrows", "widens"}),
}


def turned(
    engine: Engine,
    new_core: Json,
    places: Sequence[Place],
    steps: Sequence[Step | None],
    judged: Sequence[Judged],
) -> tuple[frozenset[int], list[Judged]]:
    """The operations that somebody must be asked about, and the judgements with what is said."""
    out = list(judged)
    surprising: set[int] = set()
    now = new_core
    for change in dict.fromkeys(place.change for place in places):
        mine = [n for n, place in enumerate(places) if place.change == change]
        before = now
        for op in (op for n in mine for op in judged[n].ops):
            now = apply_op(now, op)
        kept = [n for n in mine if judged[n].ops and not is_wording(places[n].op)]
        made = [step for n in mine if (step := steps[n]) is not None]
        if not kept or not _may_turn(places, steps, judged, mine, before):
            continue
        old = made[0].before, made[-1].after
        if engine.alike(old[0], before) and engine.alike(old[1], now):
            continue
        fresh = _fresh(engine, old, (before, now))
        if not fresh:
            continue
        if _surprises(engine, fresh, old[1], before, now):
            surprising.update(kept)
        for n in kept:
            out[n] = msgspec.structs.replace(out[n], kind="adjusted", reason="effect-turned")
    return frozenset(surprising), out


def _may_turn(
    places: Sequence[Place],
    steps: Sequence[Step | None],
    judged: Sequence[Judged],
    mine: Sequence[int],
    now: Json,
) -> bool:
    """Whether only a part of the change goes on, or the core changed what lies around it."""
    telling = [n for n in mine if not is_wording(places[n].op)]
    if any(judged[n].kind != "carried" for n in telling):
        return True
    for n in telling:
        step, path = steps[n], places[n].op.path
        if step is not None and not same(_around(step.before, path), _around(now, path)):
            return True
    return False


def _around(form: Json, path: str) -> list[Json]:
    """What the schemas on the way to a place, its own keyword aside, say about taking a value."""
    where = target(path)
    out: list[Json] = []
    for steps in schemas_on(split(path)):
        schema = find(form, join(steps))
        if isinstance(schema, dict):
            own = {where.keyword} if steps == where.schema else set[str]()
            out.append({k: v for k, v in stripped(schema).items() if k not in _INSIDE | own})
    return out


def _fresh(engine: Engine, old: tuple[Json, Json], new: tuple[Json, Json]) -> frozenset[str]:
    """The directions in which the change acts now and did not act before."""
    after = _DIRECTIONS.get(engine.effect(*new), frozenset())
    if not after:
        return after
    was = engine.effect(*old)
    return after - _DIRECTIONS[was] if was != "undecided" else frozenset()


def _surprises(engine: Engine, fresh: frozenset[str], city: Json, core: Json, made: Json) -> bool:
    """Whether something is accepted, or refused, otherwise than city and core both do it."""
    accepts = "widens" in fresh and not engine.within(made, {"anyOf": [core, city]})
    return accepts or ("narrows" in fresh and not engine.within({"allOf": [core, city]}, made))
