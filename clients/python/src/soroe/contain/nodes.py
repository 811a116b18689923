"""The normal form: interned formulas over typed atoms, closed under negation.

A positive typed atom says "if the value is of this type, then ..."; its negation says "the value
is of this type, and not ...". All boolean structure is pushed to the outside (negation normal
form), equal formulas are one object, and a formula and its negation know each other, so that
`x and not x` is seen without looking inside.

    TYPES mask · VALUES keys · NOT_VALUES keys · LAZY place, positive · OPAQUE reason, positive
    number  LEAST bound, strict · MOST bound, strict · MULTIPLE step
    string  LENGTH lo, hi · PATTERN source · FORMAT name
    array   ITEM_COUNT lo, hi · ITEMS from, to, node · COUNT node, lo, hi · UNIQUE
    object  KEY_COUNT lo, hi · HAS key · KEYS names, node   (every key in `names` has `node`)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from soroe.contain.values import ANY_TYPE, ARRAY, NUMBER, OBJECT, STRING, key
from soroe.model import Json

(
    TRUE, FALSE, AND, OR, TYPES, VALUES, NOT_VALUES, LAZY, OPAQUE,
    LEAST, MOST, MULTIPLE, LENGTH, PATTERN, FORMAT,
    ITEM_COUNT, ITEMS, COUNT, UNIQUE, KEY_COUNT, HAS, KEYS,
) = range(22)  # fmt: skip

_TYPE_OF = {
    LEAST: NUMBER, MOST: NUMBER, MULTIPLE: NUMBER,
    LENGTH: STRING, PATTERN: STRING, FORMAT: STRING,
    ITEM_COUNT: ARRAY, ITEMS: ARRAY, COUNT: ARRAY, UNIQUE: ARRAY,
    KEY_COUNT: OBJECT, HAS: OBJECT, KEYS: OBJECT,
}  # fmt: skip


class Node:
    """A formula. `args` depend on `op`; `kids` are the operands of AND and OR.

    `kind` is the type bit of a typed atom, 0 for all else.
    """

    __slots__ = ("args", "id", "kids", "kind", "negation", "op", "positive")

    id: int
    op: int
    positive: bool
    args: tuple[Any, ...]
    kids: tuple[Node, ...]
    kind: int
    negation: Node | None


class Nodes:
    """The table of all formulas of one question."""

    def __init__(self, expand: Callable[[Any], Node]) -> None:
        """`expand` gives the formula of a place that a LAZY node stands for."""
        self._table: dict[Hashable, Node] = {}
        self._expand = expand
        self._expanded: dict[int, Node] = {}
        self.values: dict[Hashable, Json] = {}
        self.true = self._make(TRUE, (), ())
        self.false = self._make(FALSE, (), ())
        self.true.negation, self.false.negation = self.false, self.true

    def _make(
        self, op: int, args: tuple[Any, ...], identity: Hashable, *, positive: bool = True,
        kids: tuple[Node, ...] = (),
    ) -> Node:  # fmt: skip
        ident = (op, positive, identity)
        found = self._table.get(ident)
        if found is None:
            found = Node()
            found.id, found.op, found.args, found.kids = len(self._table), op, args, kids
            found.positive, found.kind, found.negation = positive, _TYPE_OF.get(op, 0), None
            self._table[ident] = found
        return found

    # ---- boolean structure

    def all_of(self, parts: Iterable[Node]) -> Node:
        """Conjunction; type masks merge, contradictions collapse."""
        mask = ANY_TYPE
        flat: dict[int, Node] = {}
        stack = list(parts)
        while stack:
            n = stack.pop()
            if n.op == AND:
                stack.extend(n.kids)
            elif n.op == FALSE:
                return n
            elif n.op == TYPES:
                mask &= n.args[0]
            elif n.op != TRUE:
                if n.negation is not None and n.negation.id in flat:
                    return self.false
                flat[n.id] = n
        if mask == 0:
            return self.false
        if mask != ANY_TYPE:
            types = self.types(mask)
            if any(not n.positive and n.kind and not n.kind & mask for n in flat.values()):
                return self.false
            flat = {types.id: types} | {i: n for i, n in flat.items() if not _void(n, mask)}
        if not flat:
            return self.true
        if len(flat) == 1:
            return next(iter(flat.values()))
        return self._make(AND, (), tuple(sorted(flat)), kids=tuple(flat.values()))

    def any_of(self, parts: Iterable[Node]) -> Node:
        """Disjunction; type masks merge, tautologies collapse."""
        mask = 0
        flat: dict[int, Node] = {}
        stack = list(parts)
        while stack:
            n = stack.pop()
            if n.op == OR:
                stack.extend(n.kids)
            elif n.op == TRUE:
                return n
            elif n.op == TYPES:
                mask |= n.args[0]
            elif n.op != FALSE:
                if n.negation is not None and n.negation.id in flat:
                    return self.true
                flat[n.id] = n
        if mask == ANY_TYPE:
            return self.true
        if mask:
            types = self.types(mask)
            flat = {types.id: types} | flat
        if not flat:
            return self.false
        if len(flat) == 1:
            return next(iter(flat.values()))
        return self._make(OR, (), tuple(sorted(flat)), kids=tuple(flat.values()))

    def no(self, n: Node) -> Node:
        """The negation."""
        if n.negation is None:
            n.negation = self._negated(n)
            if n.negation.negation is None:
                n.negation.negation = n
        return n.negation

    def _negated(self, n: Node) -> Node:
        if n.op == AND:
            return self.any_of([self.no(k) for k in n.kids])
        if n.op == OR:
            return self.all_of([self.no(k) for k in n.kids])
        if n.op == TYPES:
            return self.types(ANY_TYPE & ~n.args[0])
        if n.op in (VALUES, NOT_VALUES):
            op = NOT_VALUES if n.op == VALUES else VALUES
            return self._make(op, n.args, n.args[0])
        if n.op in (LENGTH, ITEM_COUNT, KEY_COUNT, COUNT):
            return self._out_of_range(n)
        identity = n.args[0].identity if n.op == LAZY else _identity(n.args)
        return self._make(n.op, n.args, identity, positive=not n.positive)

    def _out_of_range(self, n: Node) -> Node:
        """The negation of a size: of this type, and fewer or more."""
        *what, lo, hi = n.args
        fewer = self.atom(n.op, *what, 0, lo - 1) if lo > 0 else self.false
        more = self.false if hi is None else self.atom(n.op, *what, hi + 1, None)
        return self.all_of([self.types(n.kind), self.any_of([fewer, more])])

    # ---- atoms

    def types(self, mask: int) -> Node:
        """The value has one of these types."""
        if mask == ANY_TYPE:
            return self.true
        return self._make(TYPES, (mask,), mask) if mask else self.false

    def one_of(self, values: Iterable[Json]) -> Node:
        """The value equals one of these."""
        keys = []
        for v in values:
            k = key(v)
            self.values.setdefault(k, v)
            keys.append(k)
        return self._make(VALUES, (frozenset(keys),), frozenset(keys)) if keys else self.false

    def atom(self, op: int, *args: Any) -> Node:
        """A typed atom, or OPAQUE."""
        return self._make(op, args, _identity(args))

    def lazy(self, place: Any) -> Node:
        """The formula of a place, made when somebody looks; equal `place.identity`: equal node."""
        return self._make(LAZY, (place,), place.identity)

    def keys(self, names: Node, node: Node) -> Node:
        """Every key whose name satisfies `names` has a value that satisfies `node`."""
        if node.op == TRUE or names.op == FALSE:
            return self.true
        return self.atom(KEYS, names, node)

    def items(self, start: int, stop: int | None, node: Node) -> Node:
        """Every element at index `start` up to and including `stop` (None: the end) has `node`."""
        return self.true if node.op == TRUE else self.atom(ITEMS, start, stop, node)

    def opened(self, n: Node) -> Node:
        """What a LAZY node stands for."""
        found = self._expanded.get(n.id)
        if found is None:
            found = self._expand(n.args[0])
            if not n.positive:
                found = self.no(found)
            self._expanded[n.id] = found
        return found


def _identity(args: tuple[Any, ...]) -> Hashable:
    return tuple([("n", a.id) if isinstance(a, Node) else a for a in args])


def _void(n: Node, mask: int) -> bool:
    """A typed demand on a type that the value cannot have says nothing."""
    return n.positive and n.kind != 0 and not n.kind & mask
