"""Does an operation still depend on the same, or did the core change what decides its effect?"""

from __future__ import annotations

from typing import cast

import msgspec

from soroe.diff.apply import same
from soroe.diff.guard import mentioned
from soroe.diff.meaning import stripped
from soroe.diff.place import IN_PLACE, Path, named, schemas_on, target
from soroe.diff.regions import cut, groups, reach
from soroe.model import Json, Op
from soroe.pointer import find, join, split

_INSIDE = frozenset({"properties", "items", "required"})
"""Keywords that say what stands in a value; the others say whether the value is taken at all."""

_SPEAKING = IN_PLACE | {"dependentRequired"}
"""Keywords that speak of items beside each other."""

_NAMING = frozenset({"properties", "dependentRequired"})


def unlike(before: Json, now: Json, op: Op) -> Path | None:
    """The outermost schema on the way to a place that takes values otherwise than before.

    What stands beside the place does not count: an answer there is taken or refused by itself,
    unless a condition or the operation speaks of it (`soroe.diff.regions`).
    """
    segments = split(op.path)
    for path in schemas_on(segments):
        one, two = find(before, join(path)), find(now, join(path))
        if not isinstance(one, dict) or not isinstance(two, dict):
            return path
        inner = msgspec.structs.replace(op, path=join(segments[len(path) :]))
        if not same(_around(one, inner), _around(two, inner)):
            about, apart = reach(inner), groups((one, two), {})
            if about is None or apart is None:
                return path
            names = about.union(*(group for group in apart if group & about))
            cuts = cut(one, names), cut(two, names)
            if not same(*(_around(schema, inner) for schema in cuts)):
                return path
    return None


def _around(schema: Json, op: Op) -> Json:
    """What a schema says about taking a value, the operation's own keyword aside.

    `op` is written from the schema's point of view.
    """
    if not isinstance(schema, dict):
        return schema
    where = target(op.path)
    spoken = mentioned({k: v for k, v in schema.items() if k in _SPEAKING})
    own = set[str]()
    if not where.schema:
        own = {where.keyword}
        spoken |= mentioned({where.keyword: op.value}) | mentioned({where.keyword: op.was})
        spoken |= {name} if (name := named(op)) is not None else set()
        spoken.update(where.rest[:1] if where.keyword in _NAMING else ())
    said = {k: v for k, v in stripped(schema).items() if k not in _INSIDE | own}
    return {**said, "properties": _items(schema, spoken)}


def _items(schema: dict[str, Json], names: set[str]) -> Json:
    """What the object says about these items: whether they are there, what they take, required."""
    listed, asked = schema.get("properties"), schema.get("required")
    items = listed if isinstance(listed, dict) else {}
    return {
        name: [
            cast("Json", stripped(items[name])) if name in items else None,
            isinstance(asked, list) and name in asked,
        ]
        for name in sorted(names)
        if name in items or (isinstance(asked, list) and name in asked)
    }
