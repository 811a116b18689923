"""One step of editing a core: an item added, moved, taken out, or written with what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from registry.compute import core_conditions
from registry.compute.core_fields import NEW
from registry.compute.core_source import (
    Node,
    Schema,
    answers_at,
    group_at,
    held_at,
    node_at,
    required_of,
    speaking_of,
)
from registry.compute.core_write import Wrong, ask, write_form, write_item
from registry.compute.depth import bounded
from soroe.errors import DocumentError, Problem
from soroe.jsontext import pretty, read
from soroe.pointer import join, split
from soroe.schema import items
from soroe.schema.walk import properties

_NAME: Final = re.compile(r"[a-z][A-Za-z0-9]{0,63}")
_STEP: Final = 10


class Step(msgspec.Struct, frozen=True):
    """What the button says, at which item, with all fields of the page."""

    do: str
    item: str
    fields: dict[str, str]


class Edited(msgspec.Struct, frozen=True):
    """The text after a step, the item to go on with, and what could not be taken, by field.

    Fields that are wrong stay as they were.
    """

    body: bytes
    item: str
    wrong: dict[str, Wrong] = {}


@bounded
def edit(body: bytes, step: Step, head: bytes | None) -> Edited:
    """The core with one step done. Raises `DocumentError` (`draft-not-object`).

    An item that `head`, the version before, has under its name says so (`x-formerly`) when it gets
    another one, so that diffs can follow it.
    """
    source = read(body)
    if not isinstance(source, dict):
        raise DocumentError(Problem("draft-not-object", params={"found": type(source).__name__}))
    what, _, which = step.do.partition(" ")
    item, wrong = _done(source, what, which, step)
    renamed = node_at(source, item) if what == "save" and item != step.item else None
    if renamed is not None and head is not None and step.item in items(read(head)):
        former = renamed.schema.get("x-formerly")
        known = former if isinstance(former, list) else []
        renamed.schema["x-formerly"] = [*known, step.item]
    return Edited(pretty(source).encode(), item, wrong)


def _done(source: Schema, what: str, which: str, step: Step) -> tuple[str, dict[str, Wrong]]:
    """What was typed is written first, so that no button loses it; then what the button says."""
    item, typed = step.item, step.fields
    node = node_at(source, item) if item else None
    if item and node is None:
        return "", {"": Wrong("gone")}
    if what == "drop" and node is not None:
        return _drop(source, node)
    wrong = write_form(source, typed) if node is None else write_item(source, node, typed)
    if what == "add":
        there, more = _add(source, item, typed)
        return (item if wrong else there), {**wrong, **more}
    if what.startswith("condition"):
        group = group_at(source, item)
        more = core_conditions.edit(group, what, which, typed) if group else {"": Wrong("gone")}
        return item, {**wrong, **more}
    if node is None:
        return item, wrong
    if what in ("up", "down"):
        _move(node, -1 if what == "up" else 1)
        return item, wrong
    new = typed.get("name", node.name)
    if new == node.name:
        return item, wrong
    if said := _name_wrong(node.parent, new):
        return item, {**wrong, "name": said}
    return _rename(source, node, new), wrong


def _name_wrong(group: Schema, name: str) -> Wrong | None:
    if not _NAME.fullmatch(name) or name in ("constructor", "prototype"):
        return Wrong("name-form")
    named = group.get("properties")
    taken = isinstance(named, dict) and name in named
    return Wrong("name-taken", {"name": name}) if taken else None


def _add(source: Schema, item: str, typed: Mapping[str, str]) -> tuple[str, dict[str, Wrong]]:
    """An item at the end of a group: of a kind, or from a component (`component kana/1.0.0`)."""
    group = group_at(source, item)
    if group is None:
        return item, {"": Wrong("gone")}
    name, title, kind = (typed.get(f"new-{part}", "") for part in ("name", "title", "kind"))
    wrong: dict[str, Wrong] = {}
    if said := _name_wrong(group, name):
        wrong["new-name"] = said
    if not title:
        wrong["new-title"] = Wrong("title-needed")
    head, _, component = kind.partition(" ")
    if head == "component":
        made: Schema = {"$ref": f"../../components/{component}.json"}
    elif head in NEW:
        made = msgspec.json.decode(msgspec.json.encode(NEW[head]))
    else:
        wrong["new-kind"] = Wrong("kind-needed")
    if wrong:
        return item, wrong
    orders = [order for _, _, _, order in properties(group)]
    last = max((o for o in orders if o < 10_000), default=0)
    named = group["properties"]
    named[name] = {**made, "title": title, "x-order": last + _STEP}
    steps = split(item) if not item else held_at(item, _schema_at(source, item))
    return join((*steps, name)), {}


def _schema_at(source: Schema, item: str) -> Schema:
    node = node_at(source, item)
    assert node is not None, "its group is there"
    return node.schema


def _move(node: Node, by: int) -> None:
    """One place up or down; the others keep their numbers where these tell their order."""
    found = [inner for _, inner, _, _ in properties(node.parent) if isinstance(inner, dict)]
    there = node.place + by
    if not 0 <= there < len(found):
        return
    orders = [inner.get("x-order") for inner in found]
    told = all(isinstance(o, int) for o in orders) and len(set(orders)) == len(orders)
    numbers: list[Any] = orders if told else [(n + 1) * _STEP for n in range(len(found))]
    found[node.place], found[there] = found[there], found[node.place]
    for inner, order in zip(found, numbers, strict=True):
        inner["x-order"] = order


def _drop(source: Schema, node: Node) -> tuple[str, dict[str, Wrong]]:
    """The form without an item; refused while a condition speaks of it or of what is in it."""
    group = split(node.item)[:-1]
    spoken = [
        s for s in speaking_of(source, group) if s is not node.parent and _names(s, node.name)
    ]
    if spoken:
        return node.item, {"": Wrong("in-condition", {"count": str(len(spoken))})}
    del node.parent["properties"][node.name]
    ask(node.parent, node.name, asked=False)
    together = node.parent.get("dependentRequired")
    if isinstance(together, dict):
        together.pop(node.name, None)
        for others in together.values():
            if isinstance(others, list) and node.name in others:
                others.remove(node.name)
    for answer in _answers(source, group):
        answer.pop(node.name, None)
    return join(group[:-1] if group and group[-1] == "*" else group), {}


def _rename(source: Schema, node: Node, new: str) -> str:
    """The same item under another name, everywhere."""
    group = split(node.item)[:-1]
    for schema in list(speaking_of(source, group)):
        for keyword in ("properties", "dependentRequired"):
            if isinstance(named := schema.get(keyword), dict) and node.name in named:
                schema[keyword] = {new if k == node.name else k: v for k, v in named.items()}
        if node.name in required_of(schema):
            schema["required"] = [new if one == node.name else one for one in schema["required"]]
        together = schema.get("dependentRequired")
        if isinstance(together, dict):
            for key, others in list(together.items()):
                if isinstance(others, list):
                    together[key] = [new if one == node.name else one for one in others]
    for answer in _answers(source, group):
        if node.name in answer:
            kept = {new if k == node.name else k: v for k, v in answer.items()}
            answer.clear()
            answer.update(kept)
    return join((*group, new))


def _names(schema: Schema, name: str) -> bool:
    """Whether a condition speaks of one of the items of its group."""
    named, together = schema.get("properties"), schema.get("dependentRequired")
    return (
        (isinstance(named, dict) and name in named)
        or name in required_of(schema)
        or (isinstance(together, dict) and name in together)
    )


def _answers(source: Schema, group: tuple[str, ...]) -> list[dict[str, Any]]:
    """The groups at a path in the examples of the whole form."""
    examples = source.get("examples")
    found = [
        one
        for example in (examples if isinstance(examples, list) else [])
        for one in answers_at(example, group)
    ]
    return [one for one in found if isinstance(one, dict)]
