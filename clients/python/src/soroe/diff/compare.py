"""Two forms side by side: each node of the one with its counterpart, judged by nobody yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from soroe.diff.align import Inner, aligned
from soroe.diff.apply import same
from soroe.model import Base, Json
from soroe.pointer import join
from soroe.schema.walk import SchemaObject, properties


class Pair(Base, frozen=True):
    """One node of both forms: an item, a member of a list (`/*`), or the form itself ("").

    `core` and `form` are None where the node stands in one form only. `path` is the JSON Pointer
    at which the node's schema stands, or would stand, in the core; `form_path` the same in the
    form. `core_required` and `form_required` say whether the object above asks for the item.
    `title` is the path of titles a person reads, `order` the place in reading order.

    `branch` is true inside a condition or an alternative that stands in both forms: its schemas
    refine items that are listed around it, and an item that it leaves out is not missing. `known`
    are the names listed around it. `context` tells branches apart.
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
    branch: bool = False
    known: frozenset[str] = frozenset()
    context: str = ""

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
    branch: bool = False
    around: tuple[SchemaObject, ...] = ()
    """In a branch: the schemas around it that speak of the same value, nearest first."""
    context: str = ""


def pairs(core: Json, form: Json) -> Iterator[Pair]:
    """Every node of the two forms in reading order; identical sub-schemas are passed over.

    References have been inlined (`soroe.schema.inline`). An item that one form lacks is one pair;
    what lies inside it is not looked at. Conditions and alternatives are entered where both forms
    have them (`soroe.diff.align`).
    """
    stack = [_Node((), (), (), core, form)]
    order = 0
    while stack:
        node = stack.pop()
        if (
            node.in_core
            and node.in_form
            and node.core_required == node.form_required
            and node.core == node.form  # fast; where it says no, nothing finer needs to be asked
            and same(node.core, node.form)
        ):
            continue
        yield _pair(node, order)
        order += 1
        if node.in_core and node.in_form and _objects(node):
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
        branch=node.branch,
        known=frozenset(n for s in node.around for n in _named(s)),
        context=node.context,
    )


def _objects(node: _Node) -> bool:
    """Whether there is anything inside to compare; `true` and `false` are compared whole."""
    return isinstance(node.core, dict) and isinstance(node.form, dict)


def _schema(value: Json) -> SchemaObject | bool:
    return value if isinstance(value, dict | bool) else {}


def _below(node: _Node) -> Iterator[_Node]:
    core = node.core if isinstance(node.core, dict) else {}
    form = node.form if isinstance(node.form, dict) else {}
    yield from _items(node, core, form)
    for inner in aligned(core, form):
        yield _inner(node, inner)


def _items(node: _Node, core: SchemaObject, form: SchemaObject) -> Iterator[_Node]:
    left, right = ({name: s for name, s, _, _ in properties(side)} for side in (core, form))
    asked = [_required(side) for side in (core, form)]
    for name in [*left, *(n for n in right if n not in left)]:
        both = name in left and name in right
        yield _item(
            node,
            name,
            (left.get(name), right.get(name)),
            needed=(name in asked[0], name in asked[1]) if both or not node.branch else None,
            there=(name in left, name in right),
        )
    if node.branch:  # it may ask for items that it does not refine
        for name in sorted((asked[0] ^ asked[1]) & _listed(node) - (left.keys() & right.keys())):
            needed = (name in asked[0], name in asked[1])
            yield _item(node, name, ({}, {}), needed=needed, there=(True, True))


def _item(
    node: _Node,
    name: str,
    sides: tuple[Json, Json],
    *,
    needed: tuple[bool, bool] | None,
    there: tuple[bool, bool],
) -> _Node:
    around = tuple(s for a in node.around if isinstance(s := _named(a).get(name), dict))
    title = next((t for s in (*sides, *around) if (t := _title(s))), name)
    return _Node(
        (*node.item, name),
        (*node.path, "properties", name),
        (*node.form_path, "properties", name),
        *sides,
        titles=(*node.titles, title),
        form_title=_title(sides[1]),
        core_required=bool(needed and needed[0]),
        form_required=bool(needed and needed[1]),
        in_core=there[0],
        in_form=there[1],
        branch=node.branch,
        around=around,
        context=node.context,
    )


def _inner(node: _Node, inner: Inner) -> _Node:
    own = () if inner.branch else (t for s in (inner.core, inner.form) if (t := _title(s)))
    if inner.branch:
        around = (*(s for s in (node.core, node.form) if isinstance(s, dict)), *node.around)
    else:
        around = tuple(
            s for a in node.around for k in inner.at[:1] if isinstance(s := a.get(k), dict)
        )
    context = "/".join(filter(None, (node.context, inner.context)))
    return _Node(
        (*node.item, *inner.item),
        (*node.path, *inner.at),
        (*node.form_path, *inner.form_at),
        inner.core,
        inner.form,
        titles=(*node.titles, *list(own)[: inner.item not in ((), ("*",))]),
        branch=node.branch or inner.branch,
        around=around,
        context=context,
    )


def _named(schema: SchemaObject) -> SchemaObject:
    named = schema.get("properties")
    return named if isinstance(named, dict) else {}


def _listed(node: _Node) -> frozenset[str]:
    here = (s for s in (node.core, node.form) if isinstance(s, dict))
    return frozenset(n for s in (*here, *node.around) for n in _named(s))


def _required(schema: SchemaObject) -> frozenset[str]:
    names = schema.get("required")
    return frozenset(map(str, names)) if isinstance(names, list) else frozenset()


def _title(schema: Json) -> str | None:
    if isinstance(schema, dict) and isinstance(schema.get("title"), str):
        return cast("str", schema["title"])
    return None
