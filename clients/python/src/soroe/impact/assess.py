"""One municipality: does its diff survive a new core, and what do its applicants notice?"""

from __future__ import annotations

from collections.abc import Mapping

from soroe.check import effect_of
from soroe.contain import DEFAULT, Budget, contains
from soroe.diff.apply import apply
from soroe.diff.rebase import rebase
from soroe.errors import DiffError, Problem
from soroe.impact.document import (
    Applicants,
    ChangeImpact,
    MunicipalityImpact,
    Subject,
    Words,
)
from soroe.impact.memo import Memo
from soroe.model import Json, LocalDiff, Refuted, Verdict
from soroe.report.witness import in_words
from soroe.report.words import title_at


def assess(
    old_core: Json,
    new_core: Json,
    diff: LocalDiff,
    *,
    subject: Subject,
    new_version: str,
    renames: Mapping[str, str] | None = None,
    memo: Memo | None = None,
    budget: Budget = DEFAULT,
) -> MunicipalityImpact:
    """What `new_core` would do to the municipality whose diff this is.

    `old_core` is the published core that the diff is pinned to; for a diff that lies over another
    one (`over`), both are the forms it lies on, before and after. `memo` lets assessments of one
    run share their work; the result is the same without it. Pure; never raises for a diff that
    `decode_diff` accepts.
    """
    rebased = rebase(old_core, new_core, diff, new_version=new_version, renames=renames)
    before, after = _made(old_core, diff)[0], apply(new_core, rebased.diff)
    outcomes = tuple(
        ChangeImpact(
            o.change,
            o.kind,
            o.item,
            title_at(after, o.item),
            tuple(dict.fromkeys(p.reason for p in o.parts)),
        )
        for o in rebased.outcomes
    )
    misfits = _made(new_core, diff)[1]
    return MunicipalityImpact(
        code=subject.code,
        name=subject.name,
        revision=subject.revision,
        core=diff.core,
        applies=not misfits,
        needs_decision=any(o.kind in {"conflict", "orphan"} for o in outcomes),
        applicants=applicants(before, after, budget),
        counts=rebased.summary,
        outcomes=outcomes,
        misfits=misfits,
    )


def applicants(before: Json, after: Json, budget: Budget = DEFAULT) -> Applicants:
    """What the step between two whole forms does to the people who apply."""
    forward, backward = contains(before, after, budget), contains(after, before, budget)
    return Applicants(
        effect_of(forward, backward),
        forward,
        backward,
        refused=_words(forward, after, before),
        accepted=_words(backward, before, after),
    )


def _words(verdict: Verdict, refusing: Json, other: Json) -> tuple[Words, ...]:
    if not isinstance(verdict, Refuted):
        return ()
    witness = verdict.witness
    ja, en = in_words(witness, refusing, other, "ja"), in_words(witness, refusing, other, "en")
    return (Words(ja, en),)


def _made(core: Json, diff: LocalDiff) -> tuple[Json, tuple[Problem, ...]]:
    """The form with what fits made, and the problems of what does not."""
    try:
        return apply(core, diff), ()
    except DiffError as e:
        problems = e.problems
    from soroe.diff.apply import apply_op

    form = core
    for op in (op for change in diff.changes for op in change.ops):
        try:
            form = apply_op(form, op)
        except DiffError:
            continue
    return form, problems
