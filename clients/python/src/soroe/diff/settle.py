"""The operations of a diff on a new core, group of items by group of items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from soroe.diff.apply import apply_op
from soroe.diff.effects import Engine
from soroe.diff.judge import judge
from soroe.diff.parts import Place, dragged
from soroe.diff.regions import NOBODY, Names, cut, groups, joined, reach
from soroe.diff.renames import NOWHERE, MovedApartError, Moves
from soroe.diff.sides import Judged, Step
from soroe.diff.turned import turned
from soroe.errors import DiffError, Problem
from soroe.model import Json, Op, Verdict
from soroe.pointer import split


class Settled(msgspec.Struct, frozen=True):
    """What becomes of some operations, each by itself, in the order in which they were given.

    `before` is the city's form on the old core, `after` the one on the new core with what goes on
    being made. `misfits` says why an operation does not fit the new core as it is written, made
    after the ones before it (a type of `apply`, or `operation-moved`); None where it does.
    """

    judged: tuple[Judged, ...]
    before: Json
    after: Json
    misfits: tuple[Problem | None, ...]


class Waiting(NamedTuple):
    """Operations (indexes) that a person is asked about: with another one, or for what they do."""

    held: frozenset[int] = frozenset()
    refused: frozenset[int] = frozenset()


class Group(msgspec.Struct, frozen=True):
    """A group of items, the operations about them (indexes), and what becomes of those.

    `names` is None where the form is one piece.
    """

    names: Names | None
    at: tuple[int, ...]
    settled: Settled


class Ground:
    """Two cores with their groups of items, and what was found out about them so far.

    What operations become depends on the two cores and on the operations alone, never on the
    municipality: so it is worked out once for the operations that several have in common.
    """

    def __init__(
        self,
        old: Json,
        new: Json,
        renames: Mapping[str, str],
        answers: dict[tuple[bytes, bytes], Verdict],
        *,
        whole: bool = False,
        elsewhere: frozenset[str] = frozenset(),
    ) -> None:
        """`whole`: in one piece in any case. `answers` are those of `Engine`."""
        self.old, self.new, self.answers = old, new, answers
        self.moves = Moves(renames, elsewhere)
        self._groups = None if whole else groups((old, new), renames)
        self._home = {n: group for group in self._groups or () for n in group}
        named = (_items(core) for core in (old, new))
        self._rank = {n: at for at, n in enumerate(dict.fromkeys(n for ns in named for n in ns))}
        self._reach: dict[bytes, Names | None] = {}
        self._cuts: dict[Names, tuple[Json, Json]] = {}
        self._settled: dict[tuple[Names | None, tuple[tuple[bytes, ...], ...]], Settled] = {}

    def settle(self, places: Sequence[Place]) -> list[Group]:
        """All groups: those that the operations are about, and those of which none speaks."""
        keys = [msgspec.json.encode(place.op) for place in places]
        found = self._split(places, keys)
        if found is None:
            every = tuple(range(len(places)))
            return [Group(None, every, self._settle(None, places, keys))]
        out: list[Group] = []
        for names, at in sorted(found, key=lambda pair: self.order(pair[0])):
            inside = [places[n] for n in at], [keys[n] for n in at]
            out.append(Group(names, tuple(at), self._settle(names, *inside)))
        return out

    def cuts(self, names: Names | None) -> tuple[Json, Json]:
        """The old and the new core, cut down to a group."""
        if names is None:
            return self.old, self.new
        known = self._cuts.get(names)
        if known is None:
            known = self._cuts[names] = cut(self.old, names), cut(self.new, names)
        return known

    def _split(
        self, places: Sequence[Place], keys: Sequence[bytes]
    ) -> list[tuple[Names, list[int]]] | None:
        if self._groups is None:
            return None
        about: list[Names] = []
        for place, key in zip(places, keys, strict=True):
            if key not in self._reach:
                self._reach[key] = self._with_neighbours(reach(place.op))
            names = self._reach[key]
            if names is None:
                return None
            about.append(names)
        merged = joined(dict.fromkeys(about)) if about else ()
        home = {n: group for group in merged for n in group}
        out: dict[Names, list[int]] = {NOBODY: []}
        out |= {group: [] for group in merged}
        for index, names in enumerate(about):
            out[home[min(names)] if names else NOBODY].append(index)
        out |= {group: [] for group in self._groups if min(group) not in home}
        return list(out.items())

    def order(self, names: Names) -> tuple[int, str]:
        """Groups in the order of their items in the forms, the municipality's own ones last."""
        return min(((self._rank.get(n, len(self._rank)), n) for n in names), default=(-1, ""))

    def _with_neighbours(self, names: Names | None) -> Names | None:
        return None if names is None else names.union(*(self._home.get(n, ()) for n in names))

    def _settle(
        self, names: Names | None, places: Sequence[Place], keys: Sequence[bytes]
    ) -> Settled:
        together: dict[int, list[bytes]] = {}
        for place, key in zip(places, keys, strict=True):
            together.setdefault(place.change, []).append(key)
        asked = names, tuple(map(tuple, together.values()))
        known = self._settled.get(asked)
        if known is None:
            old, new = self.cuts(names)
            known = self._settled[asked] = settle(old, new, places, self.moves, self.answers)
        return known


