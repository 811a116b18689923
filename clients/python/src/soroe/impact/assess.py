"""One municipality: does its diff survive a new core, and what do its applicants notice?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from soroe.diff.apply import apply, apply_op
from soroe.diff.outcome import Kind, Outcome
from soroe.diff.parts import Place
from soroe.diff.rebase import assembled, places_of
from soroe.diff.settle import Ground, Group
from soroe.errors import DiffError, Problem
from soroe.impact.document import Applicants, ChangeImpact, MunicipalityImpact, Subject
from soroe.impact.memo import Memo
from soroe.impact.step import together
from soroe.model import Json, LocalDiff
from soroe.pointer import join, split
from soroe.report.words import schema_at, title_at

_URGENT: tuple[Kind, ...] = ("conflict", "orphan", "adjusted", "absorbed", "carried")


def assess(
    old_core: Json,
    new_core: Json,
    diff: LocalDiff,
    *,
    subject: Subject,
    new_version: str,
    renames: Mapping[str, str] | None = None,
    memo: Memo | None = None,
) -> MunicipalityImpact:
    """What `new_core` would do to the municipality whose diff this is.

    `old_core` is the published core that the diff is pinned to; for a diff that lies over another
    one (`over`), both are the forms it lies on, before and after. `memo` lets assessments of one
    run share their work; the result is the same without it. Pure; never raises for a diff that
    `decode_diff` accepts.
    """
    memo = memo or Memo()
    renamed = memo.renamed(old_core, new_core, diff, renames)
    ground = memo.ground(old_core, new_core, *renamed)
    asked = id(ground), msgspec.json.encode([(c.item, c.ops) for c in diff.changes])
    found = memo.assessed.get(asked)
    if found is None:
        found = memo.assessed[asked] = _assess(ground, diff, new_version, memo)
    return msgspec.structs.replace(
        found, code=subject.code, name=subject.name, revision=subject.revision, core=diff.core
    )


def _assess(ground: Ground, diff: LocalDiff, new_version: str, memo: Memo) -> MunicipalityImpact:
    places = places_of(diff)
    groups = ground.settle(places)
    rebased = assembled(diff, places, groups, new_version, ground.moves)
    titles = _Titles(groups, ground)
    misfits = _misfits(diff, places, groups)
    kinds = rebased.summary

    def whole() -> tuple[Json, Json]:
        return ground.moves.form(_made(ground.old, places)), apply(ground.new, rebased.diff)

    return MunicipalityImpact(
        code="",
        name="",
        revision=0,
        core=diff.core,
        applies=not misfits,
        needs_decision="conflict" in kinds or "orphan" in kinds,
        applicants=applicants(ground, groups, memo, whole),
        counts={kind: kinds[kind] for kind in _URGENT if kind in kinds},
        outcomes=tuple(_change(o, titles) for o in rebased.outcomes),
        misfits=misfits,
    )


def applicants(
    ground: Ground, groups: Sequence[Group], memo: Memo, whole: Callable[[], tuple[Json, Json]]
) -> Applicants:
    """What the step between two forms, of which these are the groups, does to people who apply."""
    order = [*_items(ground.old), *_items(ground.new)]
    return together([memo.part(group, ground) for group in groups], whole, order)


def _change(outcome: Outcome, titles: _Titles) -> ChangeImpact:
    parts = sorted(outcome.parts, key=lambda p: _URGENT.index(p.kind))
    return ChangeImpact(
        outcome.change,
        outcome.kind,
        outcome.item,
        titles.of(outcome.item, outcome.before.item),
        tuple(dict.fromkeys(p.reason for p in parts)),
    )


class _Titles:
    """What people call the items of a diff, on the new core or else where they were."""

    def __init__(self, groups: Sequence[Group], ground: Ground) -> None:
        self._home = {n: g for g in groups for n in g.names or ()}
        self._whole = groups[0] if groups[0].names is None else None
        self._ground = ground

    def of(self, item: str, was: str) -> str:
        """The title; the pointer where no form has the item, the form's for the form itself."""
        for name in (item, was):
            for form in self._forms(name):
                if schema_at(form, name):
                    return title_at(form, name) or str(schema_at(form, "").get("title", ""))
        return title_at(self._ground.new, item)

    def _forms(self, item: str) -> tuple[Json, ...]:
        steps = split(item)
        around = (self._home.get(join(steps[:n])) for n in range(1, len(steps) + 1))
        group = self._whole or next(filter(None, around), None)
        if not steps or group is None:
            return self._ground.new, self._ground.old
        settled = group.settled
        return settled.after, settled.before, *self._ground.cuts(group.names)


def _misfits(
    diff: LocalDiff, places: Sequence[Place], groups: Sequence[Group]
) -> tuple[Problem, ...]:
    """The problems that `apply` would raise, in the order of the document."""
    found = [
        (n, problem)
        for group in groups
        for n, problem in zip(group.at, group.settled.misfits, strict=True)
        if problem is not None
    ]
    out = []
    for n, problem in sorted(found, key=lambda pair: pair[0]):
        place = places[n]
        params = {"item": diff.changes[place.change].item, **problem.params}
        out.append(Problem(problem.type, f"/changes/{place.change}/ops/{place.at}", params))
    return tuple(out)


def _made(core: Json, places: Sequence[Place]) -> Json:
    """The municipality's form of today; what does not fit its own core is left out."""
    form = core
    for place in places:
        try:
            form = apply_op(form, place.op)
        except DiffError:
            continue  # its change is an orphan that never fitted
    return form


def _items(form: Json) -> list[str]:
    named = form.get("properties") if isinstance(form, dict) else None
    return list(named) if isinstance(named, dict) else []
