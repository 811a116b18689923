"""The source of a core as an editor walks it: items by item pointer, references left in place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal, TypeAlias

import msgspec

from soroe.pointer import join, split
from soroe.schema.inline import COMPONENT
from soroe.schema.walk import properties

Kind: TypeAlias = Literal[
    "group",
    "list",
    "text",
    "choice",
    "date",
    "email",
    "integer",
    "number",
    "boolean",
    "component",
    "other",
]
Schema: TypeAlias = dict[str, Any]

_SAME_PLACE: Final = ("allOf", "anyOf", "oneOf", "if", "then", "else", "not")
_KINDS: Final[dict[str, Kind]] = {
    "object": "group",
    "array": "list",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}


class Node(msgspec.Struct, frozen=True):
    """An item of the source: its pointer (`/choices/*/rank`), its schema, and the group it is in.

    `place` is its place among `count` neighbours, from 0.
    """

    item: str
    name: str
    schema: Schema
    parent: Schema
    place: int
    count: int
    depth: int

    @property
    def required(self) -> bool:
        """Whether its group requires it."""
        return self.name in required_of(self.parent)


def nodes(source: Schema) -> Iterator[Node]:
    """Every item in reading order; what lies in components is none of the source's."""
    stack = list(reversed(list(_children(source, (), 0))))
    while stack:
        node = stack.pop()
        yield node
        inside = list(_children(node.schema, split(node.item), node.depth + 1))
        stack.extend(reversed(inside))


def node_at(source: Schema, item: str) -> Node | None:
    """The item with this pointer."""
    return next((node for node in nodes(source) if node.item == item), None)


def group_at(source: Schema, item: str) -> Schema | None:
    """The object that holds items at the pointer: the form, a group, the entry of a list."""
    if not item:
        return source if isinstance(source.get("properties"), dict) else None
    node = node_at(source, item)
    return None if node is None else holder(node.schema)


def holder(schema: Schema) -> Schema | None:
    """The object whose properties are the items in an item; None where it holds none."""
    here: Any = schema
    while isinstance(here, dict):
        if isinstance(here.get("properties"), dict):
            return here
        here = here.get("items")
    return None


def held_at(item: str, schema: Schema) -> tuple[str, ...]:
    """The pointer of the object that holds the items in an item: `/choices/*`."""
    steps = list(split(item))
    here: Any = schema
    while isinstance(here, dict) and not isinstance(here.get("properties"), dict):
        here = here.get("items")
        steps.append("*")
    return tuple(steps)


def kind_of(schema: Schema) -> Kind:
    """What an item is, for who edits it; `other` is what only a file can say."""
    if "$ref" in schema:
        return "component"
    if "enum" in schema:
        return "choice"
    kind = schema.get("type")
    if kind == "string":
        form = schema.get("format")
        if form == "date":
            return "date"
        return "email" if form == "email" else "text"
    return _KINDS.get(kind, "other") if isinstance(kind, str) else "other"


def component_of(schema: Schema) -> str:
    """The component (`kana/1.0.0`) that an item is made from, "" for none."""
    ref = schema.get("$ref")
    match = COMPONENT.match(ref) if isinstance(ref, str) else None
    return match[1] if match else ""


def required_of(group: Schema) -> list[str]:
    """The names that a group requires."""
    found = group.get("required")
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def speaking_of(schema: Any, path: tuple[str, ...]) -> Iterator[Schema]:
    """Every schema that says something of the instance at the path, conditions included."""
    if not isinstance(schema, dict):
        return
    for keyword in _SAME_PLACE:
        inner = schema.get(keyword)
        for one in inner if isinstance(inner, list) else [inner]:
            yield from speaking_of(one, path)
    if not path:
        yield schema
        return
    if path[0] == "*":
        for keyword in ("items", "contains"):
            yield from speaking_of(schema.get(keyword), path[1:])
        return
    named = schema.get("properties")
    if isinstance(named, dict):
        yield from speaking_of(named.get(path[0]), path[1:])


def answers_at(answer: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """What stands at the path in a filled-in application, for every entry of lists."""
    if not path:
        yield answer
    elif path[0] == "*":
        for one in answer if isinstance(answer, list) else []:
            yield from answers_at(one, path[1:])
    elif isinstance(answer, dict) and path[0] in answer:
        yield from answers_at(answer[path[0]], path[1:])


def _children(schema: Schema, path: tuple[str, ...], depth: int) -> Iterator[Node]:
    inside = holder(schema)
    if inside is None or "$ref" in schema:
        return
    steps = path if inside is schema else held_at(join(path), schema)
    found = [(n, s) for n, s, _, _ in properties(inside) if isinstance(s, dict)]
    for place, (name, inner) in enumerate(found):
        yield Node(join((*steps, name)), name, inner, inside, place, len(found), depth)