def _items(form: Json) -> Iterable[str]:
    named = form.get("properties") if isinstance(form, dict) else None
    return named if isinstance(named, dict) else ()


def settle(
    old: Json,
    new: Json,
    places: Sequence[Place],
    moves: Moves,
    answers: dict[tuple[bytes, bytes], Verdict],
) -> Settled:
    """The operations judged one after the other, until none waits for another one any more."""
    engine = Engine((place.op for place in places), answers=answers)
    steps, before = _steps(old, places)
    alike = msgspec.json.encode(old) == msgspec.json.encode(new)
    wait = Waiting()
    while True:
        judged, after = _judge_all(engine, moves, steps, new, wait)
        held = wait.held | dragged(places, judged)
        if held != wait.held:
            wait = Waiting(held, wait.refused)
            continue
        if alike:
            break  # the same operations on the same form: nothing can have turned
        surprising, judged = turned(engine, new, places, steps, judged, moves=moves)
        if surprising <= wait.refused:
            break
        wait = Waiting(held, wait.refused | surprising)
    return Settled(tuple(judged), before, after, _misfits(old, new, places, moves))


def _steps(old_core: Json, places: Sequence[Place]) -> tuple[list[Step | None], Json]:
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
    steps = [
        None if sides is None else Step(place.op, *sides, final=form, now=None)
        for place, sides in zip(places, around, strict=True)
    ]
    return steps, form


def _judge_all(
    engine: Engine,
    moves: Moves,
    steps: Sequence[Step | None],
    new_core: Json,
    wait: Waiting,
) -> tuple[list[Judged], Json]:
    """Every operation judged in order, and the new core with those that go on being made."""
    form = new_core
    out: list[Judged] = []
    for index, step in enumerate(steps):
        if step is None:
            out.append(Judged("orphan", "never-fitted", ""))
            continue
        step_now = msgspec.structs.replace(step, now=form)
        found = judge(
            engine, moves, step_now, held=index in wait.held, refused=index in wait.refused
        )
        for op in found.ops:
            form = apply_op(form, op)
        out.append(found)
    return out, form


def _misfits(
    old: Json, new: Json, places: Sequence[Place], moves: Moves
) -> tuple[Problem | None, ...]:
    form = new
    out: list[Problem | None] = []
    for place in places:
        try:
            form = apply_op(form, place.op)
        except DiffError as e:
            out.append(_moved(moves, place.op, old, new) or e.problem)
        else:
            out.append(None)
    return tuple(out)


def _moved(moves: Moves, op: Op, old: Json, new: Json) -> Problem | None:
    """That the place is another one now: an item was renamed, a condition stands elsewhere."""
    try:
        there = moves.op(op, old, new).path
    except MovedApartError:
        return None
    if there == op.path or NOWHERE in split(there):
        return None
    facts = {"path": op.path, "to": there}
    return Problem("operation-moved", params=facts)
