"""Which sub-schemas of two schemas are counterparts: what differs inside them is said inside them.

A list of members, a condition or an alternative that stands in both forms is not one opaque value:
where the counterpart is beyond doubt, the comparison goes on inside it. What has no counterpart is
left to the rules, which report it whole.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import cast

from soroe.diff.apply import same
from soroe.jsontext import canonical
from soroe.model import Base, Json
from soroe.schema.keywords import annotation_keywords
from soroe.schema.walk import SchemaObject

_MAPS = ("patternProperties", "dependentSchemas")
_BRANCHES = ("then", "else")
_CHOICES = ("anyOf", "oneOf")


class Inner(Base, frozen=True):
    """A sub-schema and its counterpart.

    `at` and `form_at` are the steps that lead to them from the two schemas, `item` what they add to
    the item pointer. `branch` is true where both speak of the same value as the schema around them
    (a condition, an alternative): an item that one of them leaves out is then no missing item.
    `context` tells branches apart in fingerprints; it survives edits beside the branch.
    """

    at: tuple[str, ...]
    form_at: tuple[str, ...]
    core: Json
    form: Json
    item: tuple[str, ...] = ()
    branch: bool = False
    context: str = ""


def aligned(core: SchemaObject, form: SchemaObject) -> Iterator[Inner]:
    """The counterparts inside two schemas, `properties` aside; equal ones may be among them."""
    for keyword in ("items", "additionalProperties"):
        if _objects(core.get(keyword), form.get(keyword)):
            yield Inner((keyword,), (keyword,), core[keyword], form[keyword], item=("*",))
    if _by_place(core, form):
        for index, (a, b) in enumerate(zip(*_lists("prefixItems", core, form), strict=True)):
            place = ("prefixItems", str(index))
            yield Inner(place, place, a, b, item=(str(index),))
    yield from _named(core, form)
    for keyword in ("allOf", *_CHOICES):
        left, right = _lists(keyword, core, form)
        for i, j in _counterparts(keyword, core, form):
            context = "" if keyword == "allOf" else f"{keyword}/{i}"
            at, form_at = (keyword, str(i)), (keyword, str(j))
            yield Inner(at, form_at, left[i], right[j], branch=True, context=context)
    for keyword in _branches(core, form):
        context = f"{keyword}/{hashlib.sha256(canonical(core['if'])).hexdigest()[:12]}"
        yield Inner(
            (keyword,), (keyword,), core[keyword], form[keyword], branch=True, context=context
        )


def rest(core: SchemaObject, form: SchemaObject) -> tuple[SchemaObject, SchemaObject]:
    """Both schemas without what has a counterpart; what differs in the rest is reported whole."""
    left, right = dict(core), dict(form)
    if _objects(core.get("additionalProperties"), form.get("additionalProperties")):
        _drop("additionalProperties", left, right)
    if _by_place(core, form):
        _drop("prefixItems", left, right)
    for keyword in _MAPS:
        for name in _shared(keyword, core, form):
            for side in (left, right):
                named = cast("SchemaObject", side[keyword])
                side[keyword] = {k: v for k, v in named.items() if k != name}
    for keyword in ("allOf", *_CHOICES):
        pairs = _counterparts(keyword, core, form)
        for side, taken in ((left, {i for i, _ in pairs}), (right, {j for _, j in pairs})):
            if taken:
                members = cast("list[Json]", side[keyword])
                side[keyword] = [m for i, m in enumerate(members) if i not in taken]
    for keyword in _branches(core, form):
        _drop(keyword, left, right)
    return left, right


def _drop(keyword: str, *sides: SchemaObject) -> None:
    for side in sides:
        side.pop(keyword, None)


def _objects(*values: object) -> bool:
    return all(isinstance(v, dict) for v in values)


def _lists(keyword: str, *sides: SchemaObject) -> list[list[Json]]:
    return [v if isinstance(v := s.get(keyword), list) else [] for s in sides]


def _by_place(core: SchemaObject, form: SchemaObject) -> bool:
    left, right = _lists("prefixItems", core, form)
    return bool(left) and len(left) == len(right) and _objects(*left, *right)


def _shared(keyword: str, core: SchemaObject, form: SchemaObject) -> list[str]:
    left, right = core.get(keyword), form.get(keyword)
    if not isinstance(left, dict) or not isinstance(right, dict):
        return []
    return [name for name in left if name in right and _objects(left[name], right[name])]


def _named(core: SchemaObject, form: SchemaObject) -> Iterator[Inner]:
    for keyword in _MAPS:
        for name in _shared(keyword, core, form):
            a = cast("SchemaObject", core[keyword])[name]
            b = cast("SchemaObject", form[keyword])[name]
            at = (keyword, name)
            if keyword == "patternProperties":
                yield Inner(at, at, a, b, item=("*",), context=name)
            else:
                yield Inner(at, at, a, b, branch=True, context=f"{keyword}/{name}")


def _branches(core: SchemaObject, form: SchemaObject) -> list[str]:
    """`then` and `else` of one and the same condition."""
    if "if" not in core or "if" not in form or not same(core["if"], form["if"]):
        return []
    return [k for k in _BRANCHES if _objects(core.get(k), form.get(k))]


def _counterparts(keyword: str, core: SchemaObject, form: SchemaObject) -> list[tuple[int, int]]:
    """Indexes of members that are the same, or that speak of the same items in the same way.

    Members of `allOf` stand each for itself; of `anyOf` and `oneOf` either all have a counterpart
    or none has, because one alternative more or less changes what the others mean.
    """
    left, right = _lists(keyword, core, form)
    found = _matched(left, right)
    if keyword != "allOf" and not len(found) == len(left) == len(right):
        return []
    return found


def _matched(left: list[Json], right: list[Json]) -> list[tuple[int, int]]:
    pairs = _one_to_one(list(map(canonical, left)), list(map(canonical, right)), unique=False)
    taken, given = {i for i, _ in pairs}, {j for _, j in pairs}
    mine = [_about(m) if i not in taken else None for i, m in enumerate(left)]
    theirs = [_about(m) if j not in given else None for j, m in enumerate(right)]
    return sorted([*pairs, *_one_to_one(mine, theirs, unique=True)])


def _one_to_one(
    left: list[bytes] | list[bytes | None], right: list[bytes] | list[bytes | None], *, unique: bool
) -> list[tuple[int, int]]:
    """Indexes with equal keys; `unique`: only keys that stand once on each side."""
    waiting: dict[bytes, list[int]] = {}
    for j, key in enumerate(right):
        if key is not None:
            waiting.setdefault(key, []).append(j)
    often = Counter(key for key in left if key is not None)
    pairs = []
    for i, key in enumerate(left):
        places = waiting.get(key, []) if key is not None else []
        if places and not (unique and (often[cast("bytes", key)] > 1 or len(places) > 1)):
            pairs.append((i, places.pop(0)))
    return pairs


def _about(member: Json) -> bytes | None:
    """What a member speaks of: its keywords, the items it names, its condition; None for none."""
    if not isinstance(member, dict):
        return None
    keywords = sorted(member.keys() - annotation_keywords())
    named = member.get("properties")
    items = sorted(named) if isinstance(named, dict) else []
    about: Json = [*keywords, None, *items, member.get("if")]
    return canonical(about) if keywords else None
