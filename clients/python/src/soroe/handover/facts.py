"""What a handover document is written from: everything about one municipality, as values.

`HandoverFacts` is collected by whoever can look: the command line from a registry's public
addresses, the registry itself with what only the municipality may see. Nothing in it is a sentence.
Days are ISO dates (`2027-04-01`); an instant (`2026-11-22T00:30:00Z`) may stand wherever somebody
recorded something, and counts as the day that it was in Japan. The struct travels as JSON
(`GET /api/v1/municipalities/{code}/handover`): names in camelCase, unknown ones ignored.
"""

from __future__ import annotations

from typing import Any

import msgspec

from soroe.diff.outcome import Kind
from soroe.listing import Answer, Municipality, Succession
from soroe.model import Citation, LocalDiff


class CoreFact(Answer, frozen=True):
    """A version of a core.

    `state` is draft, review, published, deprecated or withdrawn (DESIGN 5). `effective_from` is
    the first day on which it is meant to be used, `recorded_at` when it was published.
    `deprecated_from` is the day from which it should no longer be used, `removal` the day on
    which it is to be withdrawn, `replacement` the version that takes its place; all are None
    where nothing of the kind was announced.
    """

    version: str
    state: str = "published"
    effective_from: str | None = None
    recorded_at: str | None = None
    deprecated_from: str | None = None
    removal: str | None = None
    replacement: str | None = None


class RevisionFact(Answer, frozen=True):
    """A published revision of the municipality's diff.

    `by` is the name of the organisation that published it, `recorded_at` when; None where that is
    not known. `layers` are the diffs it lies over (`over`), the lowest first, so that the form can
    be made again; empty for a diff that lies on the core itself. `url` is where it can be read.
    """

    revision: int
    diff: LocalDiff
    recorded_at: str | None = None
    by: str | None = None
    layers: tuple[LocalDiff, ...] = ()
    url: str | None = None


class FormFact(Answer, frozen=True):
    """A form, and what the municipality has published for it.

    `versions` are all versions of the core. `documents` holds the published documents (references
    inlined) by version: of every version that a revision rests on, and, where there is no revision,
    of none. `revisions` are in any order; none means that the municipality uses the core as it is,
    or has not told. `left_out` is how many revisions, the oldest ones, are not among them because
    all of them would be too much for one answer.
    """

    form: str
    title: str
    versions: tuple[CoreFact, ...] = ()
    documents: dict[str, Any] = msgspec.field(default_factory=dict)
    revisions: tuple[RevisionFact, ...] = ()
    left_out: int = 0


class DraftFact(Answer, frozen=True):
    """A draft of a diff that was begun and not published.

    `updated_at` is when it was last changed and `by` whose organisation did; `url` is where it is
    edited. `discarded` drafts can still be recovered.
    """

    form: str
    id: str
    updated_at: str | None = None
    by: str | None = None
    discarded: bool = False
    url: str | None = None


class RebaseFact(Answer, frozen=True):
    """A draft that the registry prepared when a new core was published, waiting to be confirmed.

    `outcomes` counts the changes by what became of them (`Rebased.summary`): those that ended as
    `conflict` wait for a decision, `orphan` for a look. A conflict that somebody has decided about
    counts as `adjusted`.
    """

    form: str
    old_core: str
    new_core: str
    outcomes: dict[Kind, int] = msgspec.field(default_factory=dict)
    prepared_at: str | None = None
    url: str | None = None


class ReviewFact(Answer, frozen=True):
    """A core that is open for comments (意見照会).

    `closes` is the last day for comments. `commented` says whether this municipality has sent any;
    None where that is not known.
    """

    form: str
    version: str
    closes: str
    opened: str | None = None
    title: str = ""
    commented: bool | None = None
    url: str | None = None


class ProposalFact(Answer, frozen=True):
    """A proposal (昇格提案) that takes voices until the day `closes`.

    Where it is known who has spoken, only those are told of which this municipality has not.
    """

    form: str
    proposal: int
    title: str
    closes: str
    url: str | None = None


class AmendedFact(Answer, frozen=True):
    """A citation that was amended, so that what rests on it needs review.

    `citation` is the text as it now stands, `key` its name among the shared ones. `since` is the
    day on which it was marked. `changes` are the (form, item) pairs of the changes that rest on it
    and have not been looked at since.
    """

    citation: Citation
    since: str | None = None
    note: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    key: str | None = None


class HandoverFacts(Answer, frozen=True):
    """Everything about one municipality on one day.

    `day` is the day of writing, by which "past" and "ahead" are told apart. `complete` is false
    where only what is public was looked at: drafts, prepared rebases and amended citations are then
    not known, which is not the same as none. `successions` are those that the municipality has a
    part in (merger, change of code or boundary). `registry` is the address it was read from.
    """

    municipality: Municipality
    day: str
    forms: tuple[FormFact, ...] = ()
    drafts: tuple[DraftFact, ...] = ()
    rebases: tuple[RebaseFact, ...] = ()
    reviews: tuple[ReviewFact, ...] = ()
    proposals: tuple[ProposalFact, ...] = ()
    amended: tuple[AmendedFact, ...] = ()
    successions: tuple[Succession, ...] = ()
    complete: bool = True
    registry: str | None = None
