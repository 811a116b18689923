"""A value at a place: three-way between the old core, the city and the new core."""

from __future__ import annotations

from typing import Any

from soroe.diff.apply import same
from soroe.diff.merge import holds
from soroe.diff.outcome import ChoiceId
from soroe.diff.sides import Judged, Sides
from soroe.model import Op
from soroe.pointer import MISSING, find, join, split


def judge_value(sides: Sides) -> Judged:
    """The value at the place: three-way between the old core, the city and the new core."""
    theirs, was, ours = sides.theirs, sides.was, sides.ours
    is_item = sides.where.keyword == "properties" and len(sides.where.rest) == 1
    if not isinstance(sides.owner, dict) and not _list_begins(sides, is_item=is_item):
        if is_item and ours is MISSING and _refused_now(sides):
            return sides.ended("absorbed", "gone-with-the-core")
        return sides.ended("orphan", "place-gone")
    if same(theirs, ours):
        gone = theirs is MISSING and is_item
        return sides.ended("absorbed", "gone-with-the-core" if gone else "core-says-so")
    if same(theirs, was):
        return sides.fits((sides.op,))
    if theirs is MISSING:
        if is_item:
            return sides.ended("orphan", "item-gone")
        return _clash(sides, "core-dropped-keyword")
    if ours is MISSING and (is_item or _same_but_order(sides, was, theirs)):
        return sides.fits(sides.replacing(MISSING), "core-changed-around")
    if was is MISSING and (_says_the_same(sides, is_item=is_item) or _label(sides)):
        return sides.other_words(sides.replacing(ours), ours, theirs)
    return _merged(sides, "both-added" if was is MISSING else "both-changed")


def _refused_now(sides: Sides) -> bool:
    """Whether the new core took out the item around the place, and refuses it therefore."""
    path = split(sides.op.path)
    end = next(n for n in range(len(path)) if find(sides.step.now, join(path[: n + 1])) is MISSING)
    above = find(sides.step.now, join(path[: end - 1 if path[end - 1] == "properties" else end]))
    closing = ("additionalProperties", "unevaluatedProperties")
    return isinstance(above, dict) and any(above.get(k) is False for k in closing)


def _list_begins(sides: Sides, *, is_item: bool) -> bool:
    """Whether the object is there and merely has no items yet."""
    above = find(sides.step.now, join(sides.where.schema))
    return sides.op.op == "add" and is_item and isinstance(above, dict)


def _same_but_order(sides: Sides, one: Any, two: Any) -> bool:
    path = split(sides.op.path)
    merged = sides.engine.merge(MISSING, one, two, path)
    if isinstance(one, list) and isinstance(two, list) and not merged.clashes:
        return len(one) == len(two) and all(holds(two, m) for m in one)
    return sides.engine.alike(one, two)


def _says_the_same(sides: Sides, *, is_item: bool) -> bool:
    """Whether core and city added what means the same; of an item, what accepts the same."""
    if sides.engine.alike(sides.ours, sides.theirs):
        return True
    schemas = isinstance(sides.ours, dict) and isinstance(sides.theirs, dict)
    return is_item and schemas and sides.engine.effect(sides.ours, sides.theirs) == "none"


def _label(sides: Sides) -> bool:
    """Whether the place is the label of a choice."""
    return sides.where.keyword == "x-choices" and len(sides.where.rest) == 1


def _merged(sides: Sides, clash: str) -> Judged:
    merged = sides.engine.merge(sides.was, sides.theirs, sides.ours, split(sides.op.path))
    if merged.clashes:
        return _clash(sides, clash, merged.value)
    if same(merged.value, sides.theirs):
        return sides.ended("absorbed", "core-says-so")
    return sides.fits(sides.replacing(merged.value), "merged")


def _clash(sides: Sides, reason: str, merged: Any = MISSING) -> Judged:
    offers: list[tuple[ChoiceId, tuple[Op, ...]]] = [("ours", sides.replacing(sides.ours))]
    offers.append(("core", ()))
    if merged is not MISSING and not same(merged, sides.theirs) and not same(merged, sides.ours):
        offers.append(("both", sides.replacing(merged)))
    return sides.ended("conflict", reason, offers=tuple(offers))
