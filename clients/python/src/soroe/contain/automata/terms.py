"""Extended regular expressions with intersection and complement, and their derivatives.

A term stands for a language; the derivative by a character is the language of what may follow it
(Brzozowski 1964). Terms are interned, so equal terms are one object, and are kept in a normal form
that makes the set of derivatives finite. A term is a state of a deterministic automaton that is
built only as far as somebody walks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from soroe.contain.automata.charset import ALL, CharSet, has, join

NOTHING, EMPTY, SET, CAT, ALT, AND, NOT, REP = range(8)


class Term:
    """An interned expression: operator, operands, whether it accepts the empty string.

    `firsts` are the character sets that the next step depends on.
    """

    __slots__ = ("derived", "firsts", "hi", "id", "lo", "nullable", "op", "parts", "set")

    id: int
    op: int
    parts: tuple[Term, ...]
    set: CharSet
    lo: int
    hi: int | None
    nullable: bool
    firsts: frozenset[CharSet]
    derived: dict[int, Term]


class Terms:
    """The table of all terms of one question, with a counter of the work done."""

    def __init__(self, charge: Callable[[int], None]) -> None:
        """`charge` is told of every new term and derivative, and raises when it is too much."""
        self._table: dict[tuple[object, ...], Term] = {}
        self._charge = charge
        self.nothing = self._make(NOTHING, (), nullable=False)
        self.empty = self._make(EMPTY, (), nullable=True)
        self.any = self.chars(ALL)
        self.everything = self.repeat(self.any, 0, None)

    def _make(
        self,
        op: int,
        parts: tuple[Term, ...],
        *,
        nullable: bool,
        chars: CharSet = (),
        lo: int = 0,
        hi: int | None = None,
    ) -> Term:
        key = (op, chars, lo, hi, *[p.id for p in parts])
        found = self._table.get(key)
        if found is not None:
            return found
        self._charge(6)
        term = Term()
        term.id = len(self._table)
        term.op, term.parts, term.set, term.lo, term.hi = op, parts, chars, lo, hi
        term.nullable = nullable
        term.derived = {}
        if op == SET:
            term.firsts = frozenset((chars,))
        elif op == CAT:
            head = parts[0]
            term.firsts = head.firsts | parts[1].firsts if head.nullable else head.firsts
        else:
            term.firsts = frozenset().union(*[p.firsts for p in parts])
        self._table[key] = term
        return term

    def chars(self, chars: CharSet) -> Term:
        """One character of the set."""
        return self._make(SET, (), nullable=False, chars=chars) if chars else self.nothing

    def cat(self, head: Term, tail: Term) -> Term:
        """Concatenation, kept right-associative."""
        if NOTHING in (head.op, tail.op):
            return self.nothing
        if head.op == EMPTY:
            return tail
        if tail.op == EMPTY:
            return head
        heads: list[Term] = []
        while head.op == CAT:
            heads.append(head.parts[0])
            head = head.parts[1]
        out = self._pair(head, tail)
        self._charge(len(heads))
        for t in reversed(heads):
            out = self._pair(t, out)
        return out

    def _pair(self, head: Term, tail: Term) -> Term:
        if head is self.everything and tail is self.everything:
            return tail
        return self._make(CAT, (head, tail), nullable=head.nullable and tail.nullable)

    def alt(self, options: Iterable[Term]) -> Term:
        """Union: associative, commutative, idempotent."""
        flat: dict[int, Term] = {}
        sets: list[CharSet] = []
        stack = list(options)
        while stack:
            t = stack.pop()
            if t.op == ALT:
                stack.extend(t.parts)
            elif t is self.everything:
                return t
            elif t.op == SET:
                sets.append(t.set)
            elif t.op != NOTHING:
                flat[t.id] = t
        if sets:
            merged = self.chars(join(*sets))
            flat[merged.id] = merged
        if any(t.op == NOT and t.parts[0].id in flat for t in flat.values()):
            return self.everything
        return self._family(ALT, flat, self.nothing)

    def both(self, options: Iterable[Term]) -> Term:
        """Intersection: associative, commutative, idempotent."""
        flat: dict[int, Term] = {}
        stack = list(options)
        while stack:
            t = stack.pop()
            if t.op == AND:
                stack.extend(t.parts)
            elif t.op == NOTHING:
                return t
            elif t is not self.everything:
                flat[t.id] = t
        if any(t.op == NOT and t.parts[0].id in flat for t in flat.values()):
            return self.nothing
        if self.empty.id in flat:
            return self.empty if all(t.nullable for t in flat.values()) else self.nothing
        return self._family(AND, flat, self.everything)

    def _family(self, op: int, flat: dict[int, Term], neutral: Term) -> Term:
        if not flat:
            return neutral
        parts = tuple(flat[i] for i in sorted(flat))
        if len(parts) == 1:
            return parts[0]
        self._charge(len(parts))
        nullable = any(p.nullable for p in parts) if op == ALT else all(p.nullable for p in parts)
        return self._make(op, parts, nullable=nullable)

    def complement(self, t: Term) -> Term:
        """All other strings."""
        if t.op == NOT:
            return t.parts[0]
        if t.op == NOTHING:
            return self.everything
        if t is self.everything:
            return self.nothing
        return self._make(NOT, (t,), nullable=not t.nullable)

    def repeat(self, t: Term, lo: int, hi: int | None) -> Term:
        """At least `lo` and at most `hi` times."""
        if t.op == EMPTY or hi == 0:
            return self.empty
        if t.op == NOTHING:
            return self.empty if lo == 0 else t
        if (lo, hi) == (1, 1):
            return t
        if t.nullable:
            lo = 0
        if t.op == REP and t.hi is None and t.lo == 0:
            return t
        return self._make(REP, (t,), nullable=lo == 0, lo=lo, hi=hi)

    def derive(self, state: Term, point: int) -> Term:
        """What may follow after this character."""
        t = state
        found = t.derived.get(point)
        if found is not None:
            return found
        self._charge(6)
        out: Term
        if t.op in (NOTHING, EMPTY):
            out = self.nothing
        elif t.op == SET:
            out = self.empty if has(t.set, point) else self.nothing
        elif t.op == CAT:
            options: list[Term] = []
            while t.op == CAT:
                self._charge(2)
                head, tail = t.parts
                options.append(self.cat(self.derive(head, point), tail))
                if not head.nullable:
                    break
                t = tail
            else:
                options.append(self.derive(t, point))
            out = self.alt(options)
        elif t.op == ALT:
            out = self.alt([self.derive(p, point) for p in t.parts])
        elif t.op == AND:
            out = self.both([self.derive(p, point) for p in t.parts])
        elif t.op == NOT:
            out = self.complement(self.derive(t.parts[0], point))
        else:
            hi = None if t.hi is None else t.hi - 1
            rest = self.repeat(t.parts[0], max(t.lo - 1, 0), hi)
            out = self.cat(self.derive(t.parts[0], point), rest)
        state.derived[point] = out
        return out

    def words(self, texts: Iterable[str]) -> Term:
        """Exactly these strings, as a tree of their common beginnings."""
        root: dict[str, Any] = {}
        for text in texts:
            node = root
            for c in text:
                node = node.setdefault(c, {})
            node[""] = {}
        order = [root]
        for node in order:
            order.extend(child for c, child in node.items() if c)
        made: dict[int, Term] = {}
        for node in reversed(order):
            options = [
                self.cat(self.chars(((ord(c), ord(c)),)), made[id(child)])
                for c, child in node.items()
                if c
            ]
            if "" in node:
                options.append(self.empty)
            made[id(node)] = self.alt(options)
        return made[id(root)]
