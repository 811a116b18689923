"""The operations of a diff on a new core, group of items by group of items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from soroe.diff.apply import apply_op
from soroe.diff.effects import Engine
from soroe.diff.judge import judge
from soroe.diff.nests import Nest, cut, overlap, present
from soroe.diff.parts import Place, dragged
from soroe.diff.regions import NOBODY, Names
from soroe.diff.renames import NOWHERE, MovedApartError, Moves
from soroe.diff.sides import Judged, Step
from soroe.diff.turned import turned
from soroe.errors import DiffError, Problem
from soroe.model import Json, Op, Verdict
from soroe.pointer import join, split

_NOTHING: Json = False


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


class Known:
    """What was found out about groups of items, by their content; several grounds may share it."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.answers: dict[tuple[bytes, bytes], Verdict] = {}
        """Those of `Engine`."""
        self.settled: dict[tuple[bytes, bytes, bytes, _Made], Settled] = {}
        self.dead: dict[tuple[int, Names], bool] = {}


_Made = tuple[tuple[bytes, ...], ...]
"""The operations on a group, those of one change together."""


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
        known: Known | None = None,
        *,
        whole: bool = False,
        elsewhere: frozenset[str] = frozenset(),
    ) -> None:
        """`whole`: in one piece in any case. What `known` holds is not worked out again."""
        self.old, self.new = old, new
        self.known = known or Known()
        self.moves = Moves(renames, elsewhere)
        given = old.get("examples") if isinstance(old, dict) else None
        self.examples: list[Json] = given if isinstance(given, list) else []
        self._said = renames, elsewhere
        self._keys: dict[Names | None, bytes] = {}
        self._engine = Engine((), answers=self.known.answers)
        self.nest: Nest | None = None
        if not whole and all(split(old) and split(new) for old, new in renames.items()):
            links = [frozenset(pair) for pair in renames.items()]
            self.nest = Nest((old, new), self._alive, links)
        named = (_items(core) for core in (old, new))
        self._rank = {n: at for at, n in enumerate(dict.fromkeys(n for ns in named for n in ns))}
        self._about: dict[bytes, Names | None] = {}
        self._cuts: dict[Names, tuple[Json, Json]] = {}
        self._texts: dict[Names | None, tuple[bytes, bytes]] = {}
        self._settled: dict[tuple[Names | None, _Made], Settled] = {}
        self._plain: dict[Names, Group] = {}
        self._orders: dict[Names, tuple[int, str]] = {}

    def settle(self, places: Sequence[Place]) -> list[Group]:
        """All groups: those that the operations are about, and those of which none speaks."""
        keys = [msgspec.json.encode(place.op) for place in places]
        about = self._told(places, keys)
        if self.nest is None or about is None:
            every = tuple(range(len(places)))
            return [Group(None, every, self._settle(None, places, keys))]
        closed: Names = NOBODY
        while True:
            groups = [
                self._group(names, at, places, keys)
                for names, at in self._split(self.nest, about, closed)
            ]
            # Groups inside an item that can no longer be there say nothing about each other.
            dead = [name for g in groups if self._is_dead(g) for name in g.names or ()]
            if not dead:
                return sorted(groups, key=lambda group: self.order(group.names or NOBODY))
            closed = closed.union(join(split(name)[:1]) for name in dead)

    def cuts(self, names: Names | None) -> tuple[Json, Json]:
        """The old and the new core, cut down to a group."""
        if names is None:
            return self.old, self.new
        known = self._cuts.get(names)
        if known is None:
            known = self._cuts[names] = cut(self.old, names), cut(self.new, names)
        return known

    def key(self, names: Names | None) -> bytes:
        """What else than cores and operations decides what a group becomes, and is said of it."""
        if names not in self._keys:
            renames, elsewhere = self._said
            if names is not None:
                near = [p for p in renames.items() if overlap(frozenset(p), names)]
                renames = dict(near)
                elsewhere = frozenset(n for n in elsewhere if overlap(frozenset({n}), names))
            said = [renames, elsewhere, self.examples]
            self._keys[names] = msgspec.json.encode(said, order="deterministic")
        return self._keys[names]

    def order(self, names: Names) -> tuple[int, str]:
        """Groups in the order of their items in the forms, the municipality's own ones last."""
        if names not in self._orders:
            ranks = ((self._rank.get(split(n)[0], len(self._rank)), n) for n in names)
            self._orders[names] = min(ranks, default=(-1, ""))
        return self._orders[names]

    def _told(self, places: Sequence[Place], keys: Sequence[bytes]) -> list[Names] | None:
        """The items that each operation is about; None where one may be about any."""
        out: list[Names] = []
        for place, key in zip(places, keys, strict=True):
            if key not in self._about:
                self._about[key] = self.nest.about(place.op) if self.nest else None
            names = self._about[key]
            if names is None:
                return None
            out.append(names)
        return out if self.nest is not None and self.nest.groups is not None else None

    def _split(
        self, nest: Nest, about: Sequence[Names], closed: Names
    ) -> Iterable[tuple[Names, list[int]]]:
        """Groups with the operations (indexes) about them; those `closed` are in one piece."""
        homes = nest.parted([*about, *(frozenset({name}) for name in closed)])
        out: dict[Names, list[int]] = {NOBODY: []}
        for index, names in enumerate(homes[: len(about)]):
            out.setdefault(names, []).append(index)
        out |= {group: out.get(group, []) for group in homes[len(about) :]}
        return [*out.items(), *((group, []) for group in nest.others(out))]

    def _group(
        self, names: Names, at: list[int], places: Sequence[Place], keys: Sequence[bytes]
    ) -> Group:
        if not at and names in self._plain:
            return self._plain[names]
        inside = [places[n] for n in at], [keys[n] for n in at]
        group = Group(names, tuple(at), self._settle(names, *inside))
        if not at:
            self._plain[names] = group
        return group

    def _is_dead(self, group: Group) -> bool:
        """Whether the items around a group are perhaps never there, before or after."""
        names = group.names or NOBODY
        if not group.at or not any(name.count("/") > 1 for name in names):
            return False
        settled, dead = group.settled, self.known.dead
        key = id(settled), names
        if key not in dead:
            forms = self.moves.form(settled.before), settled.after
            dead[key] = not all(self._alive(present(f, names)) for f in forms)
        return dead[key]

    def _alive(self, schema: Json) -> bool:
        return self._engine.beyond(schema, _NOTHING)

    def _settle(
        self, names: Names | None, places: Sequence[Place], keys: Sequence[bytes]
    ) -> Settled:
        together: dict[int, list[bytes]] = {}
        for place, key in zip(places, keys, strict=True):
            together.setdefault(place.change, []).append(key)
        asked = names, tuple(map(tuple, together.values()))
        if asked not in self._settled:
            old, new = self.cuts(names)
            if names not in self._texts:
                self._texts[names] = msgspec.json.encode(old), msgspec.json.encode(new)
            content = (*self._texts[names], self.key(names), asked[1])
            if content not in self.known.settled:
                made = settle(old, new, places, self.moves, self.known.answers)
                self.known.settled[content] = made
            self._settled[asked] = self.known.settled[content]
        return self._settled[asked]


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
