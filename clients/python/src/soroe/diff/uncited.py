"""Citations that no change of a rebased diff needs any more."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from soroe.diff.outcome import Rebased
from soroe.diff.resolve import Decision, unresolved
from soroe.model import LocalDiff


def without_uncited(
    rebased: Rebased, decisions: Mapping[str, Decision], made: LocalDiff
) -> LocalDiff:
    """`made`, the diff with the decisions, without the citations of changes that are gone.

    A citation goes where changes cited it and none does now. It stays where nobody cited it
    before, and where a person may still need it: for what is undecided or has lost its object.
    """
    waiting = {part.id for part in unresolved(rebased, decisions)}
    needed = {change.basis.cite for change in made.changes if change.basis is not None}
    cited: set[str] = set()
    for outcome in rebased.outcomes:
        if outcome.before.basis is None:
            continue
        cited.add(outcome.before.basis.cite)
        if outcome.kind == "orphan" or waiting & {part.id for part in outcome.parts}:
            needed.add(outcome.before.basis.cite)
    citations = {k: c for k, c in made.citations.items() if k in needed or k not in cited}
    return msgspec.structs.replace(made, citations=citations)
