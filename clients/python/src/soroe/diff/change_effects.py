"""What each change of a diff does to the set of accepted applications: one answer for everybody.

The registry keeps it with every change and asks a basis for what is not `none`; `soroe lint` says
beforehand where one will be asked.
"""

from __future__ import annotations

from collections import defaultdict

from soroe.effect import effect_of, verdicts
from soroe.model import Change, Effect, Json, LocalDiff, Report


def change_effects(ground: Json, diff: LocalDiff, report: Report) -> tuple[Effect, ...]:
    """The effect of each change, in order.

    `ground` is what the diff lies on, and `report` the check of the form that it makes against
    that, with the diff declared. The effect of a change is that of its findings together; a change
    that explains no finding is asked about alone.
    """
    found: dict[int, set[Effect]] = defaultdict(set)
    for finding in report.findings:
        if finding.change is not None:
            found[finding.change].add(finding.effect)
    return tuple(_effect(ground, change, found[n]) for n, change in enumerate(diff.changes))


def _effect(ground: Json, change: Change, effects: set[Effect]) -> Effect:
    if not effects:
        return effect_of(*verdicts(ground, change.ops))
    if "undecided" in effects:
        return "undecided"
    if "both" in effects or {"narrows", "widens"} <= effects:
        return "both"
    return next(iter(effects - {"none"}), "none")
