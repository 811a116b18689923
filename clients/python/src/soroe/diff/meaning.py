"""When two schemas mean the same because only words differ."""

from __future__ import annotations

from typing import cast

import msgspec

from soroe.diff.apply import same
from soroe.model import Json
from soroe.schema.keywords import (
    SCHEMA_LISTS,
    SCHEMA_MAPS,
    SCHEMAS,
    SETS,
    annotation_keywords,
)

_MAPS = SCHEMA_MAPS | {"dependentRequired"}
_SILENT = annotation_keywords() | {"$defs", "definitions"}


def stripped(schema: Json) -> dict[str, Json]:
    """The keywords of a schema object that can refuse something; {} for true, `not` for false."""
    if isinstance(schema, dict):
        return {
            k: v
            for k, v in schema.items()
            if k not in _SILENT and not k.startswith("x-") and not _idle(k, v)
        }
    return {"not": {}} if schema is False else {}


def same_meaning(a: Json, b: Json) -> bool:
    """Whether the schemas differ in annotations and order of sets only."""
    stack = [(a, b)]
    while stack:
        one, two = stack.pop()
        if one is two:
            continue
        x, y = stripped(one), stripped(two)
        if x.keys() != y.keys():
            return False
        for keyword, left in x.items():
            more = _parts(keyword, left, y[keyword])
            if more is None:
                return False
            stack.extend(more)
    return True


def _parts(keyword: str, left: Json, right: Json) -> list[tuple[Json, Json]] | None:
    """Pairs of sub-schemas that must mean the same, or None where the values differ already."""
    if keyword in SCHEMAS:
        return [(left, right)]
    if keyword in SCHEMA_MAPS and isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return None
        return [(v, right[k]) for k, v in left.items()]
    if keyword in SCHEMA_LISTS and isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            return None
        if keyword != "prefixItems":  # the others are sets: their order says nothing
            left, right = sorted(left, key=_written), sorted(right, key=_written)
        return list(zip(left, right, strict=True))
    return [] if _equal(keyword, left, right) else None


def _written(schema: Json) -> bytes:
    return msgspec.json.encode(schema, order="deterministic")


def _equal(keyword: str, left: Json, right: Json) -> bool:
    if keyword == "type":
        one, two = ([v] if isinstance(v, str) else v for v in (left, right))
        return _same_set(cast("list[Json]", one), cast("list[Json]", two))
    if keyword in SETS and isinstance(left, list) and isinstance(right, list):
        return _same_set(left, right)
    return same(left, right)


def _same_set(left: list[Json], right: list[Json]) -> bool:
    return all(any(same(x, y) for y in right) for x in left) and all(
        any(same(x, y) for x in left) for y in right
    )


def _idle(keyword: str, value: Json) -> bool:
    """Whether a keyword with this value refuses nothing."""
    return (
        (keyword in {"minLength", "minItems", "minProperties"} and value == 0)
        or (keyword == "propertyNames" and value is True)
        or (keyword == "uniqueItems" and value is False)
        or (keyword in {"required", "allOf"} and value == [])
        or (keyword in _MAPS and value == {})
    )
