"""Two forms side by side: each node of the one with its counterpart, judged by nobody yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from soroe.model import Base, Json
from soroe.pointer import join
from soroe.schema.walk import SchemaObject, properties


class Pair(Base, frozen=True):
    """One node of both forms: an item, a member of a list (`/*`), or the form itself ("").

    `core` and `form` are None where the node stands in one form only. `path` is the JSON Pointer
    at which the node's schema stands, or would stand, in the core; `form_path` the same in the
    form. `core_required` and `form_required` say whether the object above asks for the item.
    `title` is the path of titles a person reads, `order` the place in reading order.
    """

    item: str
    path: str
    form_path: str
    core: SchemaObject | bool | None
    form: SchemaObject | bool | None
    core_required: bool
    form_required: bool
    title: str
    form_title: str | None
    order: int

    @property
    def owner(self) -> str:
        """The path of the object schema that holds the item."""
        return self.path.rsplit("/properties/", 1)[0]

    @property
    def name(self) -> str:
        """The item's own name."""
        return self.item.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")


class _Node(Base, frozen=True):
    item: tuple[str, ...]
    path: tuple[str, ...]
    form_path: tuple[str, ...]
    core: Json
    form: Json
    titles: tuple[str, ...] = ()
    form_title: str | None = None
    core_required: bool = False
    form_required: bool = False
    in_core: bool = True
    in_form: bool = True


def pairs(core: Json, form: Json) -> Iterator[Pair]:
    """Every node of the two forms in reading order; identical sub-schemas are passed over.

    References have been inlined (`soroe.schema.inline`). An item that one form lacks is one pair;
    what lies inside it is not looked at.
    """
    stack = [_Node((), (), (), core, form)]
    order = 0
    while stack:
        node = stack.pop()
        if (
            node.core is node.form
            and node.in_core
            and node.in_form
            and node.core_required == node.form_required
        ):
            continue
        yield _pair(node, order)
        order += 1
        if node.in_core and node.in_form:
            stack.extend(reversed(list(_below(node))))


def _pair(node: _Node, order: int) -> Pair:
    return Pair(
        item=join(node.item),
        path=join(node.path),
        form_path=join(node.form_path),
        core=_schema(node.core) if node.in_core else None,
        form=_schema(node.form) if node.in_form else None,
        core_required=node.core_required,
        form_required=node.form_required,
        title=" › ".join(node.titles),
        form_title=node.form_title,
        order=order,
    )


def _schema(value: Json) -> SchemaObject | bool:
    return value if isinstance(value, dict | bool) else {}


def _below(node: _Node) -> Iterator[_Node]:
    core = node.core if isinstance(node.core, dict) else {}
    form = node.form if isinstance(node.form, dict) else {}
    left = {name: (schema, needed) for name, schema, needed, _ in properties(core)}
    right = {name: (schema, needed) for name, schema, needed, _ in properties(form)}
    for name in [*left, *(n for n in right if n not in left)]:
        a, a_needed = left.get(name, (None, False))
        b, b_needed = right.get(name, (None, False))
        yield _Node(
            (*node.item, name),
            (*node.path, "properties", name),
            (*node.form_path, "properties", name),
            a,
            b,
            titles=(*node.titles, _title(a) or _title(b) or name),
            form_title=_title(b),
            core_required=a_needed,
            form_required=b_needed,
            in_core=name in left,
            in_form=name in right,
        )
    if isinstance(core.get("items"), dict) and isinstance(form.get("items"), dict):
        yield _Node(
            (*node.item, "*"),
            (*node.path, "items"),
            (*node.form_path, "items"),
            core["items"],
            form["items"],
            titles=node.titles,
        )


def _title(schema: Json) -> str | None:
    if isinstance(schema, dict) and isinstance(schema.get("title"), str):
        return cast("str", schema["title"])
    return None
