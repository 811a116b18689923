"""Arrays: length, elements by place, elements that must occur, counts, uniqueness.

The elements are chosen from left to right. A state says how many elements each count has seen
(capped) and which demanded elements have been placed; from each state only the first way to reach
it is kept, so the search is a breadth-first walk to a shortest array.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from soroe.contain import nodes as n
from soroe.contain.distinct import solve_distinct, solve_repeated
from soroe.contain.nodes import Node
from soroe.contain.solve import NO, SAT, UNKNOWN, UNSAT, Answer, Question, Solver
from soroe.contain.strings import bounds
from soroe.model import Json

if TYPE_CHECKING:
    from soroe.contain.solve import Engine

_State: TypeAlias = tuple[int, ...]
_CHOICES = 7


class Elements:
    """The atoms of one array, sorted by what they ask."""

    def __init__(self, engine: Engine, atoms: list[Node]) -> None:
        self.engine = engine
        nodes = engine.nodes
        self.lo, self.hi = bounds(atoms, n.ITEM_COUNT)
        self.ranges: list[tuple[int, int | None, Node]] = []
        # What to place: (from, to, formula); and what to count: (formula, least, most).
        self.placed: list[tuple[int, int | None, Node]] = []
        self.counted: list[tuple[Node, int, int | None]] = []
        self.unique = self.repeated = False
        for a in atoms:
            if a.op == n.ITEMS and a.positive:
                self.ranges.append(a.args)
            elif a.op == n.ITEMS and a.args[0] == a.args[1]:
                # One place only: it must exist, and there is nothing to choose.
                self.lo = max(self.lo, a.args[0] + 1)
                self.ranges.append((a.args[0], a.args[0], nodes.no(a.args[2])))
            elif a.op == n.ITEMS:
                self.placed.append((a.args[0], a.args[1], nodes.no(a.args[2])))
            elif a.op == n.COUNT:
                self.counted.append(a.args)
            elif a.op == n.UNIQUE:
                self.unique = self.unique or a.positive
                self.repeated = self.repeated or not a.positive
        starts = [s for s, _, _ in self.ranges + self.placed]
        stops = [e + 1 for _, e, _ in self.ranges + self.placed if e is not None]
        # From here on all places are alike.
        self.uniform = max(starts + stops, default=0)

        self._single: dict[int, list[Node]] = {}
        self._wide: list[tuple[int, int | None, Node]] = []
        for start, stop, node in self.ranges:
            if start == stop:
                self._single.setdefault(start, []).append(node)
            else:
                self._wide.append((start, stop, node))

    def owed(self, at: int) -> Question:
        """What the element at this place must satisfy, whatever else is chosen."""
        wide = [node for s, e, node in self._wide if s <= at and (e is None or at <= e)]
        return frozenset(wide + self._single.get(at, []))


def solve_array(engine: Engine, atoms: list[Node]) -> Solver:
    """An array that satisfies all atoms."""
    e = Elements(engine, atoms)
    if e.unique and e.repeated:
        return NO
    if e.uniform > engine.meter.budget.length:
        return Answer(UNKNOWN, reason="too-long")
    # The first place that nothing can fill bounds the length.
    certain: dict[Question, Answer] = {}
    engine.meter.charge(e.uniform // 8)
    for at in range(e.uniform + 1):
        if e.hi is not None and at >= e.hi:
            break
        owed = e.owed(at)
        if owed not in certain:
            certain[owed] = yield owed
        if certain[owed].kind == UNSAT:
            e.hi = at
            break
    if e.hi is not None and e.lo > e.hi:
        return NO
    if e.repeated:
        return (yield from solve_repeated(e, walk))
    if e.unique:
        return (yield from solve_distinct(e, walk))
    return (yield from walk(e))


def first_fillable(
    engine: Engine, atoms: list[Node], kids: Sequence[Node]
) -> Generator[Question, Answer, list[Node]]:
    """The alternatives from the first that the element of the one place it speaks of allows."""
    e = Elements(engine, atoms)
    for i, kid in enumerate(kids):
        if kid.op != n.ITEMS or kid.positive or kid.args[0] != kid.args[1]:
            return list(kids[i:])
        at, _, node = kid.args
        answer = yield e.owed(at) | {engine.nodes.no(node)}
        if answer.kind != UNSAT:
            return list(kids[i:])
    return []


def walk(e: Elements, extra: dict[int, list[Node]] | None = None, least: int = 0) -> Solver:
    """A shortest array of at least `least` elements, uniqueness aside.

    `extra` adds demands at single places, which must then exist.
    """
    extra = extra or {}
    least = max([e.lo, least, *[at + 1 for at in extra]])
    if len(e.placed) + len(e.counted) > _CHOICES:
        return Answer(UNKNOWN, reason="too-many-choices")
    uniform = max([e.uniform, *[at + 1 for at in extra]])
    # If even shorter arrays do not exist, long ones do not; only writing them out is out of reach.
    too_long = least > e.engine.meter.budget.length
    if too_long:
        least = uniform + 1
    start: _State = (0,) * (len(e.counted) + len(e.placed))
    layer: dict[_State, tuple[()] | _Link] = {start: ()}
    seen: set[_State] = set()
    doubt: Answer | None = None
    at = 0
    while layer:
        for state, path in layer.items():
            if at >= least and _done(e, state):
                if too_long:
                    return Answer(UNKNOWN, reason="too-long")
                value = _spell(path)
                if isinstance(path, _Link) and path.doubt:
                    return Answer(UNKNOWN, value, path.doubt, tentative=True)
                return Answer(SAT, value)
        if e.hi is not None and at >= e.hi:
            break
        following: dict[_State, tuple[()] | _Link] = {}
        for state, path in layer.items():
            options = yield from _options(e, at, state, extra.get(at, []))
            for target, answer in options:
                if answer.kind == UNKNOWN:
                    doubt = answer
                    if not answer.tentative:
                        continue
                if target not in following and target not in seen:
                    following[target] = _Link(path, answer)
        at += 1
        e.engine.meter.charge(6 * len(following))
        if at >= max(uniform, least):
            # From here on time does not matter: a state met again leads nowhere new.
            seen.update(following)
        layer = following
    return Answer(UNKNOWN, reason=doubt.reason) if doubt is not None else NO


class _Link:
    """A path through the walk, newest element first."""

    __slots__ = ("before", "doubt", "value")

    def __init__(self, before: tuple[()] | _Link, answer: Answer) -> None:
        self.before = before
        self.value = answer.value
        self.doubt = answer.reason if answer.kind == UNKNOWN else ""
        if isinstance(before, _Link):
            self.doubt = self.doubt or before.doubt


def _spell(path: tuple[()] | _Link) -> list[Json]:
    out: list[Json] = []
    while isinstance(path, _Link):
        out.append(path.value)
        path = path.before
    return out[::-1]


def _done(e: Elements, state: _State) -> bool:
    counts, flags = state[: len(e.counted)], state[len(e.counted) :]
    return all(flags) and all(c >= lo for c, (_, lo, _) in zip(counts, e.counted, strict=True))


def _options(
    e: Elements, at: int, state: _State, extra: list[Node]
) -> Generator[Question, Answer, list[tuple[_State, Answer]]]:
    """All ways to fill the place `at`: the state afterwards, and a value."""
    nodes = e.engine.nodes
    base = e.owed(at) | frozenset(extra)
    choices: list[list[tuple[int, Node | None]]] = []
    for i, (node, lo, hi) in enumerate(e.counted):
        seen = state[i]
        cap = lo if hi is None else max(lo, hi)
        if hi is not None and seen >= hi:
            choices.append([(seen, nodes.no(node))])
        elif hi is None and seen >= lo:
            choices.append([(seen, None)])
        elif hi is None:
            choices.append([(min(seen + 1, cap), node), (seen, None)])
        else:
            choices.append([(seen + 1, node), (seen, nodes.no(node))])
    for i, (start, stop, node) in enumerate(e.placed, len(e.counted)):
        if state[i] or at < start or (stop is not None and at > stop):
            choices.append([(state[i], None)])
        else:
            choices.append([(1, node), (0, None)])
    out: list[tuple[_State, Answer]] = []
    for combination in product(*choices):
        wanted = base | frozenset([node for _, node in combination if node is not None])
        answer = yield wanted - {nodes.true}
        if answer.kind != UNSAT:
            out.append((tuple([count for count, _ in combination]), answer))
    return out
