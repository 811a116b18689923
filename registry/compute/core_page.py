"""A draft of a core as its page shows it: a tree of items, one of them as fields, its verdict."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

import msgspec

from registry.compute.core_conditions import Condition, When, conditions_of, whens
from registry.compute.core_fields import Fields, fields
from registry.compute.core_source import (
    Kind,
    Node,
    Schema,
    group_at,
    held_at,
    holder,
    kind_of,
    node_at,
    nodes,
)
from registry.compute.depth import bounded
from soroe.core_lint import lint_form
from soroe.errors import Problem
from soroe.handover.html import draw
from soroe.impact import Impact
from soroe.jsontext import read
from soroe.locale import explain
from soroe.model import Json, Lang
from soroe.page import FormPage, form_page
from soroe.pointer import join, split
from soroe.report.impact import blocks
from soroe.report.items import takes
from soroe.schema import check_schema, items
from soroe.schema.validator import validator
from soroe.table import OldNew, Side, old_new


class ItemRow(msgspec.Struct, frozen=True):
    """An item in the tree. `takes` is what may be written, in words; `inner` items of a component.

    `parent` is the item that it lies in, "" for the form. `rules` are conditions of its group.
    """

    item: str
    parent: str
    name: str
    title: str
    depth: int
    kind: Kind
    required: bool
    takes: str
    component: str
    inner: int
    sensitive: bool
    delegated: bool
    local: str
    rules: int
    first: bool
    last: bool


class Neighbour(msgspec.Struct, frozen=True):
    """An item of a group: its name and title."""

    name: str
    title: str


class Outline(msgspec.Struct, frozen=True):
    """A core to be edited: title and description of the form, and its items in reading order.

    `problems` say why the text cannot be edited on the page (then there are no rows).
    """

    title: str
    description: str
    rows: tuple[ItemRow, ...]
    rules: int
    problems: tuple[Problem, ...] = ()


class Chosen(msgspec.Struct, frozen=True):
    """The item that is worked on, or the form ("").

    `holds` where items can be added to it; then `conditions` are those of its items.
    """

    item: str
    name: str
    title: str
    required: bool
    fields: Fields
    holds: bool
    conditions: tuple[Condition, ...]
    whens: tuple[When, ...]
    neighbours: tuple[Neighbour, ...]


class Advice(msgspec.Struct, frozen=True):
    """Something to mend: the item ("" for the form), what it is called, title, detail, remedy."""

    item: str
    about: str
    said: tuple[str, str, str]


class Refused(msgspec.Struct, frozen=True):
    """An example of the form (from 1) that the form itself refuses: where, and the keyword."""

    example: int
    about: str
    keyword: str


class Looked(msgspec.Struct, frozen=True):
    """What lint says of a core that can be published."""

    advice: tuple[Advice, ...]
    refused: tuple[Refused, ...]


class CorePreview(msgspec.Struct, frozen=True):
    """What publishing a draft would make of the form."""

    table: OldNew | None
    after: FormPage


@bounded
def outline(body: bytes, published: bytes | None, lang: Lang) -> Outline:
    """The tree of a draft; `published` is the same with components in place, if it can be made."""
    source = read(body)
    problems = check_schema(source)
    if not isinstance(source, dict) or problems or group_at(source, "") is None:
        why = problems or (Problem("not-a-schema", "", {"detail": "type: object, properties"}),)
        return Outline("", "", (), 0, why)
    whole = items(read(published)) if published is not None else {}
    below: Counter[str] = Counter()
    for pointer in whole:
        steps = split(pointer)
        below.update(join(steps[:end]) for end in range(1, len(steps)))
    rows = []
    for node in nodes(source):
        known = whole.get(node.item)
        said = known.schema if known and isinstance(known.schema, dict) else node.schema
        inside = holder(node.schema)
        kind = kind_of(node.schema)
        rows.append(
            ItemRow(
                item=node.item,
                parent=_parent(node.item),
                name=node.name,
                title=str(said.get("title") or node.name),
                depth=node.depth,
                kind=kind,
                required=node.required,
                takes=takes(known, lang) if known else "",
                component=fields(node.schema).component,
                inner=below[node.item] if inside is None else 0,
                sensitive="x-sensitive" in said,
                delegated="x-delegated" in said,
                local=str(said.get("x-local", "")),
                rules=_rules(inside) if inside is not None else 0,
                first=node.place == 0,
                last=node.place == node.count - 1,
            )
        )
    title, description = (str(source.get(part, "")) for part in ("title", "description"))
    return Outline(title, description, tuple(rows), _rules(source))


@bounded
def chosen(body: bytes, published: bytes | None, item: str, lang: Lang) -> Chosen | None:
    """The fields of an item; None where the draft has no such item (any more)."""
    source = cast("Schema", read(body))
    node = node_at(source, item) if item else None
    if item and node is None:
        return None
    schema = node.schema if node else source
    group = group_at(source, item)
    around = _around(read(published) if published is not None else source, source, node, group)
    return Chosen(
        item=item,
        name=node.name if node else "",
        title=_title(around, schema, node),
        required=node.required if node else False,
        fields=fields(schema),
        holds=group is not None,
        conditions=conditions_of(group, around, lang) if group is not None else (),
        whens=whens(around, lang) if group is not None else (),
        neighbours=_neighbours(group, around) if group is not None else (),
    )


@bounded
def looked(published: bytes, lang: Lang) -> Looked:
    """What should be mended in a core that could be published."""
    core = read(published)
    assert isinstance(core, dict), "a core is an object"
    known = items(core)
    advice = []
    for problem in lint_form(core):
        item = problem.params.get("item", "")
        params = {**problem.params, "item": known[item].title if item in known else item}
        titled = msgspec.structs.replace(problem, params=params)
        about = known[item].title if item in known else ""
        advice.append(Advice(item if item in known else "", about, explain(titled, lang)))
    check = validator(core)
    examples = core.get("examples")
    refused = []
    for number, example in enumerate(examples if isinstance(examples, list) else (), 1):
        for at, keyword, _ in check.errors(example)[:3]:
            item = join("*" if step.isdecimal() else step for step in split(at))
            about = known[item].title if item in known else str(core.get("title", ""))
            refused.append(Refused(number, about, keyword))
    return Looked(tuple(advice), tuple(refused))


@bounded
def core_preview(old: tuple[str, bytes] | None, new: tuple[str, bytes], lang: Lang) -> CorePreview:
    """The form as it would be published: beside the version before, and as applicants see it."""
    form = read(new[1])
    table = None if old is None else old_new(Side(read(old[1]), old[0]), Side(form, new[0]), lang)
    return CorePreview(table, form_page(form, lang))


@bounded
def impact_inside(impact: bytes, lang: Lang) -> str:
    """What stands on the page of an impact (its JSON), as HTML."""
    made = msgspec.json.decode(impact, type=Impact)
    return draw(block for n, block in enumerate(blocks(made, lang)) if n)  # the page has a title


def _parent(item: str) -> str:
    steps = split(item)[:-1]
    return join(steps[:-1] if steps and steps[-1] == "*" else steps)


def _rules(group: Schema) -> int:
    return len(conditions_of(group, group, "ja"))


def _around(published: Json, source: Schema, node: Node | None, group: Schema | None) -> Schema:
    """The group with the titles and choices of its components."""
    if node is None:
        return published if isinstance(published, dict) else source
    steps = split(node.item) if group is None else held_at(node.item, node.schema)
    here: Any = published
    for step in steps:
        inside = here.get("items" if step == "*" else "properties")
        here = inside if step == "*" else (inside or {}).get(step, {})
        if not isinstance(here, dict):
            return node.schema
    return cast("Schema", here)


def _title(around: Schema, schema: Schema, node: Node | None) -> str:
    own = schema.get("title") or ("" if node and holder(schema) else around.get("title"))
    return str(own or (node.name if node else ""))


def _neighbours(group: Schema, around: Schema) -> tuple[Neighbour, ...]:
    known = around.get("properties")
    out = []
    for name, inner in group["properties"].items():
        said = known.get(name) if isinstance(known, dict) else inner
        title = said.get("title") if isinstance(said, dict) else None
        out.append(Neighbour(name, str(title or name)))
    return tuple(out)
