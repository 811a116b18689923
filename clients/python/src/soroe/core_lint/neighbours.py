"""Items that another form calls the same and defines differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from soroe.contain import contains
from soroe.diff.meaning import same_meaning
from soroe.errors import Problem
from soroe.model import Json, Proved
from soroe.schema import Item, items


def defined_differently(published: Json, name: str, other: Json) -> Iterator[Problem]:
    """`defined-differently` for an item that has the same name and title in the other form.

    Two items differ where some answer is taken by one of them alone, or where that cannot be
    ruled out. Objects and lists are compared by what is in them, item by item.
    """
    theirs = _single(other)
    for (leaf, title), mine in _single(published).items():
        known = theirs.get((leaf, title))
        if known is not None and not _same(mine[1].schema, known[1].schema):
            facts = {"item": mine[0], "title": title, "form": name, "other": known[0]}
            yield Problem("defined-differently", mine[1].path, facts)


def _single(published: Json) -> Mapping[tuple[str, str], tuple[str, Item]]:
    """The items that are one value each, by name and title; the first of several."""
    out: dict[tuple[str, str], tuple[str, Item]] = {}
    for pointer, item in items(published).items():
        schema = item.schema
        if isinstance(schema, dict) and schema.get("type") not in {"object", "array"}:
            out.setdefault((pointer.rpartition("/")[2], item.title), (pointer, item))
    return out


def _same(one: Json, two: Json) -> bool:
    return same_meaning(one, two) or (
        isinstance(contains(one, two), Proved) and isinstance(contains(two, one), Proved)
    )
