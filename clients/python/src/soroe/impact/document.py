"""What publishing a core would do to each municipality, as values that can be stored and shown.

Field names are snake_case here and camelCase in JSON, as in `soroe.model`.
"""

from __future__ import annotations

import msgspec

from soroe.diff.outcome import Kind
from soroe.errors import Problem
from soroe.model import Base, Effect, Verdict
from soroe.versions import Level


class Subject(Base, frozen=True):
    """The municipality whose diff is looked at, and the revision; 0 where that is not known."""

    code: str
    name: str
    revision: int


class Named(Base, frozen=True):
    """A core version and the digest of its published document."""

    version: str
    digest: str


class Words(Base, frozen=True):
    """A sentence or a phrase for people, in both languages."""

    ja: str
    en: str


class Applicants(Base, frozen=True):
    """What a step from one form to the next does to the people who apply.

    `effect` is seen from the form before. `before_in_after`: is every application that was accepted
    still accepted; `after_in_before`: was every application that will be accepted accepted already.
    A witness is an application as a whole. `refused` are answers, in words, that were accepted and
    will be refused, `accepted` the reverse: one for each group of items that belong together.
    """

    effect: Effect
    before_in_after: Verdict
    after_in_before: Verdict
    refused: tuple[Words, ...] = ()
    accepted: tuple[Words, ...] = ()


class ChangeImpact(Base, frozen=True):
    """What would become of one change of a diff: `soroe.diff.outcome.Outcome` without the values.

    `change` is its index in the diff, `item` the place in the new core, `title` what people call
    it. `reasons` are those of its parts, the most urgent first, each once.
    """

    change: int
    kind: Kind
    item: str
    title: str
    reasons: tuple[str, ...]


class MunicipalityImpact(Base, frozen=True):
    """What the new core would do to one municipality.

    `core` is the version that its diff is pinned to, which may be older than the one before the
    new core; everything here goes from there. `misfits` are the problems of applying the diff to
    the new core as it is (`soroe.diff.apply`); without any, `applies` is true. `counts` are changes
    by kind. `applicants` compares the local form of today with the one that the rebased diff makes,
    in which what needs a decision is left out.
    """

    code: str
    name: str
    revision: int
    core: str
    applies: bool
    needs_decision: bool
    applicants: Applicants
    counts: dict[Kind, int] = msgspec.field(default_factory=dict)
    outcomes: tuple[ChangeImpact, ...] = ()
    misfits: tuple[Problem, ...] = ()


class Summary(Base, frozen=True):
    """Totals.

    Of the `municipalities`, apply: those whose diff applies as it is; decide: those that have
    something to decide; changed: those whose applicants see a difference; undecided: those where
    that is not known. `effects` are municipalities by effect, `outcomes` changes by kind.
    """

    municipalities: int
    apply: int
    decide: int
    changed: int
    undecided: int
    effects: dict[Effect, int] = msgspec.field(default_factory=dict)
    outcomes: dict[Kind, int] = msgspec.field(default_factory=dict)


class Impact(Base, frozen=True):
    """The whole: what the version does, and to whom; the most urgent municipality first.

    `smallest` is the smallest version number that the step from `old` allows.
    """

    form: str
    title: str
    old: Named
    new: Named
    level: Level
    smallest: str
    applicants: Applicants
    summary: Summary
    municipalities: tuple[MunicipalityImpact, ...]
    schema: str | None = msgspec.field(name="$schema", default=None)
