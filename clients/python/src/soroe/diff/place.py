"""What a path into a schema means: which schema, which keyword, which item a person would name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from soroe.diff.apply import names_member
from soroe.model import Op
from soroe.pointer import join, split
from soroe.schema.keywords import SCHEMA_LISTS, SCHEMA_MAPS, SCHEMAS, SETS, annotation_keywords

Path: TypeAlias = tuple[str, ...]
Role: TypeAlias = Literal["schema", "schemas", "list", "set", "sets", "value"]
"""What stands at a place; `schemas` and `sets` are named ones, a `list` is of schemas by place."""

IN_PLACE = frozenset({"allOf", "anyOf", "oneOf", "if", "then", "else", "not", "dependentSchemas"})
"""Keywords whose schemas speak of the same value as the schema around them."""


class Target(NamedTuple):
    """Where an operation writes: the schema, its keyword, and the steps inside the keyword."""

    schema: Path
    keyword: str
    rest: Path


@lru_cache(maxsize=4096)
def target(path: str) -> Target:
    """The innermost schema that holds the place."""
    segments = split(path)
    *_, start = _starts(segments)
    return Target(segments[:start], segments[start], segments[start + 1 :])


def schemas_on(path: Path) -> list[Path]:
    """Every schema on the way to the place, the outermost first."""
    return [path[:start] for start in _starts(path)]


def home(path: Path) -> Path:
    """Where the value that a schema speaks of is described, conditions and alternatives aside."""
    out: list[str] = []
    starts = [*_starts(path), len(path)]
    for start, end in pairwise(starts):
        if path[start] not in IN_PLACE:
            out.extend(path[start:end])
    return tuple(out)


def item_of(op: Op) -> str:
    """The item pointer of what the operation is about."""
    schema, keyword, rest = target(op.path)
    name = named(op)
    if keyword == "properties" and rest:
        name = rest[0]
    return join((*_item(schema), *([] if name is None else [name])))


def named(op: Op) -> str | None:
    """The item that a member of `required` or `dependentRequired` names; else None."""
    asked = target(op.path).keyword in {"required", "dependentRequired"} and names_member(op)
    return op.value if asked and isinstance(op.value, str) else None


def is_wording(op: Op) -> bool:
    """Whether the operation writes an annotation, which refuses nothing."""
    keyword = target(op.path).keyword
    return keyword in annotation_keywords() or keyword.startswith("x-")


def schema_path(item: str) -> Path:
    """Where the core describes an item."""
    out: list[str] = []
    for name in split(item):
        out.extend(("items",) if name == "*" else ("properties", name))
    return tuple(out)


def role(path: Path) -> Role:
    """What stands at the place."""
    here: Role = "schema"
    for segment in path:
        here = below(here, segment)
    return here


def below(here: Role, segment: str) -> Role:
    """What stands one step further."""
    if here == "schema":
        return _of_keyword(segment)
    if here == "schemas" or (here in {"set", "list"} and segment.isdigit()):
        return "schema"
    return "set" if here == "sets" else "value"


def _of_keyword(keyword: str) -> Role:
    if keyword in SCHEMA_MAPS:
        return "schemas"
    if keyword in SETS:
        return "set"
    if keyword in SCHEMA_LISTS:
        return "list"
    if keyword == "dependentRequired":
        return "sets"
    return "schema" if keyword in SCHEMAS else "value"


def _starts(path: Path) -> Iterator[int]:
    """The indexes at which a schema's keyword stands."""
    start = 0
    while start < len(path):
        yield start
        keyword = path[start]
        if keyword in SCHEMA_MAPS or keyword in SCHEMA_LISTS:
            start += 2
        elif keyword in SCHEMAS:
            start += 1
        else:
            return


def _item(schema: Path) -> Path:
    out: list[str] = []
    steps = home(schema)
    starts = [*_starts(steps), len(steps)]
    for start, end in pairwise(starts):
        listed = steps[start] in {"properties", "prefixItems"} and end - start == 2
        out.append(steps[end - 1] if listed else "*")
    return tuple(out)
