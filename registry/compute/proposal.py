"""Making the draft of a proposal, and all that is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from registry.compute.depth import bounded
from registry.compute.held import standing_of
from soroe.diff import decode_diff
from soroe.diff.derive import derive
from soroe.diff.document import encode_diff
from soroe.diff.rebase import rebase
from soroe.divergence import Share, Variety
from soroe.errors import DocumentError, Problem
from soroe.impact import Impact
from soroe.jsontext import digest_bytes, pretty, read
from soroe.model import Base, Change, Lang, LocalDiff
from soroe.promotion import Candidate, Decision
from soroe.proposal import Kept, drafted, evidence, proposed
from soroe.versions import Level

LANGS: Final[tuple[Lang, ...]] = ("ja", "en")

NOBODY = "000000"
"""In whose name free changes are read: they are nobody's diff."""


class Source(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """What a draft is made of: candidates by id, free changes, names for items of candidates."""

    candidates: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    names: dict[str, str] = {}


class Step(Base, frozen=True):
    """What publishing the draft does: the level of the step, and municipalities by what happens.

    As in the impact: `decide` have something to decide, `changed` see a difference, of `undecided`
    that is not known. `outcomes` are changes by what becomes of them (absorbed, carried, …).
    """

    level: Level
    smallest: str
    municipalities: int
    decide: int
    changed: int
    undecided: int
    outcomes: dict[str, int]


class Measured(Base, frozen=True):
    """The step, divergence and distinct forms before and after, names that change with it."""

    step: Step
    before: Share
    after: Share
    forms_before: Variety
    forms_after: Variety
    kept: tuple[Kept, ...] = ()


class Drafted(msgspec.Struct, frozen=True):
    """A draft made in the core `against`, the smallest number it may have, and what it does.

    `basis` is a digest of the candidates (`basis_of`); `impact`, `measured` and `evidence` are
    JSON.
    """

    against: str
    submitted: bytes
    version: str
    basis: str | None
    impact: bytes
    measured: bytes
    evidence: bytes


@bounded
def draft(form: str, source: Source, decisions: Sequence[Decision]) -> Drafted:
    """The draft in the core that the measuring process holds, with all diffs rebased onto it.

    Raises `DocumentError`: `candidate-unknown`, `proposal-nothing-left` where the core has it
    already, and what `soroe.proposal.drafted` raises.
    """
    standing = standing_of(form)
    candidates = _candidates(form, source.candidates, decisions)
    new = drafted(standing.core, candidates, source.changes, names=source.names)
    if not derive(standing.core, new):
        raise DocumentError(Problem("proposal-nothing-left", params={"version": standing.version}))
    found = proposed(
        standing.core,
        new,
        standing.members,
        form=form,
        version=standing.version,
        candidates=candidates,
        memory=standing.field.memory,
    )
    told = found.what_if
    measured = Measured(
        _step(told.impact),
        told.before,
        told.after,
        told.forms_before,
        told.forms_after,
        found.kept,
    )
    words = {lang: evidence(found, lang=lang) for lang in LANGS}
    return Drafted(
        against=standing.version,
        submitted=pretty(new).encode(),
        version=found.version,
        basis=_basis(candidates),
        impact=msgspec.json.encode(told.impact),
        measured=msgspec.json.encode(measured),
        evidence=msgspec.json.encode(words),
    )


def _step(impact: Impact) -> Step:
    summary = impact.summary
    return Step(
        level=impact.level,
        smallest=impact.smallest,
        municipalities=summary.municipalities,
        decide=summary.decide,
        changed=summary.changed,
        undecided=summary.undecided,
        outcomes={str(kind): count for kind, count in summary.outcomes.items()},
    )


def basis_of(form: str, ids: Sequence[str], decisions: Sequence[Decision]) -> str | None:
    """A digest of what the candidates are and would change now; None of none.

    Who makes the change may differ: that does not touch the draft. Raises `DocumentError`
    `candidate-unknown`.
    """
    return _basis(_candidates(form, ids, decisions))


def _candidates(
    form: str, ids: Sequence[str], decisions: Sequence[Decision]
) -> tuple[Candidate, ...]:
    if not ids:
        return ()
    known = {one.id: one for one in standing_of(form).below(decisions).candidates}
    unknown = [Problem("candidate-unknown", params={"id": i[:100]}) for i in ids if i not in known]
    if unknown:
        raise DocumentError(*unknown)
    return tuple(known[id_] for id_ in ids)


def _basis(candidates: Sequence[Candidate]) -> str | None:
    facts = [(one.id, one.signatures, one.items, one.ops) for one in candidates]
    return digest_bytes(msgspec.json.encode(facts)) if facts else None


@bounded
def changes_of(core: bytes, document: bytes) -> tuple[Change, ...]:
    """The changes that make a whole draft of a core."""
    return derive(read(core), read(document))


@bounded
def checked(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Free changes, if they can be operations at all; a basis is a municipality's and falls away.

    Raises `DocumentError` as `decode_diff`.
    """
    bare = tuple(Change(one.item, one.ops, reason=one.reason) for one in changes)
    return decode_diff(encode_diff(LocalDiff("form", "1.0.0", NOBODY, bare))).changes


@bounded
def carried(old: bytes, new: bytes, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Free changes of one core on a newer one; what that has already falls away.

    Raises `DocumentError` `proposal-clashes` where the newer core changed the same otherwise.
    """
    diff = LocalDiff("form", "1.0.0", NOBODY, tuple(changes))
    done = rebase(read(old), read(new), diff, new_version="1.0.0", choices=False)
    wrong = [o.before.item for o in done.outcomes if o.kind in {"conflict", "orphan"}]
    if wrong:
        params = {"items": ", ".join(dict.fromkeys(wrong))}
        raise DocumentError(Problem("proposal-clashes", params=params))
    return done.diff.changes
