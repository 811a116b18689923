"""What the atoms of one object ask, sorted; and which alternatives its keys rule out."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING

from soroe.contain import nodes as n
from soroe.contain.holds import member
from soroe.contain.nodes import Node
from soroe.contain.solve import UNSAT, Answer, Question
from soroe.model import Json

if TYPE_CHECKING:
    from soroe.contain.solve import Engine


class Choice:
    """Keys settled so far, with the values found for them."""

    __slots__ = ("extra", "fresh", "values")

    def __init__(self) -> None:
        self.values: dict[str, Json] = {}
        self.extra: dict[str, list[Node]] = {}
        self.fresh: set[str] = set()

    def copy(self) -> Choice:
        """A choice to go on from that leaves this one as it is."""
        twin = Choice()
        twin.values = dict(self.values)
        twin.extra = {k: list(v) for k, v in self.extra.items()}
        twin.fresh = set(self.fresh)
        return twin


class Demands:
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


def first_possible(
    engine: Engine, atoms: list[Node], kids: Iterable[Node]
) -> Generator[Question, Answer, list[Node]]:
    """The alternatives from the first that the value of the key it speaks of does not rule out.

    Small subschemas are looked at first: that is quicker, and makes for shallow witnesses.
    """
    d = Demands(engine, atoms)
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
        return 100 + int(inner.args[0].size)
    return len(inner.kids) if isinstance(inner, Node) else 0
