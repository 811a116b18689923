"""Objects: which keys are there, what they are called, what their values are.

`KEYS names, node` says that every key in `names` has a value with `node`; its negation demands a
key. Demanded keys are chosen among the named ones, or invented: a fresh name lies inside or
outside of each open family of names (patterns, "all others"), which decides what its value owes.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from soroe.contain import nodes as n
from soroe.contain.holds import member
from soroe.contain.nodes import Node
from soroe.contain.samples import KEYS
from soroe.contain.solve import NO, SAT, UNKNOWN, UNSAT, Answer, Question, Solver
from soroe.contain.values import STRING
from soroe.model import Json

if TYPE_CHECKING:
    from soroe.contain.solve import Engine

_Step: TypeAlias = "Generator[Question, Answer, _Choice | Answer]"
_FAMILIES = 24
_DEMANDS = 40
_SHARERS = 4


class _Choice:
    """Keys settled so far, with the values found for them."""

    __slots__ = ("extra", "fresh", "values")

    def __init__(self) -> None:
        self.values: dict[str, Json] = {}
        self.extra: dict[str, list[Node]] = {}
        self.fresh: set[str] = set()

    def copy(self) -> _Choice:
        twin = _Choice()
        twin.values = dict(self.values)
        twin.extra = {k: list(v) for k, v in self.extra.items()}
        twin.fresh = set(self.fresh)
        return twin


class _Demands:
    """The atoms of one object, sorted by what they ask."""

    def __init__(self, engine: Engine, atoms: list[Node]) -> None:
        self.engine = engine
        self.lo = 0
        self.hi: int | None = None
        self.named: dict[str, list[Node]] = {}
        self.families: list[tuple[Node, Node]] = []
        self.required: dict[str, list[Node]] = {}
        self.open: list[tuple[Node, Node]] = []
        self.uncertain = ""
        nodes = engine.nodes
        for a in atoms:
            if a.op == n.KEY_COUNT:
                self.lo = max(self.lo, a.args[0])
                if a.args[1] is not None:
                    self.hi = a.args[1] if self.hi is None else min(self.hi, a.args[1])
            elif a.op == n.HAS:
                if a.positive:
                    self.required.setdefault(a.args[0], [])
                else:
                    self.named.setdefault(a.args[0], []).append(nodes.false)
            elif a.positive:
                names, node = a.args
                if names.op == n.VALUES:
                    for k in names.args[0]:
                        if isinstance(k, str):
                            self.named.setdefault(k, []).append(node)
                else:
                    self.families.append((names, node))
            else:
                names, node = a.args[0], nodes.no(a.args[1])
                if names.op == n.VALUES and len(names.args[0]) == 1:
                    (k,) = names.args[0]
                    self.required.setdefault(k, []).append(node)
                else:
                    self.open.append((names, node))
        for names, _ in self.open:
            if names.op == n.VALUES:
                for k in names.args[0]:
                    if isinstance(k, str):
                        self.named.setdefault(k, [])

    def owed(self, k: str, extra: list[Node]) -> Question:
        """All that the value of this key must satisfy."""
        out = set(self.named.get(k, ()))
        out.update(self.required.get(k, ()))
        out.update(extra)
        for names, node in self.families:
            inside = member(self.engine, names, k)
            if inside:
                out.add(node)
            elif inside is None:
                self.uncertain = "pattern-not-modelled"
        out.discard(self.engine.nodes.true)
        return frozenset(out)


def solve_object(engine: Engine, atoms: list[Node]) -> Solver:
    """An object that satisfies all atoms."""
    d = _Demands(engine, atoms)
    if d.hi is not None and (d.lo > d.hi or len(d.required) > d.hi):
        return NO
    if engine.nodes.false in [node for k in d.required for node in d.named.get(k, ())]:
        return NO
    choice = _Choice()
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


def first_possible(
    engine: Engine, atoms: list[Node], kids: Iterable[Node]
) -> Generator[Question, Answer, list[Node]]:
    """The alternatives from the first that the value of the key it speaks of does not rule out.

    Small subschemas are looked at first: that is quicker, and makes for shallow witnesses.
    """
    d = _Demands(engine, atoms)
    ordered = sorted(kids, key=_weight)
    for i, kid in enumerate(ordered):
        if kid.op != n.KEYS or kid.positive or kid.args[0].op != n.VALUES:
            return ordered[i:]
        names = kid.args[0].args[0]
        if len(names) != 1:
            return ordered[i:]
        (k,) = names
        answer = yield d.owed(k, [engine.nodes.no(kid.args[1])])
        if answer.kind != UNSAT:
            return ordered[i:]
    return []


def _weight(kid: Node) -> int:
    """How much is behind an alternative."""
    inner = kid.args[-1] if kid.op in (n.KEYS, n.ITEMS) else kid
    if isinstance(inner, Node) and inner.op == n.LAZY:
        return 100 + inner.args[0].size
    return len(inner.kids) if isinstance(inner, Node) else 0


def _settle(d: _Demands, choice: _Choice, demands: tuple[tuple[Node, Node], ...]) -> _Step:
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
        if isinstance(result, _Choice):
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
            if isinstance(result, _Choice):
                rest = tuple(x for x in later if x not in sharers)
                result = yield from _settle(d, result, rest)
                if isinstance(result, _Choice):
                    return result
            elif result.kind == UNSAT and choice.fresh:
                # Did it fail only because names are taken?
                alone = yield from _fresh(d, _Choice(), group)
                if isinstance(alone, _Choice):
                    result = Answer(UNKNOWN, reason="key-choice")
                else:
                    result = alone
            if result.kind == UNKNOWN:
                doubt = result
    return doubt or NO


def _fresh(d: _Demands, choice: _Choice, group: tuple[tuple[Node, Node], ...]) -> _Step:
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
        if possible.kind == UNKNOWN or label.kind == UNKNOWN:
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


def _nicer(d: _Demands, where: list[Node], name: str) -> str:
    for k in KEYS:
        if all(member(d.engine, w, k) for w in where):
            return k
    return name


def _fill(d: _Demands, choice: _Choice) -> _Step:
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
            return Answer(UNKNOWN, reason=doubt or result.reason) if (
                doubt or result.kind == UNKNOWN
            ) else NO
        choice = result
    return choice
