"""Decisions put into a rebased diff that somebody has gone on editing."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from soroe.diff.outcome import Outcome, Rebased
from soroe.diff.resolve import Decision, resolve
from soroe.errors import DiffError, Problem
from soroe.listing import to_json
from soroe.model import Change, Json


def put_in(
    rebased: Rebased, before: Mapping[str, Decision], after: Mapping[str, Decision], text: Json
) -> Json:
    """The edited document with the changes that the decisions make other than those before did.

    `text` was made of the rebase with the decisions `before`, and edited since: what was edited
    stays. Raises `DiffError` `rebase-text-differs`, which names the items, where a change that is
    to be written anew has been edited, or something else writes to its places.
    """
    document = dict(text) if isinstance(text, dict) else {}
    listed = document.get("changes")
    changes: list[Json] = list(listed) if isinstance(listed, list) else []
    blocked: list[str] = []
    at = 0
    for outcome in rebased.outcomes:
        old, new = (_made(rebased, outcome, decisions) for decisions in (before, after))
        spelled = to_json(old) if old is not None else None
        if spelled is not None and spelled in changes:
            at = changes.index(spelled)
            if old != new:
                changes[at : at + 1] = [to_json(new)] if new is not None else []
            at += old == new or new is not None
        elif old != new:
            if old is not None or (new is not None and _taken(new, changes)):
                blocked.append(outcome.item)
            elif new is not None:
                changes.insert(at, to_json(new))
                at += 1
    if blocked:
        params = {"places": ", ".join(blocked)}
        raise DiffError(Problem("rebase-text-differs", params=params))
    return {**document, "changes": changes}


def _made(rebased: Rebased, outcome: Outcome, decisions: Mapping[str, Decision]) -> Change | None:
    """The change that an outcome leads to, None for none."""
    own = {part.id: decisions[part.id] for part in outcome.parts if part.id in decisions}
    alone = msgspec.structs.replace(rebased, outcomes=(outcome,))
    changes = resolve(alone, own).changes
    return changes[0] if changes else None


def _taken(new: Change, changes: list[Json]) -> bool:
    """Whether another change writes where the new one does."""
    wanted = {op.path for op in new.ops}
    for change in changes:
        ops = change.get("ops") if isinstance(change, dict) else None
        for op in ops if isinstance(ops, list) else []:
            if isinstance(op, dict) and op.get("path") in wanted:
                return True
    return False
