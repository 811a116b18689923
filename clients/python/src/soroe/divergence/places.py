"""The smallest places at which two forms differ, so that small questions are asked of the engine.

A closed form is a product of groups of items (`soroe.diff.regions`), and an item that is a closed
object is a product again. So only those groups matter in which two forms differ, as deep down as
that holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from soroe.diff.apply import same
from soroe.diff.meaning import same_meaning, stripped
from soroe.diff.regions import Names, cut, groups
from soroe.model import Json

Pair = tuple[Json, Json]

_PLAIN = frozenset({"type", "additionalProperties", "unevaluatedProperties", "properties"})


def differing(one: Json, other: Json, alive: Callable[[Json], bool]) -> list[Pair]:
    """Pairs of smaller schemas, one for each place at which the two differ in what they say.

    `one` accepts the same as `other` exactly if that is so of every pair; and where there is a
    single pair, either lies in the other exactly if that is so of the pair. `alive` says of a
    schema that it is known to accept something: a product of which a factor accepts nothing says
    nothing about the others. What cannot be taken apart is one pair. Bounded by the depth of
    documents.
    """
    return [] if same_meaning(one, other) else list(_apart(one, other, alive))


def _apart(one: Json, other: Json, alive: Callable[[Json], bool]) -> Iterator[Pair]:
    found = groups((one, other), {})
    if found is None or not alive(one):
        yield one, other
        return
    for names in found:
        left, right = cut(one, names), cut(other, names)
        if same_meaning(left, right):
            continue
        inner = _inner(left, right, names)
        yield from differing(*inner, alive) if inner else [(left, right)]


def _inner(one: Json, other: Json, names: Names) -> Pair | None:
    """What both say of their only item, if nothing else is said that differs or may matter."""
    if len(names) != 1 or not isinstance(one, dict) or not isinstance(other, dict):
        return None
    if not {*stripped(one), *stripped(other)} <= {*_PLAIN, "required"}:
        return None
    if not same(one.get("required") or [], other.get("required") or []):
        return None
    (name,) = names
    left, right = _item(one, name), _item(other, name)
    return None if left is None or right is None else (left, right)


def _item(form: dict[str, Json], name: str) -> Json:
    """The item, to be read as the form is; None where it is not there or says itself how."""
    named = form.get("properties")
    item = named.get(name) if isinstance(named, dict) else None
    if not isinstance(item, dict) or "$schema" in item or "$id" in item:
        return None
    return {"$schema": form["$schema"], **item} if "$schema" in form else item
