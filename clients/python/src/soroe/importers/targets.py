"""The core's items as places that an imported field can take."""

from __future__ import annotations

from typing import Literal, TypeAlias, cast

import msgspec

from soroe.importers.labels import fold_code, qualified
from soroe.model import Json
from soroe.pointer import join, split
from soroe.schema import Item, items

Shape: TypeAlias = Literal["value", "values", "table"]
"""value: a single value; values: an array of single values; table: an array of objects."""


class Target(msgspec.Struct, frozen=True):
    """One core item that holds a value: where it is, and by which codes and labels it is known.

    `table` is the pointer of the table it is a column of, "" outside of tables. `codes` and
    `labels` are folded.
    """

    item: Item
    shape: Shape
    table: str
    codes: frozenset[str]
    labels: frozenset[str]

    @property
    def pointer(self) -> str:
        """The item pointer in the core."""
        return self.item.pointer

    @property
    def name(self) -> str:
        """What a person is shown: the titles on the way, and the pointer."""
        titles = [*self.item.parents, self.item.title]
        return f"{' › '.join(titles)} ({self.pointer})"


def targets(core: Json) -> tuple[Target, ...]:
    """Every item of the core that a field can be.

    Structures are none, nor is what stands deeper than in the rows of one table.
    """
    found = items(core)
    out = []
    for pointer, item in found.items():
        shape = shape_of(item.schema)
        segments = split(pointer)
        if shape is None or segments.count("*") > 1:
            continue
        table = join(segments[: segments.index("*")]) if "*" in segments else ""
        inside = segments[len(split(table)) + 1 :] if table else segments
        above = [_labels(found[a]) for a in _ancestors(pointer) if a in found]
        names = [s for s in segments if s != "*"]
        codes = {fold_code(join(names)), fold_code(join(inside))}
        labels = qualified(_labels(item), above)
        out.append(Target(item, shape, table, frozenset(codes), frozenset(labels)))
    return tuple(out)


def shape_of(schema: Json) -> Shape | None:
    """What an item holds, or None where it only groups others."""
    if not isinstance(schema, dict):
        return "value"
    if "properties" in schema:
        return None
    members = schema.get("items")
    if schema.get("type") != "array" and members is None:
        return "value"
    return "table" if isinstance(members, dict) and "properties" in members else "values"


def _labels(item: Item) -> list[str]:
    return [item.title, *item.synonyms]


def _ancestors(pointer: str) -> list[str]:
    segments = split(pointer)
    return [join(segments[:n]) for n in range(1, len(segments)) if segments[n - 1] != "*"]


def schema_of(core: Json, pointer: str) -> dict[str, Json]:
    """The core's schema at an item pointer, `*` for any member; {} if there is none."""
    here: Json = core
    for segment in split(pointer):
        if not isinstance(here, dict):
            return {}
        if segment == "*":
            here = here.get("items")
        else:
            here = cast("dict[str, Json]", here.get("properties") or {}).get(segment)
    return here if isinstance(here, dict) else {}
