"""Counterexamples: a filled-in application, changed as little as possible where forms differ.

Every candidate is confirmed by `jsonschema` on both sides before it is returned, so that what comes
out of here is right however the candidates were thought of.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from soroe.contain.sample import TEXTS, sample, strings
from soroe.diff.compare import Pair, pairs
from soroe.model import Json, Refuted
from soroe.pointer import split
from soroe.schema.keywords import SCHEMA_LISTS, SCHEMA_MAPS
from soroe.schema.validator import validator
from soroe.schema.walk import items, subschemas

ABSENT: Any = object()


def refute(a: Json, b: Json, tries: int) -> Refuted | None:
    """An application that `a` accepts and `b` refuses, if one is found within `tries`."""
    accepts, demands = validator(a), validator(b)
    bases = [base for base in _bases(a) if accepts.is_valid(base)]
    seen: set[str] = set()
    for candidate in islice(_candidates(a, b, bases), tries):
        key = repr(candidate)
        if key in seen:
            continue
        seen.add(key)
        if not demands.is_valid(candidate) and accepts.is_valid(candidate):
            return Refuted(candidate)
    return None


def _bases(a: Json) -> list[Json]:
    given = a.get("examples") if isinstance(a, dict) else None
    found = list(given) if isinstance(given, list) else []
    return [*found, sample(a), sample(a, full=True)]


def _candidates(a: Json, b: Json, bases: list[Json]) -> Iterator[Json]:
    yield from bases
    places = list(pairs(a, b))
    for pair in places:
        path = split(pair.item)
        values = list(_values(pair))
        for base in bases:
            for value in values:
                yield from _put(base, path, value, a)
        if not path:
            yield from (v for v in values if v is not ABSENT)
    for base in bases:
        yield from _toggled(base, b)


def _values(pair: Pair) -> Iterator[Any]:
    """Values on which the two sides may disagree, the ones a person would write first."""
    sides: list[dict[str, Any]] = [s for s in (pair.core, pair.form) if isinstance(s, dict)]
    if pair.form is None or not pair.form_required:
        yield sample(pair.core if pair.core is not None else True, full=True)
    yield ABSENT
    for side in sides:
        yield from side.get("examples", []) if isinstance(side.get("examples"), list) else []
        yield from side.get("enum", []) if isinstance(side.get("enum"), list) else []
        yield from [side["const"]] if "const" in side else []
        yield from _numbers(side)
        yield from _lengths(side)
        yield from _lists(side)
    if any("string" in str(s.get("type", "string")) for s in sides):
        yield from TEXTS
    for side in sides:
        for kind in side["type"] if isinstance(side.get("type"), list) else [side.get("type")]:
            yield sample({**side, "type": kind}) if kind else sample(side)
    if any("object" in str(s.get("type", "object")) for s in sides):
        yield from ({f"ほか{n}": "あ" for n in range(size)} for size in range(4))
    yield from (True, 0, 1, 1.5, None, "あ", [])


def _numbers(side: dict[str, Any]) -> Iterator[Any]:
    limits = [side.get(k) for k in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")]
    for limit in limits:
        if isinstance(limit, int | float) and not isinstance(limit, bool):
            yield from (limit, limit + 1, limit - 1, limit + 0.5)
    step = side.get("multipleOf")
    if isinstance(step, int | float) and not isinstance(step, bool):
        yield from (step, step * 2, step * 3, step / 2)


def _lengths(side: dict[str, Any]) -> Iterator[Any]:
    for keyword in ("minLength", "maxLength"):
        limit = side.get(keyword)
        if isinstance(limit, int) and limit <= 5_000:
            for size in (limit, limit + 1, limit - 1):
                if size >= 0:
                    yield from strings(size, size)
                    yield from ("1" * size, "ア" * size)


def _lists(side: dict[str, Any]) -> Iterator[Any]:
    one = sample(side.get("items", True), full=True)
    sizes = {0, 1, 2}
    for keyword in ("minItems", "maxItems"):
        limit = side.get(keyword)
        if isinstance(limit, int) and limit <= 200:
            sizes |= {limit, limit + 1, max(limit - 1, 0)}
    if "array" in str(side.get("type", "")):
        choices = side["items"].get("enum") if isinstance(side.get("items"), dict) else None
        for size in sorted(sizes):
            yield [one] * size
            if isinstance(choices, list):
                yield choices[:size]


def _put(base: Json, path: tuple[str, ...], value: Any, schema: Json) -> Iterator[Json]:
    """The base with the value at the path, neighbours that it needs made on the way."""
    if not path:
        return
    made = _set(base, path, value, schema)
    if made is not ABSENT:
        yield made


def _set(base: Any, path: tuple[str, ...], value: Any, schema: Any) -> Any:
    if not path:
        return value
    head, rest = path[0], path[1:]
    if head == "*":
        inner = schema.get("items", True) if isinstance(schema, dict) else True
        members = base if isinstance(base, list) and base else [sample(inner)]
        first = _set(members[0], rest, value, inner)
        return members[1:] if first is ABSENT else [first, *members[1:]]
    named = schema.get("properties", {}) if isinstance(schema, dict) else {}
    inner = named.get(head, True) if isinstance(named, dict) else True
    here = dict(base) if isinstance(base, dict) else {}
    if rest:
        here[head] = _set(here[head] if head in here else sample(inner), rest, value, inner)
    elif value is ABSENT:
        here.pop(head, None)
    else:
        here[head] = value
    return here


def _toggled(base: Json, b: Json) -> Iterator[Json]:
    """For conditions: one item that they speak of left out, filled in or set to their limits."""
    for path, schema in subschemas(b):
        if not isinstance(schema, dict) or not _CONDITIONAL & set(path):
            continue
        above = _instance_path(path)
        named = schema.get("properties")
        needed = schema.get("required")
        for name, inner in (named if isinstance(named, dict) else {}).items():
            for value in (*_edges(inner), ABSENT):
                yield from _put(base, (*above, name), value, b)
        for want in needed if isinstance(needed, list) else []:
            yield from _put(base, (*above, str(want)), ABSENT, b)
    for pointer, item in items(b).items():
        for value in (ABSENT, sample(item.schema, full=True), *_edges(item.schema), True, False):
            yield from _put(base, split(pointer), value, b)


_CONDITIONAL = frozenset(
    {"if", "then", "else", "not", "allOf", "anyOf", "oneOf", "dependentSchemas"}
)


def _instance_path(path: tuple[str, ...]) -> tuple[str, ...]:
    """Where in an application the schema at this place speaks about."""
    out: list[str] = []
    segments = iter(path)
    for segment in segments:
        if segment == "properties":
            out.append(next(segments, ""))
        elif segment == "items":
            out.append("*")
        elif segment in SCHEMA_LISTS or segment in SCHEMA_MAPS:
            next(segments, None)
    return tuple(out)


def _edges(schema: Any) -> Iterator[Any]:
    if isinstance(schema, dict):
        yield from schema["enum"] if isinstance(schema.get("enum"), list) else []
        yield from [schema["const"]] if "const" in schema else []
        yield from _numbers(schema)
        yield from _lengths(schema)
