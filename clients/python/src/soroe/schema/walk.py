"""Walking a schema: every sub-schema with its place, and every item of a form.

Iterative throughout: depth costs memory, never the recursion limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from soroe.model import Base, Json
from soroe.pointer import join
from soroe.schema.keywords import SCHEMA_LISTS, SCHEMA_MAPS, SCHEMAS

SchemaObject = dict[str, Json]


def subschemas(schema: Json) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Every schema inside `schema`, itself first, with the segments that lead to it."""
    stack: list[tuple[tuple[str, ...], Json]] = [((), schema)]
    while stack:
        path, here = stack.pop()
        yield path, here
        if isinstance(here, dict):
            stack.extend(reversed([(path + step, s) for step, s in children(here)]))


def children(schema: SchemaObject) -> Iterator[tuple[tuple[str, ...], Json]]:
    """The direct sub-schemas of a schema object with the segments that lead to each."""
    for keyword, value in schema.items():
        if keyword in SCHEMA_MAPS and isinstance(value, dict):
            for name, inner in value.items():
                yield (keyword, name), inner
        elif keyword in SCHEMA_LISTS and isinstance(value, list):
            for index, inner in enumerate(value):
                yield (keyword, str(index)), inner
        elif keyword in SCHEMAS:
            yield (keyword,), value


class Item(Base, frozen=True):
    """One field of a form.

    `pointer` is the instance pointer with `*` for any member of an array, `path` the JSON Pointer
    of its schema, `order` its place among its neighbours, `parents` the titles above it.
    """

    pointer: str
    path: str
    schema: Json
    required: bool
    title: str
    order: int
    synonyms: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()


def items(schema: Json) -> dict[str, Item]:
    """The items of a form by item pointer, in the order in which a person sees them.

    Walks `properties` and `items` of the form itself; what stands inside conditions refines items
    and does not add any. A local `$ref` is followed where it is not recursive.
    """
    found: dict[str, Item] = {}
    stack: list[tuple[tuple[str, ...], tuple[str, ...], Json, tuple[str, ...], frozenset[str]]] = [
        ((), (), schema, (), frozenset())
    ]
    while stack:
        pointer, path, here, parents, seen = stack.pop()
        here, path, seen = _follow(schema, here, path, seen)
        if not isinstance(here, dict):
            continue
        title = here.get("title")
        below = (*parents, title) if isinstance(title, str) and pointer else parents
        nested: list[
            tuple[tuple[str, ...], tuple[str, ...], Json, tuple[str, ...], frozenset[str]]
        ] = []
        for name, inner, required, order in properties(here):
            child, inner_path = (*pointer, name), (*path, "properties", name)
            target, real_path, _ = _follow(schema, inner, inner_path, seen)
            found[join(child)] = _item(
                child, real_path, inner, target, required=required, order=order, parents=below
            )
            nested.append((child, inner_path, inner, below, seen))
        member = here.get("items")
        if isinstance(member, dict):
            nested.append(((*pointer, "*"), (*path, "items"), member, below, seen))
        stack.extend(reversed(nested))
    return _in_reading_order(found)


def properties(schema: SchemaObject) -> Iterator[tuple[str, Json, bool, int]]:
    """Name, schema, required and order of each property, in `x-order` and then written order."""
    named = schema.get("properties")
    if not isinstance(named, dict):
        return
    required = schema.get("required")
    needed = set(cast("list[str]", required)) if isinstance(required, list) else set()
    rows = []
    for index, (name, inner) in enumerate(named.items()):
        order = inner.get("x-order") if isinstance(inner, dict) else None
        place = order if isinstance(order, int) and not isinstance(order, bool) else 10_000 + index
        rows.append((place, index, name, inner))
    for place, _, name, inner in sorted(rows, key=lambda r: (r[0], r[1])):
        yield name, inner, name in needed, place


def _item(
    pointer: tuple[str, ...],
    path: tuple[str, ...],
    written: Json,
    target: Json,
    *,
    required: bool,
    order: int,
    parents: tuple[str, ...],
) -> Item:
    title = pointer[-1]
    synonyms: tuple[str, ...] = ()
    for source in (target, written):
        if isinstance(source, dict):
            title = str(source["title"]) if isinstance(source.get("title"), str) else title
            others = source.get("x-synonyms")
            if isinstance(others, list):
                synonyms = tuple(str(s) for s in others)
    return Item(
        pointer=join(pointer),
        path=join(path),
        schema=target,
        required=required,
        title=title,
        order=order,
        synonyms=synonyms,
        parents=parents,
    )


def _follow(
    root: Json, here: Json, path: tuple[str, ...], seen: frozenset[str]
) -> tuple[Json, tuple[str, ...], frozenset[str]]:
    while isinstance(here, dict) and isinstance(ref := here.get("$ref"), str):
        if not ref.startswith("#/$defs/") or ref in seen or not isinstance(root, dict):
            break
        defs, name = root.get("$defs"), ref.removeprefix("#/$defs/")
        if not isinstance(defs, dict) or name not in defs:
            break
        seen, path, here = seen | {ref}, ("$defs", name), defs[name]
    return here, path, seen


def _in_reading_order(found: dict[str, Item]) -> dict[str, Item]:
    """Parents before children, neighbours by order: as the form is read from top to bottom."""
    keys: dict[str, tuple[tuple[int, str], ...]] = {}
    for pointer, item in found.items():
        parent = pointer.rsplit("/", 1)[0].removesuffix("/*")
        keys[pointer] = (*keys.get(parent, ()), (item.order, pointer))
    return {p: found[p] for p in sorted(found, key=lambda p: keys[p])}
