"""Finders for what is built of schemas: alternatives, conditions, lists, items by pattern."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from soroe.diff.align import rest
from soroe.diff.apply import same
from soroe.diff.compare import Pair
from soroe.rules.rule import Finder, Hit
from soroe.rules.sides import MISSING, both, keyword_op, named, names


def differs(*keywords: str) -> Finder:
    """Keywords that mean something only together differ in any way; one hit for all of them.

    What has a counterpart in the other form (`soroe.diff.align`) is compared there, not here.
    """

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        left, right = rest(*sides)
        moved = [k for k in keywords if not same(left.get(k, MISSING), right.get(k, MISSING))]
        if not moved:
            return
        old, new = ({k: s[k] for k in keywords if k in s} for s in sides)
        ops = tuple(keyword_op(pair, k, old.get(k, MISSING), new.get(k, MISSING)) for k in moved)
        before = old.get(keywords[0], MISSING) if len(keywords) == 1 else old or MISSING
        after = new.get(keywords[0], MISSING) if len(keywords) == 1 else new or MISSING
        yield Hit(ops, before, after, frozenset(keywords))

    return find


def named_schemas(keyword: str) -> Finder:
    """Schemas under names (a pattern, an item's name) of which only one of the two has any."""

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        if not all(named(s, keyword) for s in sides):
            yield from differs(keyword)(pair)
            return
        old, new = (named(s, keyword) for s in rest(*sides))
        inside = replace(pair, path=f"{pair.path}/{keyword}")
        moved = [n for n in [*old, *new] if not same(old.get(n, MISSING), new.get(n, MISSING))]
        ops = [
            keyword_op(inside, n, old.get(n, MISSING), new.get(n, MISSING))
            for n in dict.fromkeys(moved)
        ]
        if ops:
            yield Hit(tuple(ops), old or MISSING, new or MISSING, frozenset({keyword}))

    return find


def companions() -> Finder:
    """What must be filled in together with an item; the order of names says nothing."""
    keyword = "dependentRequired"

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        old, new = ({n: sorted(names(v)) for n, v in named(s, keyword).items()} for s in sides)
        if not old or not new:
            if old or new:
                yield from differs(keyword)(pair)
            return
        inside = replace(pair, path=f"{pair.path}/{keyword}")
        left, right = (named(s, keyword) for s in sides)
        ops = [
            keyword_op(inside, n, left.get(n, MISSING), right.get(n, MISSING))
            for n in dict.fromkeys([*old, *new])
            if old.get(n) != new.get(n)
        ]
        if ops:
            yield Hit(tuple(ops), left, right, frozenset({keyword}))

    return find


def closing(*, closes: bool) -> Finder:
    """Whether an object accepts items that it does not name."""
    keywords = ("additionalProperties", "unevaluatedProperties")

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        was, now = (any(s.get(k) is False for k in keywords) for s in sides)
        if was != now and now == closes:
            yield from differs(*keywords)(pair)

    return find


def rest_schema() -> Finder:
    """The schema for unnamed items differs, closed on both sides or open on both."""
    keywords = ("additionalProperties", "unevaluatedProperties")

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        was, now = (any(s.get(k) is False for k in keywords) for s in sides)
        if was == now:
            yield from differs(*keywords)(pair)

    return find


def member_items() -> Finder:
    """What the members of a list must be, where it is not an object schema on both sides."""

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) and not all(isinstance(s.get("items"), dict) for s in sides):
            yield from differs("items")(pair)

    return find


def unheard_of(known: Iterable[str]) -> Finder:
    """Keywords outside the catalogue: what they do is not known, and that is said by name."""
    heard = frozenset(known) | {"properties", "items", "required", "$defs"}

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        for keyword in sorted((sides[0].keys() | sides[1].keys()) - heard):
            for found in differs(keyword)(pair):
                before, after = (
                    MISSING if value is MISSING else {keyword: value}
                    for value in (found.before, found.after)
                )
                yield replace(found, before=before, after=after)

    return find
