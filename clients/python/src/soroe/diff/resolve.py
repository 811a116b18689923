"""Decisions about conflicts, made by a person, put into the rebased diff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from soroe.diff.document import decode_diff, encode_diff
from soroe.diff.outcome import Outcome, Part, Rebased
from soroe.errors import DiffError, Problem
from soroe.model import Change, LocalDiff, Op

Decision: TypeAlias = "str | tuple[Op, ...]"
"""The id of a choice, or operations of one's own; no operations: the core's side."""


def resolve(rebased: Rebased, decisions: Mapping[str, Decision]) -> LocalDiff:
    """The rebased diff with the decisions, by part id, in the places of the changes they belong to.

    Conflicts without a decision stay out (`unresolved` names them). Raises `DiffError` for a part
    or choice that does not exist (`rebase-part-unknown`, `rebase-choice-unknown`), and
    `DocumentError` where operations of one's own are incomplete or collide with others. Whether the
    result fits the core is `apply`'s question, as for every diff.
    """
    known = {p.id: p for o in rebased.outcomes for p in o.parts if p.choices}
    problems = [p for id_, d in decisions.items() if (p := _wrong(known.get(id_), id_, d))]
    if problems:
        raise DiffError(*problems)
    changes = tuple(c for o in rebased.outcomes if (c := _change(o, decisions)) is not None)
    return decode_diff(encode_diff(msgspec.structs.replace(rebased.diff, changes=changes)))


def unresolved(rebased: Rebased, decisions: Mapping[str, Decision]) -> tuple[Part, ...]:
    """The conflicts that no decision speaks of."""
    return tuple(part for part in rebased.conflicts if part.id not in decisions)


def _wrong(part: Part | None, id_: str, decision: Decision) -> Problem | None:
    if part is None:
        return Problem("rebase-part-unknown", params={"part": id_})
    offered = [choice.id for choice in part.choices]
    if isinstance(decision, str) and decision not in offered:
        params = {"part": id_, "choice": decision, "offered": ", ".join(offered)}
        return Problem("rebase-choice-unknown", params=params)
    return None


def _change(outcome: Outcome, decisions: Mapping[str, Decision]) -> Change | None:
    ops: list[Op] = []
    for part in sorted(outcome.parts, key=lambda p: p.at):
        decision = decisions.get(part.id)
        if decision is None:
            ops.extend(part.ops)
        elif isinstance(decision, str):
            ops.extend(next(c.ops for c in part.choices if c.id == decision))
        else:
            ops.extend(decision)
    if not ops:
        return None
    if outcome.after is not None and tuple(ops) == outcome.after.ops:
        return outcome.after
    return msgspec.structs.replace(outcome.before, item=outcome.item, ops=tuple(ops))
