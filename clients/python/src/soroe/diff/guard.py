"""Where an operation still fits a new core, does it still mean what it meant?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from soroe.diff.apply import same
from soroe.diff.effects import Engine
from soroe.diff.meaning import stripped
from soroe.diff.outcome import Kind
from soroe.diff.place import IN_PLACE, home, named, target
from soroe.model import Json, Op
from soroe.pointer import MISSING, find, join
from soroe.schema.keywords import assertion_keywords

_BOUNDS = (
    ("minimum", "maximum"),
    ("minimum", "exclusiveMaximum"),
    ("exclusiveMinimum", "maximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
)
_CLOSING = {"type", "additionalProperties", "unevaluatedProperties", "patternProperties"}
_ASKING = {"type"}


def doubt(
    engine: Engine, op: Op, moved: Op, old: tuple[Json, Json], new: tuple[Json, Json]
) -> tuple[Kind, str] | None:
    """Why the operation does not mean the same any more, or None where nothing speaks against it.

    `old` is the city's form before and after the operation as it was written, `new` the rebased
    form before and after the operation in its new place.
    """
    was, now = (_owners(o, forms) for o, forms in ((op, old), (moved, new)))
    if was is None or now is None:
        return None
    if _gone(op, moved, old[0], new[0]):
        return "orphan", "speaks-of-gone-item"
    if _asked_for(op, moved, old[0], new[0]):
        return "conflict", "core-asks-for-it"
    if _crossed(now[1]) and not _crossed(now[0]) and not _crossed(was[1]):
        return "conflict", "bounds-cross"
    if _surroundings_differ(engine, target(moved.path).keyword, was[0], now[0]):
        before, after = engine.effect(*was), engine.effect(*now)
        decided = "undecided" not in (before, after)
        if decided and before != after:
            refused_already = (before, after) == ("narrows", "none")
            if not (refused_already and engine.within(now[1], was[1])):
                return "conflict", "means-something-else"
    return None


def _owners(op: Op, forms: tuple[Json, Json]) -> tuple[Json, Json] | None:
    place = join(target(op.path).schema)
    before, after = (find(form, place) for form in forms)
    if not isinstance(before, dict) or not isinstance(after, dict):
        return None
    return before, after


def _surroundings_differ(engine: Engine, keyword: str, was: Json, now: Json) -> bool:
    left, right = stripped(was), stripped(now)
    if keyword not in assertion_keywords():
        return False
    if keyword in IN_PLACE and ("properties" in left or "properties" in right):
        return False  # conditions say which items they are about, and those are looked at above
    if keyword in {"required", "dependentRequired"}:
        kept = _ASKING
    elif keyword == "properties":
        kept = _CLOSING
    else:
        kept = (left.keys() | right.keys()) - {keyword}
    left, right = ({k: v for k, v in side.items() if k in kept} for side in (left, right))
    return not same(left, right) and not engine.alike(left, right)


def _crossed(schema: Json) -> bool:
    if not isinstance(schema, dict):
        return False
    for low, high in _BOUNDS:
        least, most = schema.get(low), schema.get(high)
        if isinstance(least, int | float) and isinstance(most, int | float):
            strict = low.startswith("exclusive") or high.startswith("exclusive")
            if least > most or (strict and least == most):
                return True
    return False


def _asked_for(op: Op, moved: Op, before: Json, now: Json) -> bool:
    """Whether an item that the city takes out is demanded by the new core and was not before."""
    where, there = target(op.path), target(moved.path)
    if op.op != "remove" or where.keyword != "properties" or not where.rest:
        return False
    was = demands(find(before, join(home(where.schema))), where.rest[0])
    now_asked = demands(find(now, join(home(there.schema))), there.rest[0])
    return now_asked.always > was.always or now_asked.sometimes > was.sometimes


class Demands(NamedTuple):
    """How an object schema asks for an item: in any case, and under how many conditions."""

    always: bool
    sometimes: int


def demands(schema: object, name: str) -> Demands:
    """How an object schema asks for the item."""
    if not isinstance(schema, dict):
        return Demands(always=False, sometimes=0)
    asked = schema.get("required")
    always = isinstance(asked, list) and name in asked
    depending = schema.get("dependentRequired")
    lists = depending.values() if isinstance(depending, dict) else ()
    sometimes = sum(isinstance(names, list) and name in names for names in lists)
    for inner in _conditions(schema):
        below = demands(inner, name)
        sometimes += below.always + below.sometimes
    return Demands(always, sometimes)


def _conditions(schema: dict[str, Json]) -> Iterator[Json]:
    for keyword in ("allOf", "anyOf", "oneOf"):
        members = schema.get(keyword)
        yield from members if isinstance(members, list) else ()
    yield from (schema[keyword] for keyword in ("then", "else") if keyword in schema)
    depending = schema.get("dependentSchemas")
    yield from depending.values() if isinstance(depending, dict) else ()


def _gone(op: Op, moved: Op, before: Json, now: Json) -> bool:
    """Whether the operation speaks of an item beside it that the new core no longer has."""
    where, there = target(op.path), target(moved.path)
    if op.op == "remove":
        return False
    had = _items(before, home(where.schema))
    has = _items(now, home(there.schema))
    if had is None or has is None:
        return False
    name = named(moved)
    asked = {name} if name is not None else set[str]()
    if there.keyword in IN_PLACE:
        asked = mentioned(moved.value)
    return any(name in had and name not in has for name in asked)


def _items(form: Json, place: tuple[str, ...]) -> dict[str, Json] | None:
    found = find(form, join((*place, "properties")))
    return None if found is MISSING or not isinstance(found, dict) else found


def mentioned(schema: object) -> set[str]:
    """The items of the object itself that a condition or an alternative speaks of."""
    if not isinstance(schema, dict):
        return set()
    listed = schema.get("properties")
    out = set(listed) if isinstance(listed, dict) else set[str]()
    for keyword, value in schema.items():
        if keyword == "required" and isinstance(value, list):
            out.update(v for v in value if isinstance(v, str))
        elif keyword == "dependentRequired" and isinstance(value, dict):
            lists = [v for v in value.values() if isinstance(v, list)]
            out.update(value, (v for names in lists for v in names if isinstance(v, str)))
        elif keyword in IN_PLACE:
            inner = value if isinstance(value, list) else [value]
            if keyword == "dependentSchemas" and isinstance(value, dict):
                out.update(value)
                inner = list(value.values())
            for part in inner:
                out |= mentioned(part)
    return out
