"""Proof by reading the two schemas side by side: each demand of `b` follows from `a`.

Sound and not complete: where it says yes, `a` is contained in `b`; where it says no, nothing is
known. Conditions are compared whole, never taken apart.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from soroe.contain.meaning import same_meaning, stripped
from soroe.diff.apply import same
from soroe.model import Json
from soroe.schema.validator import validator

_TYPES = frozenset({"null", "boolean", "object", "array", "string", "number"})
_SPEAKS_OF = {
    keyword: frozenset({kind})
    for kind, keywords in {
        "number": "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf",
        "string": "minLength maxLength pattern format",
        "array": "minItems maxItems uniqueItems contains minContains maxContains "
        "items prefixItems unevaluatedItems",
        "object": "required properties patternProperties propertyNames additionalProperties "
        "unevaluatedProperties minProperties maxProperties dependentRequired dependentSchemas",
    }.items()
    for keyword in keywords.split()
}
_AT_LEAST = {"minLength", "minItems", "minProperties"}
_AT_MOST = {"maxLength", "maxItems", "maxProperties"}
_OBJECT = {"properties", "patternProperties", "additionalProperties", "unevaluatedProperties"}
_ARRAY = {"items", "prefixItems"}
_INSIDE = {"allOf", "anyOf", "oneOf", "if", "then", "else", "not", "dependentSchemas"}
_TOGETHER = {
    "contains": ("contains", "minContains", "maxContains"),
    "minContains": ("contains", "minContains", "maxContains"),
    "maxContains": ("contains", "minContains", "maxContains"),
    "if": ("if", "then", "else"),
    "then": ("if", "then", "else"),
    "else": ("if", "then", "else"),
}

Schema = dict[str, Json]


class Prover:
    """One attempt at a proof, with a bound on its steps."""

    def __init__(self, steps: int) -> None:
        """Allow at most `steps` comparisons of sub-schemas."""
        self._left = steps

    @property
    def exhausted(self) -> bool:
        """Whether the bound ended the attempt."""
        return self._left < 0

    def subset(self, a: Json, b: Json) -> bool:
        """Whether the proof succeeds that every instance of `a` is one of `b`."""
        self._left -= 1
        if self._left < 0:
            return False
        if a is b or a is False or same_meaning(a, b):
            return True
        demand, given = stripped(b), stripped(a)
        if not demand:
            return True
        values = _finite(given)
        if values is not None:
            accepts, demands = validator(a), validator(b)
            return all(demands.is_valid(v) for v in values if accepts.is_valid(v))
        return all(self._follows(k, given, demand, a) for k in demand)

    def _follows(self, keyword: str, a: Schema, b: Schema, whole: Json) -> bool:
        if keyword in _SPEAKS_OF and not (_types(a) & _SPEAKS_OF[keyword]):
            return True
        if keyword in _OBJECT:
            return self._objects(a, b)
        if keyword in _ARRAY:
            return self._arrays(a, b)
        if keyword == "unevaluatedItems":
            return False  # depends on every neighbour: only sameness of the whole proves it
        if keyword in _TOGETHER:
            group = _TOGETHER[keyword]
            return same_meaning(_only(a, group), _only(b, group))
        if keyword == "allOf":
            return all(self._member(m, a, whole) for m in _list(b["allOf"]))
        simple = _SIMPLE.get(keyword)
        if simple is not None:
            return simple(a, b, keyword)
        return keyword in a and same_meaning({keyword: a[keyword]}, {keyword: b[keyword]})

    def _member(self, member: Json, a: Schema, whole: Json) -> bool:
        if any(same_meaning(m, member) for m in _list(a.get("allOf", []))):
            return True
        return self.subset(whole, member)

    def _objects(self, a: Schema, b: Schema) -> bool:
        if not same(a.get("patternProperties", {}), b.get("patternProperties", {})):
            return False
        rest_a, rest_b = _rest(a), _rest(b)
        if rest_a is None or rest_b is None:
            return False
        left, right = _dict(a.get("properties")), _dict(b.get("properties"))
        patterns = "patternProperties" in a
        if patterns and left.keys() != right.keys():
            return False  # a name may fall under a pattern: not taken apart here
        for name in left.keys() | right.keys():
            if not self.subset(left.get(name, rest_a), right.get(name, rest_b)):
                return False
        return self.subset(rest_a, rest_b)

    def _arrays(self, a: Schema, b: Schema) -> bool:
        first, second = _list(a.get("prefixItems", [])), _list(b.get("prefixItems", []))
        rest_a, rest_b = a.get("items", True), b.get("items", True)
        for index in range(max(len(first), len(second))):
            one = first[index] if index < len(first) else rest_a
            two = second[index] if index < len(second) else rest_b
            if not self.subset(one, two):
                return False
        return self.subset(rest_a, rest_b)


def _rest(schema: Schema) -> Json:
    """The schema for unnamed members, or None where other keywords decide about them too."""
    if "unevaluatedProperties" in schema:
        if schema.keys() & _INSIDE or "additionalProperties" in schema:
            return None
        return schema["unevaluatedProperties"]
    return schema.get("additionalProperties", True)


def _finite(schema: Schema) -> list[Json] | None:
    if "const" in schema:
        return [schema["const"]]
    values = schema.get("enum")
    return values if isinstance(values, list) else None


def _types(schema: Schema) -> frozenset[str]:
    named = schema.get("type")
    if named is None:
        return _TYPES
    names = [named] if isinstance(named, str) else _list(named)
    return frozenset("number" if n == "integer" else str(n) for n in names)


def _type(a: Schema, b: Schema, _: str) -> bool:
    if "type" not in a:
        return False
    mine, yours = (
        {str(t) for t in ([s["type"]] if isinstance(s["type"], str) else _list(s["type"]))}
        for s in (a, b)
    )
    return mine <= yours | ({"integer"} if "number" in yours else set())


def _lower(a: Schema, b: Schema, keyword: str) -> bool:
    limit = _number(b[keyword])
    reach = [_number(a[k]) for k in ("minimum", "exclusiveMinimum") if k in a]
    if keyword == "minimum":
        return any(r >= limit for r in reach)
    strict = "exclusiveMinimum" in a and _number(a["exclusiveMinimum"]) >= limit
    return strict or ("minimum" in a and _number(a["minimum"]) > limit)


def _upper(a: Schema, b: Schema, keyword: str) -> bool:
    limit = _number(b[keyword])
    reach = [_number(a[k]) for k in ("maximum", "exclusiveMaximum") if k in a]
    if keyword == "maximum":
        return any(r <= limit for r in reach)
    strict = "exclusiveMaximum" in a and _number(a["exclusiveMaximum"]) <= limit
    return strict or ("maximum" in a and _number(a["maximum"]) < limit)


def _at_least(a: Schema, b: Schema, keyword: str) -> bool:
    known = _number(a.get(keyword, 0))
    if keyword == "minProperties":
        known = max(known, Fraction(len(_list(a.get("required", [])))))
    return known >= _number(b[keyword])


def _at_most(a: Schema, b: Schema, keyword: str) -> bool:
    return keyword in a and _number(a[keyword]) <= _number(b[keyword])


def _step(a: Schema, b: Schema, _: str) -> bool:
    step = _number(b["multipleOf"])
    integer = a.get("type") in ("integer", ["integer"])
    if "multipleOf" in a and (_number(a["multipleOf"]) / step).denominator == 1:
        return True
    return integer and (1 / step).denominator == 1


def _required(a: Schema, b: Schema, _: str) -> bool:
    return set(_list(b["required"])) <= set(_list(a.get("required", [])))


def _companions(a: Schema, b: Schema, _: str) -> bool:
    mine = _dict(a.get("dependentRequired"))
    sure = set(_list(a.get("required", [])))
    return all(
        set(_list(names)) <= sure | set(_list(mine.get(name, [])))
        for name, names in _dict(b["dependentRequired"]).items()
    )


_SIMPLE: dict[str, Callable[[Schema, Schema, str], bool]] = {
    "type": _type,
    "minimum": _lower,
    "exclusiveMinimum": _lower,
    "maximum": _upper,
    "exclusiveMaximum": _upper,
    "multipleOf": _step,
    "required": _required,
    "dependentRequired": _companions,
    **dict.fromkeys(_AT_LEAST, _at_least),
    **dict.fromkeys(_AT_MOST, _at_most),
}


def _only(schema: Schema, keywords: tuple[str, ...]) -> Schema:
    return {k: schema[k] for k in keywords if k in schema}


def _number(value: Json) -> Fraction:
    return Fraction(repr(value))


def _list(value: Json) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Json) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
