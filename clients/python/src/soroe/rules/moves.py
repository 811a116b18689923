"""Finders for keywords whose value moved: bounds, types, annotations, whole values.

Each function here and in `choices`, `presence` and `structure` makes a finder for one keyword; a
rule names the finder it uses.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from msgspec import UNSET

from soroe.diff.apply import same
from soroe.diff.compare import Pair
from soroe.rules.rule import Finder, Hit
from soroe.rules.sides import MISSING, both, hit

Direction = Literal["raised", "lowered"]

_ALL_TYPES = frozenset({"null", "boolean", "object", "array", "string", "number", "integer"})


def bound(keyword: str, side: Literal["lower", "upper"], direction: Direction) -> Finder:
    """A bound that moved; a bound that is absent lies at infinity."""

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        before, after = (_number(s.get(keyword, MISSING)) for s in sides)
        if before is UNSET and after is UNSET:
            return
        infinity = float("-inf") if side == "lower" else float("inf")
        old = infinity if before is UNSET else before
        new = infinity if after is UNSET else after
        moved = "raised" if new > old else "lowered" if new < old else None
        if moved == direction:
            yield hit(pair, keyword, before, after)

    return find


def introduced(keyword: str) -> Finder:
    """The form has a keyword that the core has not."""

    def find(pair: Pair) -> Iterable[Hit]:
        sides = both(pair)
        if sides and keyword not in sides[0] and keyword in sides[1]:
            yield hit(pair, keyword, MISSING, sides[1][keyword])

    return find


def dropped(keyword: str) -> Finder:
    """The core has a keyword that the form has not."""

    def find(pair: Pair) -> Iterable[Hit]:
        sides = both(pair)
        if sides and keyword in sides[0] and keyword not in sides[1]:
            yield hit(pair, keyword, sides[0][keyword], MISSING)

    return find


def replaced(keyword: str) -> Finder:
    """Core and form give a keyword different values."""

    def find(pair: Pair) -> Iterable[Hit]:
        sides = both(pair)
        if sides and keyword in sides[0] and keyword in sides[1]:
            before, after = sides[0][keyword], sides[1][keyword]
            if not same(before, after):
                yield hit(pair, keyword, before, after)

    return find


def reworded(*keywords: str) -> Finder:
    """Annotations that both give and that differ; one that only one gives is no divergence."""

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        shared = [k for k in keywords if k in sides[0] and k in sides[1]]
        for keyword in shared:
            if not same(sides[0][keyword], sides[1][keyword]):
                yield hit(pair, keyword, sides[0][keyword], sides[1][keyword])

    return find


def types(direction: Literal["narrowed", "widened", "replaced"]) -> Finder:
    """The JSON types that an item may have; `integer` is part of `number`."""

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        before, after = (s.get("type", MISSING) for s in sides)
        old, new = _types(before), _types(after)
        if old == new:
            return
        moved = "narrowed" if new < old else "widened" if old < new else "replaced"
        if moved == direction:
            yield hit(pair, "type", before, after)

    return find


def switched(keyword: str, *, on: bool) -> Finder:
    """A keyword that is true or absent."""

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        before, after = (s.get(keyword, MISSING) for s in sides)
        if (before is True) != (after is True) and (after is True) == on:
            yield hit(pair, keyword, before, after)

    return find


def any_of(*finders: Finder) -> Finder:
    """What any of the finders finds."""

    def find(pair: Pair) -> Iterable[Hit]:
        for finder in finders:
            yield from finder(pair)

    return find


def _number(value: Any) -> Any:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else UNSET


def _types(value: Any) -> frozenset[str]:
    if value is UNSET:
        return _ALL_TYPES
    names = {value} if isinstance(value, str) else {str(v) for v in value}
    return frozenset(names | ({"integer"} if "number" in names else set()))
