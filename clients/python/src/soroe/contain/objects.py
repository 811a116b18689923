"""Objects: which keys are there, what they are called, what their values are.

`KEYS names, node` says that every key in `names` has a value with `node`; its negation demands a
key. Demanded keys are chosen among the named ones, or invented: a fresh name lies inside or
outside of each open family of names (patterns, "all others"), which decides what its value owes.
"""

from __future__ import annotations

from collections.abc import Generator
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from soroe.contain import nodes as n
from soroe.contain.demands import Choice, Demands
from soroe.contain.holds import member
from soroe.contain.nodes import Node
from soroe.contain.samples import KEYS
from soroe.contain.solve import NO, SAT, UNKNOWN, UNSAT, Answer, Question, Solver
from soroe.contain.values import STRING
from soroe.model import Json

if TYPE_CHECKING:
    from soroe.contain.solve import Engine

_Step: TypeAlias = "Generator[Question, Answer, Choice | Answer]"
_FAMILIES = 24
_DEMANDS = 40
_SHARERS = 4


def solve_object(engine: Engine, atoms: list[Node]) -> Solver:
    """An object that satisfies all atoms."""
    d = Demands(engine, atoms)
    if d.hi is not None and (d.lo > d.hi or len(d.required) > d.hi):
        return NO
    if engine.nodes.false in [node for k in d.required for node in d.named.get(k, ())]:
        return NO
    choice = Choice()
    doubt: Answer | None = None
    # What was asked last is most likely to clash, so it is looked at first.
    for k in sorted(d.required, key=lambda k: not d.required[k]):
        answer = yield d.owed(k, [])
        if answer.kind == UNSAT:
            return NO
        if answer.kind == UNKNOWN:
            doubt = answer
        choice.values[k] = answer.value
    if len(d.open) > _DEMANDS:
        return Answer(UNKNOWN, reason="too-many-keys")
    demands = tuple(d.open)
    if len(demands) > 1:
        for demand in demands:
            alone = yield from _settle(d, choice, (demand,))
            if isinstance(alone, Answer) and alone.kind == UNSAT:
                return NO
    settled = yield from _settle(d, choice, demands)
    if isinstance(settled, Answer):
        return settled
    filled = yield from _fill(d, settled)
    if isinstance(filled, Answer):
        return filled
    value: Json = filled.values
    if doubt is not None:
        return Answer(UNKNOWN, value, doubt.reason, tentative=doubt.tentative)
    if d.uncertain:
        return Answer(UNKNOWN, value, d.uncertain, tentative=True)
    return Answer(SAT, value)


def _settle(d: Demands, choice: Choice, demands: tuple[tuple[Node, Node], ...]) -> _Step:
    """Satisfy these open demands; `UNSAT` only when every way fails."""
    if not demands:
        return choice
    (names, node), later = demands[0], demands[1:]
    doubt: Answer | None = None
    full = d.hi is not None and len(choice.values) >= d.hi
    optional = [] if full else [k for k in d.named if k not in choice.values]
    for k in [*choice.values, *optional]:
        inside = member(d.engine, names, k)
        if inside is None:
            doubt = Answer(UNKNOWN, reason="pattern-not-modelled")
        if not inside:
            continue
        extra = [*choice.extra.get(k, []), node]
        answer = yield d.owed(k, extra)
        if answer.kind == UNSAT:
            continue
        if answer.kind == UNKNOWN:
            doubt = answer
            continue
        twin = choice.copy()
        twin.values[k] = answer.value
        twin.extra[k] = extra
        result = yield from _settle(d, twin, later)
        if isinstance(result, Choice):
            return result
        if result.kind == UNKNOWN:
            doubt = result
    if names.op == n.VALUES or full:
        return doubt or NO
    # Invent a key: for this demand alone, or for some of the later ones as well.
    if len(later) > _SHARERS:
        doubt = doubt or Answer(UNKNOWN, reason="key-choice")
    for size in range(len(later) + 1 if len(later) <= _SHARERS else 1):
        for sharers in combinations(later, size):
            group = ((names, node), *sharers)
            result = yield from _fresh(d, choice, group)
            if isinstance(result, Choice):
                rest = tuple(x for x in later if x not in sharers)
                result = yield from _settle(d, result, rest)
                if isinstance(result, Choice):
                    return result
            elif result.kind == UNSAT and choice.fresh:
                # Did it fail only because names are taken?
                alone = yield from _fresh(d, Choice(), group)
                if isinstance(alone, Choice):
                    result = Answer(UNKNOWN, reason="key-choice")
                else:
                    result = alone
            if result.kind == UNKNOWN:
                doubt = result
    return doubt or NO


def _fresh(d: Demands, choice: Choice, group: tuple[tuple[Node, Node], ...]) -> _Step:
    """Invent a key that meets all demands of the group.

    Depth first over the open families of names, outside before inside: outside owes less.
    """
    nodes = d.engine.nodes
    taken = list(dict.fromkeys([*d.named, *d.required, *choice.values]))
    start = [nodes.types(STRING), *[names for names, _ in group]]
    if taken:
        start.append(nodes.no(nodes.one_of(list(taken))))
    if len(d.families) > _FAMILIES:
        return Answer(UNKNOWN, reason="too-many-patterns")
    stack: list[tuple[int, list[Node], Question]] = [
        (0, start, frozenset([node for _, node in group]))
    ]
    doubt: Answer | None = None
    while stack:
        i, where, owed = stack.pop()
        if nodes.false in owed:
            continue
        possible = yield owed
        if possible.kind == UNSAT:
            continue
        label = yield frozenset(where)
        if label.kind == UNSAT:
            continue
        if label.kind == UNKNOWN:
            doubt = label
        if i < len(d.families):
            names, inner = d.families[i]
            stack.append((i + 1, [*where, names], owed | {inner}))
            stack.append((i + 1, [*where, nodes.no(names)], owed))
            continue
        if UNKNOWN in (possible.kind, label.kind):
            doubt = possible if possible.kind == UNKNOWN else label
            continue
        assert isinstance(label.value, str)
        twin = choice.copy()
        name = _nicer(d, where, label.value)
        twin.values[name] = possible.value
        twin.extra[name] = [node for _, node in group]
        twin.fresh.add(name)
        return twin
    return Answer(UNKNOWN, reason=doubt.reason) if doubt else NO


def _nicer(d: Demands, where: list[Node], name: str) -> str:
    for k in KEYS:
        if all(member(d.engine, w, k) for w in where):
            return k
    return name


def _fill(d: Demands, choice: Choice) -> _Step:
    """Add keys until there are enough; `UNSAT` only when all usable names are used up."""
    if len(choice.values) >= d.lo:
        return choice
    if d.lo > d.engine.meter.budget.length:
        return Answer(UNKNOWN, reason="too-long")
    doubt = ""
    for k in d.named:
        if len(choice.values) >= d.lo:
            return choice
        if k not in choice.values:
            answer = yield d.owed(k, [])
            if answer.kind == SAT:
                choice.values[k] = answer.value
            elif answer.kind == UNKNOWN:
                doubt = answer.reason
    while len(choice.values) < d.lo:
        result = yield from _fresh(d, choice, ())
        if isinstance(result, Answer):
            return (
                Answer(UNKNOWN, reason=doubt or result.reason)
                if (doubt or result.kind == UNKNOWN)
                else NO
            )
        choice = result
    return choice
