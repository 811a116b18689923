"""From the keywords of a schema object to a formula, one function per group of keywords.

Whatever a keyword says only about one type becomes a typed atom; all else is boolean structure.
Annotations become nothing, so wording never matters. A keyword with an illegal value raises
`NotASchema`; what cannot be modelled becomes an OPAQUE atom, equal only to itself.
"""

from __future__ import annotations

from soroe.contain import nodes as n
from soroe.contain.apart import profile
from soroe.contain.nodes import Node, Nodes
from soroe.contain.places import Place, Unresolved, joined
from soroe.contain.shapes import NotASchema, count, is_a, number
from soroe.contain.unevaluated import unevaluated
from soroe.contain.values import (
    ANY_TYPE,
    ARRAY,
    BOOLEAN,
    NULL,
    NUMBER,
    OBJECT,
    STRING,
    text,
)
from soroe.model import Json

_TYPE_NAMES = {
    "null": NULL,
    "boolean": BOOLEAN,
    "number": NUMBER,
    "integer": NUMBER,
    "string": STRING,
    "array": ARRAY,
    "object": OBJECT,
}
# A schema object with none of these is a leaf: its formula is small and made at once.
_DEEP = frozenset({
    "$ref", "$dynamicRef", "$recursiveRef", "allOf", "anyOf", "oneOf", "not", "if",
    "dependencies", "dependentSchemas", "dependentRequired", "properties", "patternProperties",
    "additionalProperties", "propertyNames", "unevaluatedProperties", "items", "prefixItems",
    "contains", "unevaluatedItems",
})  # fmt: skip


