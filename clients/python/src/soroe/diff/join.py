"""A municipality's own item that the core has now, perhaps under another name."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from soroe.diff.apply import apply_op
from soroe.diff.derive import derive
from soroe.diff.meaning import same_meaning
from soroe.diff.outcome import ChoiceId
from soroe.diff.place import target
from soroe.diff.sides import Judged, Sides
from soroe.diff.value import judge_value
from soroe.errors import DiffError
from soroe.model import Json, Op
from soroe.pointer import MISSING, find, join
from soroe.schema.keywords import annotation_keywords

Offers = tuple[tuple[ChoiceId, tuple[Op, ...]], ...]


def joins(sides: Sides) -> bool:
    """Whether the operation adds an item where the new core has one now."""
    where = sides.where
    return (
        sides.op.op == "add"
        and where.keyword == "properties"
        and len(where.rest) == 1
        and sides.was is MISSING
        and isinstance(sides.theirs, dict)
        and isinstance(sides.ours, dict)
    )


def judge_joined(sides: Sides) -> Judged:
    """Absorbed where both accept the same; else what is left is a change on the core's item.

    The rebased form then takes for the item exactly what the municipality's took, and its words
    are the core's. Where the core asks for the item and the municipality did not, or where the
    engine cannot prove that everything is still accepted, somebody decides.
    """
    if not sides.engine.legal:
        return judge_value(sides)
    found = judge_value(sides)
    ops = () if found.kind == "absorbed" else _left(sides)
    if _asked_newly(sides):
        free = Op("remove", join((*sides.where.schema, "required")), value=sides.key)
        asked: Offers = (("ours", (free, *ops)), ("core", ops))
        return sides.ended("conflict", "core-asks-for-item", offers=asked)
    if found.kind == "absorbed":
        return found
    made = _made(sides, ops)
    if made is MISSING or not sides.engine.within(sides.ours, cast("Json", made)):
        return sides.conflict("both-added", sides.replacing(sides.ours))
    offers: Offers = (("ours", ops), ("core", ()))
    return sides.ended("adjusted", "core-has-the-item", ops=ops, offers=offers)


def _left(sides: Sides) -> tuple[Op, ...]:
    """From the core's item to one that takes what the municipality's takes, in the core's words."""
    theirs, wanted = sides.theirs, _worded(sides.theirs, sides.ours)
    if theirs.get("type") == wanted.get("type"):
        changes = derive(_alone(theirs), _alone(wanted))
        ops = tuple(_placed(op, sides.op.path) for change in changes for op in change.ops)
        made = _made(sides, ops)
        if made is not MISSING and same_meaning(cast("Json", made), wanted):
            return ops
    return sides.replacing(wanted)


def _worded(theirs: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    words = annotation_keywords() - {"x-choices", "examples", "default"}
    out = {k: v for k, v in theirs.items() if k in words}
    out |= {k: v for k, v in ours.items() if k not in words}
    labels, known = ours.get("x-choices"), theirs.get("x-choices")
    if isinstance(labels, dict) and isinstance(known, dict):
        out["x-choices"] = {k: known.get(k, label) for k, label in labels.items()}
    return out


_ITEM = "/properties/item"


def _alone(schema: Json) -> Json:
    return {"type": "object", "properties": {"item": schema}, "additionalProperties": False}


def _placed(op: Op, path: str) -> Op:
    return msgspec.structs.replace(op, path=path + op.path.removeprefix(_ITEM))


def _made(sides: Sides, ops: tuple[Op, ...]) -> Json | object:
    form = sides.step.now
    try:
        for op in ops:
            form = apply_op(form, op)
    except DiffError:
        return MISSING
    return find(form, sides.op.path)


def _asked_newly(sides: Sides) -> bool:
    """Whether the core asks for the item, and the municipality's form in the end did not."""
    before = target(sides.step.op.path)
    asked = find(sides.step.now, join((*sides.where.schema, "required")))
    had = find(sides.step.final, join((*before.schema, "required")))
    newly = isinstance(asked, list) and sides.key in asked
    return newly and not (isinstance(had, list) and before.rest[0] in had)
