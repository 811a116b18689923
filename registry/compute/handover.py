"""The facts of a handover document: decoding what is kept, writing the answer."""

from __future__ import annotations

import msgspec

from registry.compute.depth import bounded
from registry.compute.rebase import read_decisions, read_result
from soroe.diff.outcome import Kind
from soroe.diff.resolve import unresolved
from soroe.handover.facts import FormFact, HandoverFacts, RebaseFact, RevisionFact
from soroe.jsontext import read
from soroe.model import LocalDiff


class RevisionText(msgspec.Struct, frozen=True):
    """A revision that is told: `below` names the diffs that it lies over, the lowest first."""

    revision: int
    submitted: bytes
    below: tuple[str, ...]
    recorded_at: str
    by: str | None
    url: str


class FormTexts(msgspec.Struct, frozen=True):
    """A form with what the municipality published: cores by version, diffs below by name."""

    fact: FormFact
    cores: dict[str, bytes]
    below: dict[str, bytes]
    revisions: tuple[RevisionText, ...]


class RebaseText(msgspec.Struct, frozen=True):
    """A prepared rebase; `fact` lacks its outcomes."""

    fact: RebaseFact
    result: bytes
    decisions: bytes | None


@bounded
def write_facts(
    facts: HandoverFacts, forms: tuple[FormTexts, ...], rebases: tuple[RebaseText, ...]
) -> bytes:
    """The facts with forms and rebases, as JSON."""
    whole = msgspec.structs.replace(
        facts, forms=tuple(map(_form, forms)), rebases=tuple(map(_rebase, rebases))
    )
    return msgspec.json.encode(whole)


def _form(texts: FormTexts) -> FormFact:
    below = {name: _diff(text) for name, text in texts.below.items()}
    return msgspec.structs.replace(
        texts.fact,
        # As they are published, but for the space between: no number is spelt anew.
        documents={
            version: msgspec.Raw(msgspec.json.format(text, indent=-1))
            for version, text in texts.cores.items()
        },
        revisions=tuple(
            RevisionFact(
                revision=one.revision,
                diff=_diff(one.submitted),
                recorded_at=one.recorded_at,
                by=one.by,
                layers=tuple(below[name] for name in one.below),
                url=one.url,
            )
            for one in texts.revisions
        ),
    )


def _diff(text: bytes) -> LocalDiff:
    """What was published is told as it was, also where it would be refused today."""
    return msgspec.convert(read(text), LocalDiff)


def _rebase(text: RebaseText) -> RebaseFact:
    """A change whose conflicts are all decided is adjusted."""
    rebased, decisions = read_result(text.result), read_decisions(text.decisions)
    open_ = {part.id for part in unresolved(rebased, decisions)}
    counts: dict[Kind, int] = {}
    for outcome in rebased.outcomes:
        waits = any(part.id in open_ for part in outcome.parts)
        kind: Kind = "adjusted" if outcome.kind == "conflict" and not waits else outcome.kind
        counts[kind] = counts.get(kind, 0) + 1
    return msgspec.structs.replace(text.fact, outcomes=counts)
