"""`unevaluatedProperties` and `unevaluatedItems` as formulas.

Which keys count as evaluated depends on which subschemas hold. More that hold means more that is
evaluated, so the keyword says: for some set of the conditions, all of them hold, and every key
outside of what they evaluate satisfies the subschema. Too many conditions become OPAQUE.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from soroe.contain import nodes as n
from soroe.contain.nodes import Node
from soroe.contain.places import Place, Unresolved
from soroe.contain.shapes import NotASchema

if TYPE_CHECKING:
    from soroe.contain.compile import Compiler

_CONDITIONS = 6
_DEPTH = 12


class _TooDeep(Exception):  # noqa: N818 - leads to an OPAQUE atom
    """In-place references that go round, or more nesting than is worth following."""


def unevaluated(compiler: Compiler, place: Place) -> list[Node]:
    """The formulas of both keywords at this place, where they stand."""
    schema = place.schema
    if not isinstance(schema, dict) or place.dialect.year < 2019:
        return []
    out: list[Node] = []
    for keyword, side in (("unevaluatedProperties", _Keys), ("unevaluatedItems", _Items)):
        if keyword not in schema:
            continue
        wanted = compiler.sub(place, schema[keyword])
        if wanted.op == n.TRUE:
            continue
        try:
            out.append(side(compiler).formula(place, wanted))
        except (TypeError, AttributeError):
            raise NotASchema from None
        except _TooDeep:
            out.append(compiler.nodes.atom(n.OPAQUE, "unevaluated", place.identity))
    return out


class _Side:
    """What keys and array elements have in common."""

    own_keyword: str

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.nodes = compiler.nodes

    def formula(self, place: Place, wanted: Node) -> Node:
        """The keyword at `place` with the subschema `wanted`."""
        found = self.evaluated(place, 0, top=True)
        always = [part for condition, part in found if condition.op == n.TRUE]
        if any(part is None for part in always):
            return self.nodes.true
        sometimes: dict[int, tuple[Node, list[Any]]] = {}
        for condition, part in found:
            if condition.op not in (n.TRUE, n.FALSE):
                sometimes.setdefault(condition.id, (condition, []))[1].append(part)
        if len(sometimes) > _CONDITIONS:
            raise _TooDeep
        options: list[Node] = []
        for size in range(len(sometimes) + 1):
            for chosen in combinations(sometimes.values(), size):
                parts = always + [p for _, more in chosen for p in more]
                rest = (
                    self.nodes.true
                    if any(p is None for p in parts)
                    else self.remaining(parts, wanted)
                )
                options.append(self.nodes.all_of([c for c, _ in chosen] + [rest]))
        return self.nodes.any_of(options)

    def evaluated(self, place: Place, depth: int, *, top: bool = False) -> list[tuple[Node, Any]]:
        """Pairs (condition, what is evaluated if it holds; None: everything) of a schema."""
        if depth > _DEPTH:
            raise _TooDeep
        schema = place.schema
        if not isinstance(schema, dict):
            return []
        true = self.nodes.true
        out: list[tuple[Node, Any]] = [(true, part) for part in self.own(place, schema)]
        if self.own_keyword in schema and not top:
            out.append((true, None))
        for name in ("$ref", "$dynamicRef", "$recursiveRef"):
            if isinstance(ref := schema.get(name), str):
                try:
                    target = self.compiler.target(place, name, ref)
                except Unresolved:
                    continue
                out += self.evaluated(target, depth + 1)
        for sub in schema.get("allOf", []):  # type: ignore[union-attr]
            out += self.evaluated(place.sub(sub), depth + 1)
        for name in ("anyOf", "oneOf"):
            for sub in schema.get(name, []):  # type: ignore[union-attr]
                out += self._under(place, sub, self.compiler.sub(place, sub), depth)
        if "if" in schema:
            test = self.compiler.sub(place, schema["if"])
            out += self._under(place, schema["if"], test, depth)
            out += self._under(place, schema.get("then", True), test, depth)
            out += self._under(place, schema.get("else", True), self.nodes.no(test), depth)
        for name, sub in schema.get("dependentSchemas", {}).items():  # type: ignore[union-attr]
            out += self._under(place, sub, self.compiler.present(name), depth)
        return out

    def _under(self, place: Place, sub: Any, condition: Node, depth: int) -> list[tuple[Node, Any]]:
        return [
            (self.nodes.all_of([condition, inner]), part)
            for inner, part in self.evaluated(place.sub(sub), depth + 1)
        ]

    def own(self, place: Place, schema: dict[str, Any]) -> list[Any]:
        raise NotImplementedError

    def remaining(self, parts: list[Any], wanted: Node) -> Node:
        raise NotImplementedError


class _Keys(_Side):
    """Parts are formulas on key names."""

    own_keyword = "unevaluatedProperties"

    def own(self, _: Place, schema: dict[str, Any]) -> list[Any]:
        if "additionalProperties" in schema:
            return [None]
        out: list[Any] = []
        if names := list(schema.get("properties", {})):
            out.append(self.nodes.one_of(names))
        out += [self.nodes.atom(n.PATTERN, p) for p in schema.get("patternProperties", {})]
        return out

    def remaining(self, parts: list[Any], wanted: Node) -> Node:
        names = frozenset(k for p in parts if p.op == n.VALUES for k in p.args[0])
        others = [self.nodes.no(p) for p in parts if p.op != n.VALUES]
        if names:
            others.append(self.nodes.no(self.nodes.one_of(sorted(names))))
        return self.nodes.keys(self.nodes.all_of(others), wanted)


class _Items(_Side):
    """Parts are a number of leading elements, or the formula of elements that `contains` found."""

    own_keyword = "unevaluatedItems"

    def own(self, place: Place, schema: dict[str, Any]) -> list[Any]:
        out: list[Any] = []
        modern = place.dialect.year >= 2020
        items = schema.get("items")
        prefix = schema.get("prefixItems") if modern else items
        if isinstance(prefix, list):
            out.append(len(prefix))
        if (modern and "items" in schema) or (not modern and isinstance(items, dict | bool)):
            out.append(None)
        if not modern and isinstance(items, list) and "additionalItems" in schema:
            out.append(None)
        if modern and "contains" in schema:
            out.append(self.compiler.sub(place, schema["contains"]))
        return out

    def remaining(self, parts: list[Any], wanted: Node) -> Node:
        start = max([p for p in parts if isinstance(p, int)], default=0)
        found = [p for p in parts if isinstance(p, Node)]
        return self.nodes.items(start, None, self.nodes.any_of([wanted, *found]))
