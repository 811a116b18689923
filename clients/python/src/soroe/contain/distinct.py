"""Arrays whose elements must all differ, or must not all differ."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from soroe.contain.holds import holds
from soroe.contain.nodes import Node
from soroe.contain.solve import NO, SAT, UNKNOWN, UNSAT, Answer, Question, Solver
from soroe.contain.values import key, unique
from soroe.model import Json

if TYPE_CHECKING:
    from soroe.contain.arrays import Elements

_SUPPLY = 24
_PLACES = 200
_PRODUCTS = 3_000


def solve_repeated(e: Elements, walk: Callable[..., Solver]) -> Solver:
    """Two equal elements somewhere: try every pair of places, the alike ones once."""
    nodes = e.engine.nodes
    doubt: Answer | None = None
    last = e.uniform + 2 if e.hi is None else min(e.hi, e.uniform + 2)
    for j in range(1, last):
        for i in range(j):
            both = e.owed(i) | e.owed(j)
            shared = yield both
            if shared.kind == UNSAT:
                continue
            demand = list(both)
            if shared.kind == SAT:
                exact = [nodes.one_of([shared.value])]
                answer = yield from walk(e, {i: exact, j: exact})
                if answer.kind == SAT:
                    return answer
            answer = yield from walk(e, {i: demand, j: demand})
            if answer.kind == UNSAT:
                continue
            if answer.kind == SAT and not unique(answer.value):  # type: ignore[arg-type]
                return answer
            doubt = Answer(UNKNOWN, reason="unique-items")
    return doubt or NO


def solve_distinct(e: Elements, walk: Callable[..., Solver]) -> Solver:
    """All elements differ."""
    answer = yield from walk(e)
    if answer.kind != SAT or unique(answer.value):  # type: ignore[arg-type]
        return answer
    # The shortest array repeats a value: give every place its own.
    values = answer.value
    assert isinstance(values, list)
    supply: list[dict[Hashable, Json]] = []
    complete = True
    cache: dict[Question, tuple[dict[Hashable, Json], bool]] = {}
    for at in range(len(values)):
        owed = e.owed(at)
        if owed not in cache:
            cache[owed] = yield from values_of(e, owed, min(len(values), _PLACES))
        found, exhausted = cache[owed]
        supply.append(found)
        complete = complete and (exhausted or len(found) >= len(values))
    matched = _match(supply)
    if matched is None and complete:
        return NO  # even the elements alone, without counts, cannot all differ
    if matched is not None and not e.counted and not e.placed:
        return Answer(SAT, matched)
    answer = yield from _by_hand(e)
    if answer.kind == UNKNOWN:
        answer = yield from _one_by_one(e, walk)
    return answer


def _one_by_one(e: Elements, walk: Callable[..., Solver]) -> Solver:
    """Forbid at each place what stands before it; finds much, proves nothing."""
    nodes = e.engine.nodes
    extra: dict[int, list[Node]] = {}
    for _ in range(_SUPPLY):
        answer = yield from walk(e, extra)
        if answer.kind != SAT:
            break
        values = answer.value
        assert isinstance(values, list)
        seen: dict[Hashable, Json] = {}
        clash = None
        for at, v in enumerate(values):
            if key(v) in seen:
                clash = at
                break
            seen[key(v)] = v
        if clash is None:
            return answer
        extra = {**extra, clash: [nodes.no(nodes.one_of(list(seen.values())))]}
    return Answer(UNKNOWN, reason="unique-items")


def _by_hand(e: Elements) -> Solver:
    """Short arrays over few values: look at every one of them."""
    hi = e.hi if e.hi is not None else 10**9
    supply: list[list[Json]] = []
    for at in range(min(hi, 8)):
        found, exhausted = yield from values_of(e, e.owed(at), _SUPPLY)
        if not exhausted:
            break
        supply.append(list(found.values()))
        if prod(max(len(s), 1) for s in supply) > _PRODUCTS:
            break
    most = len(supply)
    # More places than values: no longer array has distinct elements.
    distinct = {key(v) for s in supply for v in s}
    settled = most >= hi or most > len(distinct)
    limit = min(most, len(distinct))
    for size in range(e.lo, limit + 1):
        if prod(max(len(s), 1) for s in supply[:size]) > _PRODUCTS:
            return Answer(UNKNOWN, reason="unique-items")
        for values in product(*supply[:size]):
            e.engine.meter.charge(4)
            if unique(values):
                good = _fits(e, list(values))
                if good is True:
                    return Answer(SAT, list(values))
                if good is None:
                    return Answer(UNKNOWN, reason="unique-items")
    return NO if settled else Answer(UNKNOWN, reason="unique-items")


def _fits(e: Elements, values: list[Json]) -> bool | None:
    """Whether the counts and demanded elements are met; the places already are."""
    for start, stop, node in e.placed:
        end = len(values) if stop is None else stop + 1
        truths = [holds(e.engine, node, v) for v in values[start:end]]
        if True not in truths:
            return None if None in truths else False
    for node, lo, hi in e.counted:
        truths = [holds(e.engine, node, v) for v in values]
        if None in truths:
            return None
        if not (lo <= truths.count(True) and (hi is None or truths.count(True) <= hi)):
            return False
    return True


def values_of(
    e: Elements, owed: Question, wanted: int
) -> Generator[Question, Answer, tuple[dict[Hashable, Json], bool]]:
    """Up to `wanted` different values, and whether these are all there are."""
    nodes = e.engine.nodes
    found: dict[Hashable, Json] = {}
    while len(found) < wanted:
        question = owed
        if found:
            question = owed | {nodes.no(nodes.one_of(list(found.values())))}
        answer = yield question
        if answer.kind == UNSAT:
            return found, True
        if answer.kind == UNKNOWN:
            return found, False
        found[key(answer.value)] = answer.value
    return found, False


def _match(supply: list[dict[Hashable, Json]]) -> list[Json] | None:
    """One value per place, all different (augmenting paths); None: there is no such choice."""
    owner: dict[Hashable, int] = {}

    def assign(place: int, tried: set[Hashable]) -> bool:
        for k in supply[place]:
            if k in tried:
                continue
            tried.add(k)
            if k not in owner or assign(owner[k], tried):
                owner[k] = place
                return True
        return False

    for place in range(len(supply)):
        if not assign(place, set()):
            return None
    out: list[Json] = [None] * len(supply)
    for k, place in owner.items():
        out[place] = supply[place][k]
    return out
