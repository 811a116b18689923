"""All municipalities together: the version's own verdict, totals, the most urgent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from soroe.impact.assess import applicants
from soroe.impact.document import Impact, MunicipalityImpact, Named, Summary
from soroe.impact.memo import Memo
from soroe.jsontext import digest
from soroe.judgement import level_of
from soroe.model import Json
from soroe.versions import parse


def assemble(
    old_core: Json,
    new_core: Json,
    municipalities: Iterable[MunicipalityImpact],
    *,
    form: str,
    old_version: str,
    new_version: str,
    memo: Memo | None = None,
) -> Impact:
    """The impact as a whole, from the two published cores and what `assess` said of each diff.

    Municipalities with conflicts come first, then those with changes that lost their object, then
    those whose applicants notice something, then the others; equal ones by code.
    """
    memo = memo or Memo()
    ground = memo.ground(old_core, new_core, {})
    step = applicants(ground, ground.settle([]), memo, lambda: (old_core, new_core))
    level = level_of(step.before_in_after, step.after_in_before)
    ordered = tuple(sorted(municipalities, key=urgency))
    old = parse(old_version)
    title = new_core.get("title", "") if isinstance(new_core, dict) else ""
    return Impact(
        form=form,
        title=title if isinstance(title, str) else "",
        old=Named(old_version, digest(old_core)),
        new=Named(new_version, digest(new_core)),
        level=level,
        smallest=str(old.raised(level)) if old is not None else "",
        applicants=step,
        summary=_summary(ordered),
        municipalities=ordered,
    )


def urgency(found: MunicipalityImpact) -> tuple[int, str]:
    """The order of the report: 0 conflicts, 1 lost objects, 2 applicants notice, 3 the others."""
    if found.counts.get("conflict"):
        rank = 0
    elif found.needs_decision:
        rank = 1
    else:
        rank = 3 if found.applicants.effect == "none" else 2
    return rank, found.code


def _summary(found: tuple[MunicipalityImpact, ...]) -> Summary:
    effects = Counter(m.applicants.effect for m in found)
    outcomes = Counter[str]()
    for municipality in found:
        outcomes.update(municipality.counts)
    return Summary(
        municipalities=len(found),
        apply=sum(m.applies for m in found),
        decide=sum(m.needs_decision for m in found),
        changed=len(found) - effects["none"] - effects["undecided"],
        undecided=effects["undecided"],
        effects=dict(sorted(effects.items())),
        outcomes=dict(sorted(outcomes.items())),  # type: ignore[arg-type]
    )
