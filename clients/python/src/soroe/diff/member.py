"""A member of a set, added or taken out: does the new core's set hold it?"""

from __future__ import annotations

from typing import Any

import msgspec

from soroe.diff.apply import same
from soroe.diff.merge import holds, members
from soroe.diff.place import home, named, target
from soroe.diff.sides import Judged, Sides
from soroe.model import Op
from soroe.pointer import MISSING, find, join, split

_GROWS = frozenset({"required", "allOf"})


def judge_member(sides: Sides) -> Judged:
    """Whether the new core's set holds the member that the operation adds or removes."""
    member = sides.op.value
    keyword = sides.key if sides.where.keyword != "dependentRequired" else ""
    if _item_gone(sides):
        return _without_item(sides, member)
    if not isinstance(sides.owner, dict) and not _no_dependents(sides):
        return sides.ended("orphan", "place-gone", member=member)
    there = members(sides.theirs, keyword)
    if there is None:
        return _dropped(sides, member)
    twin = next((m for m in there if sides.engine.alike(m, member)), MISSING)
    if sides.op.op == "add":
        return _add(sides, there, member, twin, keyword)
    return _remove(sides, there, member, twin)


def _add(sides: Sides, there: list[Any], member: Any, twin: Any, keyword: str) -> Judged:
    if holds(there, member):
        return sides.ended("absorbed", "core-says-so", member=member, theirs=member)
    if twin is not MISSING:
        path = sides.op.path
        ours = (Op("remove", path, value=twin), Op("add", path, value=member))
        return sides.other_words(ours, member, twin)
    if sides.theirs is not MISSING or keyword in _GROWS or sides.key == "type":
        return sides.fits((sides.op,), member=member)
    if isinstance(sides.owner, dict):
        return sides.fits((Op("add", sides.op.path, value=[member]),), "merged", member=member)
    above = join(split(sides.op.path)[:-1])
    whole = Op("add", above, value={sides.key: [member]})
    return sides.fits((whole,), "merged", member=member)


def _remove(sides: Sides, there: list[Any], member: Any, twin: Any) -> Judged:
    if holds(there, member):
        return sides.fits((sides.op,), member=member, theirs=member)
    if twin is not MISSING:
        refreshed = msgspec.structs.replace(sides.op, value=twin)
        return sides.fits((refreshed,), "core-changed-around", member=member, theirs=twin)
    rewritten = _counterpart(sides, there, member)
    if rewritten is not MISSING:
        ours = (Op("remove", sides.op.path, value=rewritten),)
        return sides.ended(
            "conflict",
            "core-changed-what-is-removed",
            member=member,
            theirs=rewritten,
            offers=(("ours", ours), ("core", ())),
        )
    return sides.ended("absorbed", "core-says-so", member=member)


def _counterpart(sides: Sides, there: list[Any], member: Any) -> Any:
    """What the core made of a condition or alternative that the city takes out."""
    if not isinstance(member, dict):
        return MISSING
    place = sides.step.op.path
    old = find(sides.step.before, place)
    known = old if isinstance(old, list) else []
    new = [m for m in there if isinstance(m, dict) and not holds(known, m)]
    about = member.get("title"), member.get("if")
    for candidate in new:
        if any(
            a is not None and same(a, b)
            for a, b in zip(about, (candidate.get("title"), candidate.get("if")), strict=True)
        ):
            return candidate
    gone = [m for m in known if not holds(there, m)]
    return new[0] if len(new) == len(gone) == 1 else MISSING


def _dropped(sides: Sides, member: Any) -> Judged:
    """The core gave up a choice of values or types altogether; the city had changed it."""
    ours = (Op("add", sides.op.path, value=sides.ours),) if sides.ours is not MISSING else ()
    return sides.ended(
        "conflict",
        "core-dropped-keyword",
        member=member,
        offers=(("ours", ours), ("core", ())) if ours else (("core", ()),),
    )


def _no_dependents(sides: Sides) -> bool:
    """Whether the object is there and merely has no `dependentRequired` yet."""
    above = find(sides.step.now, join(sides.where.schema))
    return sides.where.keyword == "dependentRequired" and isinstance(above, dict)


def _item_gone(sides: Sides) -> bool:
    name, old = named(sides.op), named(sides.step.op)
    if name is None or old is None:
        return False
    had = find(sides.step.before, _beside(target(sides.step.op.path).schema, old))
    return had is not MISSING and (
        find(sides.step.now, _beside(sides.where.schema, name)) is MISSING
    )


def _without_item(sides: Sides, member: Any) -> Judged:
    """The core took out the item that a `required` is about."""
    old = named(sides.step.op) or ""
    place = _beside(target(sides.step.op.path).schema, old)
    if sides.op.op == "remove" and find(sides.step.final, place) is MISSING:
        return sides.ended("absorbed", "gone-with-the-core", member=member)
    return sides.ended("orphan", "item-gone", member=member)


def _beside(schema: tuple[str, ...], name: str) -> str:
    return join((*home(schema), "properties", name))
