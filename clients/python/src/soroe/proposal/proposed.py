"""What a draft of a core would do: its number, every diff, and proof that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from soroe.diff.derive import derive
from soroe.diff.formerly import Formerly, Renamed
from soroe.divergence import Member, Memory
from soroe.impact import MunicipalityImpact
from soroe.model import Json
from soroe.promotion import Candidate
from soroe.proposal.document import Kept, Proposed
from soroe.what_if import what_if_core


def proposed(
    core: Json,
    draft: Json,
    members: Sequence[Member],
    *,
    form: str,
    version: str,
    candidates: Iterable[Candidate] = (),
    memory: Memory | None = None,
) -> Proposed:
    """The draft of whoever wrote it, over the published core `version` (references inlined).

    `members` are the diffs in use, `candidates` what the draft was made of, for its evidence. Every
    diff is rebased onto the draft, and what that does to applicants is asked of the engine. Raises
    `DiffError` where a diff does not fit its core.
    """
    found = what_if_core(members, core, draft, form=form, version=version, memory=memory)
    formerly = Formerly(draft)
    impacts = {one.code: one for one in found.impact.municipalities}
    kept = [
        _kept(member, renamed, impacts[member.subject.code])
        for member in members
        if _own(renamed := formerly.renamed(member.core, member.diff))
    ]
    return Proposed(
        old=version,
        version=found.impact.new.version,
        changed=tuple(dict.fromkeys(change.item for change in derive(core, draft))),
        what_if=found,
        kept=tuple(sorted(kept, key=lambda one: one.code)),
        candidates=tuple(candidates),
    )


def _own(renamed: Renamed) -> bool:
    return bool(renamed.names or renamed.elsewhere)


def _kept(member: Member, renamed: Renamed, impact: MunicipalityImpact) -> Kept:
    about = {*renamed.names.values()}
    return Kept(
        code=member.subject.code,
        name=member.subject.name,
        names=renamed.names,
        verdict=impact.applicants.before_in_after,
        elsewhere=tuple(sorted(renamed.elsewhere)),
        gone=sum(one.kind == "absorbed" for one in impact.outcomes),
        left=tuple(dict.fromkeys(_left(impact, about))),
    )


def _left(impact: MunicipalityImpact, about: set[str]) -> Iterator[str]:
    for one in impact.outcomes:
        near = any(one.item == item or one.item.startswith(item + "/") for item in about)
        if one.kind != "absorbed" and near:
            yield one.item
