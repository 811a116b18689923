"""Which items of a form a difference is about, for counting: a rule counts where it is felt."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import UNSET

from soroe.diff.place import IN_PLACE, item_of, target
from soroe.model import Change, Json, Op
from soroe.pointer import join, split

_RULES = IN_PLACE | {"dependentRequired"}
"""Keywords that say something about items which stand elsewhere in the same group."""


def items_of(change: Change, core: Collection[str], form: Collection[str]) -> tuple[str, ...]:
    """The items that a derived change is about, of those that `core` or `form` has.

    - A rule (a condition, an alternative) is about the items that it asks for.
    - A group that one form lacks is all items in it.
    - What is said of the members of a list is about the list.
    - What names no item is about the group that holds it; "" is the form itself.
    """
    found: dict[str, None] = {}
    for op in change.ops:
        for pointer in _named(op, change.item):
            item = _known(pointer, core, form)
            found[item] = None
            if item and (item in core) != (item in form):
                inside = (p for p in (*core, *form) if p.startswith(item + "/"))
                found |= dict.fromkeys(inside)
    return tuple(found)


def _named(op: Op, item: str) -> Iterator[str]:
    where = target(op.path)
    if where.keyword not in _RULES:
        yield item
        return
    holder = split(item_of(op))
    if where.keyword == "dependentRequired":
        yield join(holder)
        return
    value: Json = None if op.was is UNSET else op.was
    if op.value is not UNSET:
        value = op.value
    asked = list(dict.fromkeys(_asked(value)))
    yield from (join((*holder, *steps)) for steps in asked) if asked else (item,)


def _asked(schema: Json) -> Iterator[tuple[str, ...]]:
    """The items that a condition asks something of; of `if` only where it asks for nothing."""
    if isinstance(schema, list):
        for one in schema:
            yield from _asked(one)
        return
    if not isinstance(schema, dict):
        return
    then = [steps for keyword in ("then", "else") for steps in _asked(schema.get(keyword))]
    yield from then or _asked(schema.get("if"))
    for keyword in ("allOf", "anyOf", "oneOf", "not"):
        yield from _asked(schema.get(keyword))
    named = schema.get("properties")
    for name, inner in named.items() if isinstance(named, dict) else ():
        below = list(_asked(inner))
        yield from ((name, *steps) for steps in below or [()])
    for steps in _asked(schema.get("items")):
        yield ("*", *steps)
    asked = schema.get("required")
    yield from ((str(name),) for name in asked) if isinstance(asked, list) else ()
    depending = schema.get("dependentRequired")
    for names in depending.values() if isinstance(depending, dict) else ():
        yield from ((str(name),) for name in names) if isinstance(names, list) else ()
    others = schema.get("dependentSchemas")
    for inner in others.values() if isinstance(others, dict) else ():
        yield from _asked(inner)


def _known(pointer: str, core: Collection[str], form: Collection[str]) -> str:
    while pointer and pointer not in core and pointer not in form:
        pointer = pointer.rpartition("/")[0]
    return pointer
