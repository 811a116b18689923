"""What a registry has measured about its forms, as it is sent and read.

`position` is the length of the registry's log when it was measured: what is in the log before that
was taken into account. `core` is the version that was the latest in use then.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from soroe.divergence.history import Point
from soroe.divergence.model import Divergence, Share, Variety
from soroe.impact.document import Subject
from soroe.listing import Answer
from soroe.neighbours.model import Near, Separation, Solution
from soroe.promotion.decisions import Decision
from soroe.promotion.document import Below
from soroe.what_if.told import Promise, WhatIfTold


class Measured(Answer, frozen=True, kw_only=True):
    """Of which form, against which core, at which length of the log, and when."""

    form: str
    core: str
    position: int
    measured_at: datetime


class MeasuredCandidates(Measured, frozen=True, kw_only=True):
    """What the cities have in common, under the steward's decisions."""

    below: Below


class MeasuredShare(Answer, frozen=True):
    """A municipality's divergence without its items; `core` is what its diff is pinned to."""

    subject: Subject
    prefecture: str
    core: str
    share: Share


class MeasuredIndex(Measured, frozen=True, kw_only=True):
    """The divergence index of a form: all together, by prefecture, each, and distinct forms.

    `prefectures` are by name; `municipalities` the most divergent first. So many more are `waiting`
    to be measured. Where it is not `complete`, `variety` is that of before, None at first.
    """

    title: str
    whole: Share
    prefectures: dict[str, Share]
    municipalities: tuple[MeasuredShare, ...]
    variety: Variety | None = None
    waiting: int = 0
    complete: bool = False


class MeasuredHistory(Answer, frozen=True):
    """The share from each day on; of one municipality where one was asked for.

    `waiting` revisions were published and are not measured yet: the points are without them.
    """

    form: str
    points: tuple[Point, ...]
    waiting: int = 0
    municipality: str | None = None


class MeasuredForm(Answer, frozen=True):
    """One form of a municipality, item by item; `latest` is the revision that is in use.

    Where the revision that was measured (`divergence.subject.revision`) is lower, the latest one
    is still being measured.
    """

    form: str
    latest: int
    divergence: Divergence
    share: Share


class MeasuredMunicipality(Answer, frozen=True):
    """All forms of which a municipality has published a diff and that were measured."""

    municipality: str
    name: str
    forms: tuple[MeasuredForm, ...]
    share: Share


class NearBetween(Answer, frozen=True):
    """A neighbour, and the items that separate it."""

    near: Near
    between: tuple[Separation, ...]


class Neighbours(Answer, frozen=True):
    """The nearest municipalities for a form, the most similar first."""

    form: str
    title: str
    core: str
    position: int
    municipality: str
    nearest: tuple[NearBetween, ...]


class Solved(Answer, frozen=True):
    """How everybody treats an item; `title` is what people call it."""

    form: str
    core: str
    position: int
    item: str
    title: str
    solutions: tuple[Solution, ...]


class WhatIfAnswer(Answer, frozen=True):
    """What promoting would do; `promoted` are changes (992011#3) and ids of candidates."""

    form: str
    core: str
    position: int
    promoted: tuple[str, ...]
    told: WhatIfTold
    best: Promise | None = None


class Undone(Answer, frozen=True):
    """When a decision was taken back, by whom, and why."""

    recorded_at: datetime
    reason: str
    recorded_by: str | None = None


class KeptDecision(Answer, frozen=True):
    """A steward's decision with its number; without `recorded_by` it was the operator.

    `undone` says when, by whom and why it was taken back. `unknown` are its keys that no
    municipality's change has now.
    """

    id: int
    decision: Decision
    recorded_at: datetime
    recorded_by: str | None = None
    undone: Undone | None = None
    unknown: tuple[str, ...] = ()


class Decisions(Answer, frozen=True):
    """All decisions about the clusters of a form, in the order they were made."""

    form: str
    decisions: tuple[KeptDecision, ...] = ()


class DecidedCluster(Answer, frozen=True):
    """A decision as it is kept; `created` is false where it held before."""

    decision: KeptDecision
    created: bool


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is to be promoted: ids of candidates and names of changes, or the `best` k."""

    candidates: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    best: int | None = None
