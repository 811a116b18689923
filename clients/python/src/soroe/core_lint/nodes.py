"""Walking the items of a core, conditions left aside."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.model import Json
from soroe.schema import subschemas

CONDITIONAL = frozenset({"if", "then", "else", "not", "allOf", "anyOf", "oneOf", "contains"})
"""Below these stands what is asked about an item, not what an item is."""

Path = tuple[str, ...]


def plain(published: Json) -> Iterator[tuple[Path, dict[str, Json]]]:
    """Every schema object that says what an item or a member of a list is."""
    for path, schema in subschemas(published):
        if isinstance(schema, dict) and not _conditional(path):
            yield path, schema


def is_item(path: Path) -> bool:
    """Whether the schema at the path is an item: a property of an object."""
    return len(path) >= 2 and path[-2] == "properties"


def item_of(path: Path) -> str:
    """The item pointer of a place: `/guardians/*/employer`."""
    out: list[str] = []
    steps = iter(path)
    for step in steps:
        if step == "properties":
            out.append(next(steps, ""))
        elif step == "items":
            out.append("*")
    return "".join(f"/{step}" for step in out)


def _conditional(path: Path) -> bool:
    """A property may be called `not`; only a keyword's place counts."""
    keyword = True
    for step in path:
        if keyword and step in CONDITIONAL:
            return True
        keyword = not (keyword and step in {"properties", "patternProperties", "$defs"})
    return False
