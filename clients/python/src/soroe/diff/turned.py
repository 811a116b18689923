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

from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

import msgspec

from soroe.diff.apply import apply_op
from soroe.diff.depends import unlike
from soroe.diff.effects import Engine
from soroe.diff.evidence import shown
from soroe.diff.parts import Place
from soroe.diff.place import IN_PLACE, Path, is_wording, schemas_on, target
from soroe.diff.renames import Moves
from soroe.diff.sides import Judged, Step
from soroe.model import Json, Op
from soroe.pointer import MISSING, find, join

_TURNING = IN_PLACE | {"contains"}
"""Keywords under which a schema that takes more can make the one around it take less."""


class _Sides(NamedTuple):
    """A form around one change: on the old core before and after it, on the new one the same."""

    was: Json
    city: Json
    core: Json
    form: Json

    def at(self, where: Path) -> _Sides:
        """The schemas at a place; the whole forms where one of them has no such place."""
        found = [find(form, join(where)) for form in self]
        return self if MISSING in found else _Sides(*cast("list[Json]", found))


def turned(
    engine: Engine,
    new_core: Json,
    places: Sequence[Place],
    steps: Sequence[Step | None],
    judged: Sequence[Judged],
    *,
    moves: Moves,
) -> tuple[frozenset[int], list[Judged]]:
    """The operations that somebody must be asked about, and the judgements with what is said.

    `moves` brings the forms of before into the names of the new core.
    """
    out = list(judged)
    surprising: set[int] = set()
    now = new_core
    for change in dict.fromkeys(place.change for place in places):
        mine = [n for n, place in enumerate(places) if place.change == change]
        before = now
        for op in (op for n in mine for op in judged[n].ops):
            now = apply_op(now, op)
        telling = [n for n in mine if not is_wording(places[n].op)]
        kept = [n for n in telling if judged[n].ops]
        made = [step for n in mine if (step := steps[n]) is not None]
        if not kept:
            continue
        where = _where(places, steps, judged, telling, before)
        if where is None:
            continue
        old = moves.form(made[0].before), moves.form(made[-1].after)
        sides = _Sides(*old, before, now).at(where)
        if engine.alike(sides.was, sides.core) and engine.alike(sides.city, sides.form):
            continue
        fresh = _fresh(engine, sides, [_inside(where, places[n].op) for n in kept])
        if not fresh:
            continue
        if _surprises(engine, fresh, sides):
            surprising.update(kept)
        for n in (n for n in kept if judged[n].reason != "core-has-the-item"):  # says so itself
            out[n] = msgspec.structs.replace(out[n], kind="adjusted", reason="effect-turned")
    return frozenset(surprising), out


def _where(
    places: Sequence[Place],
    steps: Sequence[Step | None],
    judged: Sequence[Judged],
    telling: Sequence[int],
    now: Json,
) -> Path | None:
    """The innermost schema in which the change may act otherwise; None where it cannot.

    It may where only a part of it goes on, or where the core changed what an operation depends on
    (`unlike`). What lies around that schema takes the same values as before, so there the change
    acts on the whole form as it acts on the schema.
    """
    owners = [target(places[n].op.path).schema for n in telling]
    may = any(judged[n].kind != "carried" for n in telling)
    for n in telling:
        step, op = steps[n], places[n].op
        if step is None or (judged[n].ops and judged[n].path != op.path):
            return ()
        found = unlike(step.before, now, op)
        if found is not None:
            may = True
            owners.append(found)
    if not may:
        return None
    common = [list(_telling(owner)) for owner in owners]
    return [path for path in common[0] if all(path in others for others in common)][-1]


def _telling(owner: Path) -> Iterator[Path]:
    """The schemas around and including one, as far as to take more there is to take more."""
    inner = (*owner, "")
    for path in schemas_on(inner):
        yield path
        if inner[len(path)] in _TURNING:
            return


def _inside(where: Path, op: Op) -> Path | None:
    """The operation's schema seen from one around it; None where taking more may take less."""
    owner = target(op.path).schema
    return owner[len(where) :] if owner in _telling(owner) else None


def _fresh(engine: Engine, sides: _Sides, owners: Sequence[Path | None]) -> set[str]:
    """The directions in which the change acts now and did not act before.

    Where none of the schemas that the change writes into takes less, the one around them does not.
    """
    fresh: set[str] = set()
    ways = {
        "narrows": ((sides.was, sides.city), (sides.core, sides.form)),
        "widens": ((sides.city, sides.was), (sides.form, sides.core)),
    }
    for direction, (old, new) in ways.items():
        pairs = [_pair(new, owner) for owner in owners]
        if all(pair is not None and engine.within(*pair) for pair in pairs):
            continue
        if any(_acted(engine, old, owner) for owner in owners):
            continue
        if engine.within(*old) and engine.beyond(*new):
            fresh.add(direction)
    return fresh


def _acted(engine: Engine, forms: tuple[Json, Json], owner: Path | None) -> bool:
    """Whether an example shows at once that the change acted in this direction before."""
    pair = _pair(forms, owner)
    if pair is None or owner is None:
        return False
    found = engine.example(*pair)
    return found is not MISSING and shown(*forms, owner, cast("Json", found))


def _pair(forms: tuple[Json, Json], at: Path | None) -> tuple[Json, Json] | None:
    if at is None:
        return None
    one, two = (find(form, join(at)) for form in forms)
    return None if MISSING in (one, two) else (cast("Json", one), cast("Json", two))


def _surprises(engine: Engine, fresh: set[str], sides: _Sides) -> bool:
    """Whether something is accepted, or refused, otherwise than city and core both do it."""
    both = [sides.core, sides.city]
    accepts = "widens" in fresh and not engine.within(sides.form, {"anyOf": both})
    return accepts or ("narrows" in fresh and not engine.within({"allOf": both}, sides.form))
