"""From a set of formulas to conjunctions of typed atoms: propagation, then case distinction.

A candidate value is built from the atoms alone; only clauses that the candidate violates are
split on. When the atoms alone have no value, the whole branch has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from soroe.contain import nodes as n
from soroe.contain.arrays import first_fillable, solve_array
from soroe.contain.demands import first_possible
from soroe.contain.holds import holds
from soroe.contain.nodes import Node
from soroe.contain.numbers import solve_number
from soroe.contain.objects import solve_object
from soroe.contain.solve import NO, SAT, UNKNOWN, UNSAT, Answer, Question, Solver
from soroe.contain.strings import solve_string
from soroe.contain.values import ANY_TYPE, ARRAY, BOOLEAN, NULL, NUMBER, OBJECT, STRING, key
from soroe.model import Json

if TYPE_CHECKING:
    from soroe.contain.solve import Engine

_ORDER = (STRING, NUMBER, BOOLEAN, OBJECT, ARRAY, NULL)


class _State:
    """One branch: what is asserted, as a type mask, atoms, and clauses not yet satisfied."""

    __slots__ = ("asserted", "atoms", "clauses", "finite", "mask", "nodes")

    def __init__(self, nodes: n.Nodes) -> None:
        self.nodes = nodes
        self.asserted: set[int] = set()
        self.mask = ANY_TYPE
        self.atoms: list[Node] = []
        self.clauses: list[Node] = []
        self.finite: Node | None = None

    def copy(self) -> _State:
        twin = _State(self.nodes)
        twin.asserted = set(self.asserted)
        twin.mask, twin.finite = self.mask, self.finite
        twin.atoms, twin.clauses = list(self.atoms), list(self.clauses)
        return twin

    def add(self, new: Iterable[Node]) -> bool:
        """Assert formulas and all that follows by unit propagation; False: a contradiction."""
        todo = list(new)
        while True:
            if not self._flatten(todo):
                return False
            todo = []
            remaining: list[Node] = []
            for clause in self.clauses:
                open_kids: list[Node] = []
                for kid in clause.kids:
                    truth = self.status(kid)
                    if truth is True:
                        break
                    if truth is None:
                        open_kids.append(kid)
                else:
                    if not open_kids:
                        return False
                    left = clause
                    if len(open_kids) < len(clause.kids):
                        left = self.nodes.any_of(open_kids)
                    (remaining if left.op == n.OR else todo).append(left)
            self.clauses = remaining
            if not todo:
                return True

    def _flatten(self, todo: list[Node]) -> bool:
        deferred: list[Node] = []
        while todo or deferred:
            node = todo.pop() if todo else deferred.pop()
            op = node.op
            if op == n.FALSE:
                return False
            if op == n.TRUE or node.id in self.asserted:
                continue
            if self.nodes.no(node).id in self.asserted:
                return False
            if op == n.LAZY:
                self.asserted.add(node.id)
                deferred.append(self.nodes.opened(node))
                continue
            self.asserted.add(node.id)
            if op == n.AND:
                todo.extend(node.kids)
            elif op == n.OR:
                self.clauses.append(node)
            elif op == n.TYPES:
                self.mask &= node.args[0]
            else:
                if op == n.VALUES and (
                    self.finite is None or len(node.args[0]) < len(self.finite.args[0])
                ):
                    self.finite = node
                if not node.positive and node.kind:
                    self.mask &= node.kind
                self.atoms.append(node)
            if not self.mask:
                return False
        return True

    def status(self, node: Node, depth: int = 2) -> bool | None:
        """Whether a formula already follows from, or contradicts, what is asserted."""
        if node.id in self.asserted:
            return True
        if node.negation is not None and node.negation.id in self.asserted:
            return False
        if node.op == n.TYPES:
            if not node.args[0] & self.mask:
                return False
            return True if not self.mask & ~node.args[0] else None
        if node.kind and not node.kind & self.mask:
            return node.positive
        if node.op == n.AND and depth:
            truths = [self.status(k, depth - 1) for k in node.kids]
            if False in truths:
                return False
            return True if all(truths) else None
        if node.op == n.OR and depth:
            truths = [self.status(k, depth - 1) for k in node.kids]
            if True in truths:
                return True
            return None if None in truths else False
        if node.op == n.FALSE:
            return False
        return True if node.op == n.TRUE else None


def search(engine: Engine, question: Question) -> Solver:
    """Answer one question; a generator, see `solve`."""
    first = _State(engine.nodes)
    branches: list[tuple[_State, list[Node]]] = [
        (first, sorted(question, key=lambda node: node.id))
    ]
    doubt: Answer | None = None
    while branches:
        state, new = branches.pop()
        engine.meter.charge(10 + len(state.atoms) // 2 + sum(len(c.kids) for c in state.clauses))
        if not state.add(new):
            continue
        if state.finite is not None:
            answer = _from_values(engine, state)
        elif state.mask & (state.mask - 1):
            easy = _unconstrained(state)
            if easy is not None:
                return easy
            present = [t for t in reversed(_ORDER) if t & state.mask]
            branches += [(state.copy(), [engine.nodes.types(t)]) for t in present]
            continue
        else:
            answer = yield from _of_type(engine, state)
        if answer.kind == UNSAT:
            continue
        if answer.kind == SAT or answer.tentative:
            violated = _violated(engine, state, answer.value)
            if violated is None:
                if answer.kind == SAT:
                    return answer
            else:
                kids = list(violated.kids if violated.op == n.OR else (violated,))
                atoms = [a for a in state.atoms if a.kind == state.mask]
                if state.mask == OBJECT and state.finite is None:
                    kids = yield from first_possible(engine, atoms, kids)
                elif state.mask == ARRAY and state.finite is None:
                    kids = yield from first_fillable(engine, atoms, kids)
                branches += _split(engine, state, violated, kids)
                continue
        elif state.clauses:
            clause = min(state.clauses, key=lambda c: len(c.kids))
            branches += _split(engine, state, clause, clause.kids)
            continue
        if doubt is None or (answer.tentative and not doubt.tentative):
            doubt = answer
    return doubt or NO


def _split(
    engine: Engine, state: _State, clause: Node, kids: Sequence[Node]
) -> list[tuple[_State, list[Node]]]:
    """Two branches: the first alternative, taken up first, and all others together."""
    rest = [c for c in state.clauses if c is not clause]
    out: list[tuple[_State, list[Node]]] = []
    for part in ([engine.nodes.any_of(kids[1:])] if kids[1:] else [], list(kids[:1])):
        if part:
            twin = state.copy()
            twin.clauses = list(rest)
            out.append((twin, part))
    return out


def _unconstrained(state: _State) -> Answer | None:
    """A value of a type about which nothing is said."""
    if state.clauses:
        return None
    said = 0
    for atom in state.atoms:
        said |= atom.kind or ANY_TYPE
    free = state.mask & ~said
    for bit, value in ((STRING, "あ"), (NUMBER, 1), (BOOLEAN, True), (OBJECT, {}), (ARRAY, [])):
        if free & bit:
            return Answer(SAT, value)
    return Answer(SAT, None) if free & NULL else None


def _from_values(engine: Engine, state: _State) -> Answer:
    """Try every value of the smallest enumeration on everything that is asserted."""
    assert state.finite is not None
    keys = state.finite.args[0]
    for atom in state.atoms:
        if atom.op == n.NOT_VALUES:
            keys = keys - atom.args[0]
        elif atom.op == n.VALUES:
            keys = keys & atom.args[0]
    rest = [a for a in state.atoms if a.op not in (n.VALUES, n.NOT_VALUES)]
    types = engine.nodes.types(state.mask)
    doubt: Answer | None = None
    for k in sorted(keys, key=repr) if len(keys) < 50 else keys:
        value = engine.nodes.values[k]
        unknown = False
        for formula in (types, *rest, *state.clauses):
            truth = holds(engine, formula, value)
            if truth is False:
                break
            unknown = unknown or truth is None
        else:
            if not unknown:
                return Answer(SAT, value)
            doubt = Answer(UNKNOWN, value, "not-modelled", tentative=True)
    return doubt or NO


def _of_type(engine: Engine, state: _State) -> Solver:
    """A value of the one type that is left, by the atoms alone."""
    mask = state.mask
    atoms = [a for a in state.atoms if a.kind == mask or a.op == n.NOT_VALUES]
    opaque = any(a.op == n.OPAQUE for a in state.atoms)
    excluded = frozenset().union(*[a.args[0] for a in atoms if a.op == n.NOT_VALUES])
    atoms = [a for a in atoms if a.kind]
    if mask == OBJECT:
        answer = yield from solve_object(engine, atoms)
    elif mask == ARRAY:
        answer = yield from solve_array(engine, atoms)
    elif mask == STRING:
        answer = solve_string(engine, atoms, excluded)
    elif mask == NUMBER:
        answer = solve_number(engine, atoms, excluded)
    else:
        options: list[Json] = [True, False] if mask == BOOLEAN else [None]
        left = [v for v in options if key(v) not in excluded]
        answer = Answer(SAT, left[0]) if left else NO
    if opaque and answer.kind == SAT:
        return Answer(UNKNOWN, answer.value, "not-modelled", tentative=True)
    return answer


def _violated(engine: Engine, state: _State, value: Json) -> Node | None:
    """The smallest clause that the candidate does not satisfy; None: it satisfies all."""
    worst: Node | None = None
    for clause in state.clauses:
        if (worst is None or len(clause.kids) < len(worst.kids)) and not holds(
            engine, clause, value
        ):
            worst = clause
    if worst is None and isinstance(value, list | dict):
        k = key(value)
        if any(a.op == n.NOT_VALUES and k in a.args[0] for a in state.atoms):
            return different(engine.nodes, value)
    return worst


def different(nodes: n.Nodes, value: list[Json] | dict[str, Json]) -> Node:
    """The formula of not being this array or object."""
    if isinstance(value, list):
        size, kind, options = len(value), ARRAY, [
            _not_all(nodes, nodes.items(i, i, nodes.one_of([v])), ARRAY)
            for i, v in enumerate(value)
        ]  # fmt: skip
        length = nodes.atom(n.ITEM_COUNT, size, size)
    else:
        size, kind, options = len(value), OBJECT, [
            nodes.no(nodes.all_of([
                nodes.types(OBJECT),
                nodes.atom(n.HAS, k),
                nodes.keys(nodes.one_of([k]), nodes.one_of([v])),
            ]))
            for k, v in value.items()
        ]  # fmt: skip
        length = nodes.atom(n.KEY_COUNT, size, size)
    return nodes.any_of([_not_all(nodes, length, kind), *options])


def _not_all(nodes: n.Nodes, atom: Node, kind: int) -> Node:
    return nodes.no(nodes.all_of([nodes.types(kind), atom]))
