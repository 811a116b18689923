"""Items that take any length."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.contain import contains
from soroe.core_lint.nodes import item_of, plain
from soroe.errors import Problem
from soroe.model import Json, Proved
from soroe.pointer import join

LONGEST_TEXT = 10_000
"""Characters; a text that may be longer is not bounded by anything a person had in mind."""

_BOUND_BY = ("maxLength", "enum", "const")
_SHORT_FORMATS = frozenset({"date", "time", "date-time", "ipv4", "ipv6", "uuid", "duration"})


def unbounded(published: Json) -> Iterator[Problem]:
    """`text-unbounded` and `list-unbounded` where nothing bounds a text or a list."""
    for path, schema in plain(published):
        kind = schema.get("type")
        kinds = kind if isinstance(kind, list) else [kind]
        facts = {"item": item_of(path) or "/"}
        if "string" in kinds and not _short(schema):
            yield Problem("text-unbounded", join(path), facts)
        if "array" in kinds and not ({"maxItems", "enum", "const"} & schema.keys()):
            yield Problem("list-unbounded", join(path), facts)


def _short(schema: dict[str, Json]) -> bool:
    if any(keyword in schema for keyword in _BOUND_BY) or schema.get("format") in _SHORT_FORMATS:
        return True
    pattern = schema.get("pattern")
    if not isinstance(pattern, str):
        return False
    bound: Json = {"type": "string", "maxLength": LONGEST_TEXT}
    return isinstance(contains({"type": "string", "pattern": pattern}, bound), Proved)
