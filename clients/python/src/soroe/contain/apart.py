"""Which alternatives of a `oneOf` visibly exclude each other, so that it is a plain `anyOf`.

Looks for what authors write: different types, or a required key whose constants differ.
"""

from __future__ import annotations

from collections.abc import Hashable

from soroe.contain import nodes as n
from soroe.contain.nodes import Node, Nodes
from soroe.contain.values import ANY_TYPE, OBJECT

_DEPTH = 4


class Profile:
    """What can be seen of a formula: types, required keys, keys with few allowed values."""

    __slots__ = ("choices", "mask", "required", "values")

    def __init__(self) -> None:
        self.mask = ANY_TYPE
        self.required: set[str] = set()
        self.choices: dict[str, frozenset[Hashable]] = {}
        self.values: frozenset[Hashable] | None = None

    def excludes(self, other: Profile) -> bool:
        """No value can have both profiles."""
        mask = self.mask & other.mask
        if mask == 0:
            return True
        if self.values is not None and other.values is not None:
            return self.values.isdisjoint(other.values)
        if mask != OBJECT:
            return False
        return any(
            k in other.choices and allowed.isdisjoint(other.choices[k])
            for k, allowed in self.choices.items()
            if k in self.required or k in other.required
        )


def profile(nodes: Nodes, node: Node) -> Profile:
    """The profile of a formula, looking through references and conjunctions."""
    out = Profile()
    stack = [(node, 0)]
    while stack:
        found, depth = stack.pop()
        if found.op == n.LAZY and depth < _DEPTH:
            stack.append((nodes.opened(found), depth + 1))
        elif found.op == n.AND:
            stack.extend((k, depth) for k in found.kids)
        elif found.op == n.TYPES:
            out.mask &= found.args[0]
        elif found.op == n.FALSE:
            out.mask = 0
        elif found.op == n.VALUES:
            kept = found.args[0]
            out.values = kept if out.values is None else out.values & kept
        elif found.op == n.HAS and found.positive:
            out.required.add(found.args[0])
        elif found.op == n.KEYS and found.positive and found.args[0].op == n.VALUES:
            inner = found.args[1]
            if inner.op == n.AND:
                inner = next((k for k in inner.kids if k.op == n.VALUES), inner)
            if inner.op == n.VALUES:
                for name in found.args[0].args[0]:
                    known = out.choices.get(name)
                    out.choices[name] = inner.args[0] if known is None else known & inner.args[0]
    return out