class Compiler:
    """Turns places into formulas of one table."""

    def __init__(self, formats: frozenset[str]) -> None:
        self.nodes = Nodes(self.compile)
        self._formats = formats
        self._leaves: dict[tuple[int, bytes], Node] = {}

    def sub(self, place: Place, schema: Json) -> Node:
        """The formula of a direct subschema; a deep one stays unopened."""
        if schema is True or schema == {}:
            return self.nodes.true
        if schema is False:
            return self.nodes.false
        if not isinstance(schema, dict):
            raise NotASchema
        if not _DEEP.intersection(schema):
            ident = (place.dialect.year, text(schema))
            found = self._leaves.get(ident)
            if found is None:
                found = self._leaves[ident] = self._leaf(schema, place.dialect.year)
            return found
        return self.nodes.lazy(place.sub(schema))

    def compile(self, place: Place) -> Node:
        """The formula of a place, one level deep."""
        schema, year = place.schema, place.dialect.year
        if isinstance(schema, bool):
            return self.nodes.true if schema else self.nodes.false
        if not isinstance(schema, dict):
            raise NotASchema
        if "$ref" in schema and place.dialect.ref_alone:
            return self._reference(place, "$ref")
        parts = [self._leaf(schema, year)]
        parts += [
            self._reference(place, name)
            for name, since, until in (
                ("$ref", 0, 9999),
                ("$recursiveRef", 2019, 2019),
                ("$dynamicRef", 2020, 9999),
            )
            if name in schema and since <= year <= until
        ]
        self._logic(place, schema, parts)
        self._arrays(place, schema, parts)
        self._objects(place, schema, parts)
        parts += unevaluated(self, place)
        return self.nodes.all_of(parts)

    def _reference(self, place: Place, name: str) -> Node:
        ref = is_a(str, place.schema[name])  # type: ignore[index,call-overload]
        try:
            return self.nodes.lazy(self.target(place, name, ref))
        except Unresolved:
            return self.nodes.atom(n.OPAQUE, "unresolved-reference", joined(place.base, ref))

    @staticmethod
    def target(place: Place, name: str, ref: str) -> Place:
        """The place that a reference keyword names; raises `Unresolved`."""
        if name == "$ref":
            return place.follow(ref)
        if name == "$dynamicRef":
            return place.follow_dynamic(ref)
        return place.follow_recursive(ref)

    # ---- keywords without subschemas

    def _leaf(self, schema: dict[str, Json], year: int) -> Node:
        t = self.nodes
        parts: list[Node] = []
        for name, value in schema.items():
            if name == "type":
                parts.append(self._type(value, year))
            elif name == "enum":
                parts.append(t.one_of(is_a(list, value)))
            elif name == "const" and year >= 6:
                parts.append(t.one_of([value]))
            elif name == "multipleOf":
                step = number(value)
                if step <= 0:
                    raise NotASchema
                parts.append(t.atom(n.MULTIPLE, step))
            elif name in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"):
                parts += self._bound(schema, name, year)
            elif name in ("minLength", "minItems", "minProperties"):
                parts.append(self._size(name, count(value), None))
            elif name in ("maxLength", "maxItems", "maxProperties"):
                parts.append(self._size(name, 0, count(value)))
            elif name == "pattern":
                parts.append(t.atom(n.PATTERN, is_a(str, value)))
            elif name == "format" and value in self._formats:
                parts.append(t.atom(n.FORMAT, is_a(str, value)))
            elif name == "uniqueItems" and value is True:
                parts.append(t.atom(n.UNIQUE))
            elif name == "required":
                parts += [t.atom(n.HAS, is_a(str, k)) for k in is_a(list, value)]
        return t.all_of(parts)

    def _type(self, value: Json, year: int) -> Node:
        names = value if isinstance(value, list) else [value]
        mask = 0
        for name in names:
            if not isinstance(name, str) or name not in _TYPE_NAMES:
                raise NotASchema
            mask |= _TYPE_NAMES[name]
        types = self.nodes.types(mask)
        if "integer" in names and "number" not in names:
            # To readers of draft 4, 1.0 is not an integer: a proof must not rest on that it is.
            spelled = ("spelled",) if year == 4 else ()
            return self.nodes.all_of([types, self.nodes.atom(n.MULTIPLE, 1, *spelled)])
        return types

    def _bound(self, schema: dict[str, Json], name: str, year: int) -> list[Node]:
        op = n.LEAST if name.endswith("inimum") else n.MOST
        if year > 4:
            return [self.nodes.atom(op, number(schema[name]), name.startswith("exclusive"))]
        if name.startswith("exclusive"):
            return []
        strict = schema.get("exclusive" + name.capitalize()) is True
        return [self.nodes.atom(op, number(schema[name]), strict)]

    def _size(self, name: str, lo: int, hi: int | None) -> Node:
        if (lo, hi) == (0, None):
            return self.nodes.true
        op = {"L": n.LENGTH, "I": n.ITEM_COUNT, "P": n.KEY_COUNT}[name[3]]
        return self.nodes.atom(op, lo, hi)

    # ---- boolean structure

    def _logic(self, place: Place, schema: dict[str, Json], parts: list[Node]) -> None:
        t = self.nodes
        if "allOf" in schema:
            parts += [self.sub(place, s) for s in is_a(list, schema["allOf"])]
        if "anyOf" in schema:
            parts.append(t.any_of([self.sub(place, s) for s in is_a(list, schema["anyOf"])]))
        if "oneOf" in schema:
            parts.append(self._one_of([self.sub(place, s) for s in is_a(list, schema["oneOf"])]))
        if "not" in schema:
            parts.append(t.no(self.sub(place, schema["not"])))
        if "if" in schema and place.dialect.year >= 7:
            test = self.sub(place, schema["if"])
            if "then" in schema:
                parts.append(t.any_of([t.no(test), self.sub(place, schema["then"])]))
            if "else" in schema:
                parts.append(t.any_of([test, self.sub(place, schema["else"])]))

    def _one_of(self, options: list[Node]) -> Node:
        """At least one, and of each pair not both; pairs that exclude each other need no word."""
        t = self.nodes
        profiles = [profile(t, option) for option in options]
        parts = [t.any_of(options)]
        for i, left in enumerate(options):
            for j, right in enumerate(options[:i]):
                if left is right or not profiles[i].excludes(profiles[j]):
                    parts.append(t.any_of([t.no(left), t.no(right)]))
        return t.all_of(parts)

    # ---- arrays

    def _arrays(self, place: Place, schema: dict[str, Json], parts: list[Node]) -> None:
        t = self.nodes
        year = place.dialect.year
        prefix = schema.get("prefixItems") if year >= 2020 else schema.get("items")
        start = 0
        if isinstance(prefix, list):
            parts += [t.items(i, i, self.sub(place, s)) for i, s in enumerate(prefix)]
            start = len(prefix)
        elif year >= 2020 and prefix is not None:
            raise NotASchema
        rest = schema.get("items", True)
        if year < 2020 and isinstance(rest, list):
            rest = schema.get("additionalItems", True)
        parts.append(t.items(start, None, self.sub(place, rest)))
        if "contains" in schema and year >= 6:
            lo, hi = 1, None
            if year >= 2019:
                lo = count(schema.get("minContains", 1))
                hi = count(schema["maxContains"]) if "maxContains" in schema else None
            parts.append(self._counted(self.sub(place, schema["contains"]), lo, hi))

    def _counted(self, node: Node, lo: int, hi: int | None) -> Node:
        t = self.nodes
        if (lo, hi) == (0, None):
            return t.true
        if node.op == n.TRUE:
            return t.atom(n.ITEM_COUNT, lo, hi)
        if node.op == n.FALSE:
            return t.true if lo == 0 else t.types(ANY_TYPE & ~ARRAY)
        if hi == 0:
            return t.all_of(
                [t.items(0, None, t.no(node))] + ([t.types(ANY_TYPE & ~ARRAY)] if lo else [])
            )
        if (lo, hi) == (1, None):
            some = t.all_of([t.types(ARRAY), t.items(0, None, t.no(node))])
            return t.no(some)
        return t.atom(n.COUNT, node, lo, hi)

    # ---- objects

    def _objects(self, place: Place, schema: dict[str, Json], parts: list[Node]) -> None:
        t = self.nodes
        named = is_a(dict, schema.get("properties", {}))
        patterns = is_a(dict, schema.get("patternProperties", {}))
        parts += [t.keys(t.one_of([k]), self.sub(place, s)) for k, s in named.items()]
        parts += [t.keys(t.atom(n.PATTERN, p), self.sub(place, s)) for p, s in patterns.items()]
        if "additionalProperties" in schema:
            others = self.other_names(list(named), list(patterns))
            parts.append(t.keys(others, self.sub(place, schema["additionalProperties"])))
        if "propertyNames" in schema and place.dialect.year >= 6:
            names = self.sub(place, schema["propertyNames"])
            parts.append(t.keys(t.no(names), t.false))
        modern = ("dependentRequired", "dependentSchemas")
        for keyword in modern if place.dialect.year >= 2019 else ("dependencies",):
            for k, v in is_a(dict, schema.get(keyword, {})).items():
                parts.append(self._depends(place, k, v))

    def _depends(self, place: Place, name: str, then: Json) -> Node:
        t = self.nodes
        if isinstance(then, list):
            wanted = t.all_of([t.atom(n.HAS, is_a(str, k)) for k in then])
        else:
            wanted = self.sub(place, then)
        return t.any_of([t.no(self.present(name)), wanted])

    def present(self, name: str) -> Node:
        """The value is an object that has this key."""
        t = self.nodes
        return t.all_of([t.types(OBJECT), t.atom(n.HAS, name)])

    def other_names(self, names: list[str], patterns: list[str]) -> Node:
        """All keys but these and those that match one of these patterns."""
        t = self.nodes
        parts = [t.no(t.one_of(list(names)))] if names else []
        parts += [t.no(t.atom(n.PATTERN, p)) for p in patterns]
        return t.all_of(parts)
