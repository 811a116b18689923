"""A what-if as it is told: one line for each municipality, small enough to be sent and shown."""

from __future__ import annotations

from typing import Any

from msgspec import field

from soroe.diff.outcome import Kind
from soroe.divergence import Share
from soroe.impact import Applicants, MunicipalityImpact
from soroe.impact.document import Subject, Words
from soroe.model import Base, Effect
from soroe.versions import Level
from soroe.what_if.best import Best
from soroe.what_if.what_if import Before, WhatIf

TOLD: tuple[Kind, ...] = ("absorbed", "orphan", "conflict")
"""What becomes of changes, of the kinds that are named one by one."""


class Noticed(Base, frozen=True):
    """What applicants notice: the effect, with answers refused or accepted from then on."""

    effect: Effect
    refused: tuple[Words, ...] = ()
    accepted: tuple[Words, ...] = ()


class ToldMunicipality(Base, frozen=True):
    """What promoting does to one municipality.

    `items` counts all items of its form and the core, `changed` those that differ, before and
    after. `titles` names its changes by what becomes of them; `waiting` of them are for it to
    decide.
    """

    subject: Subject
    core: str
    items: tuple[int, int]
    changed: tuple[int, int]
    noticed: Noticed
    waiting: int = 0
    titles: dict[Kind, tuple[str, ...]] = field(default_factory=dict)


class Promise(Base, frozen=True):
    """What the greedy choice wins, what an exact search found, and what is certain.

    `guarantee` t: the greedy choice wins at least 1/t of the best; None: nothing is certain.
    `exact` is None where the search was given up.
    """

    gain: int
    guarantee: int | None = None
    exact: int | None = None


class WhatIfTold(Base, frozen=True):
    """The whole: the step and its smallest version, divergence and distinct forms, each city.

    `core` is the draft with the promoted changes in it. Of `forms` and shares the first is before,
    the second after.
    """

    form: str
    title: str
    old: str
    new: str
    level: Level
    noticed: Noticed
    shares: tuple[Share, Share]
    forms: tuple[int, int]
    municipalities: tuple[ToldMunicipality, ...]
    core: Any = None


def promise(quick: Best, sure: Best | None) -> Promise:
    """What is told of a greedy and an exact choice."""
    return Promise(quick.gain, quick.guarantee, sure.gain if sure else None)


def told(found: WhatIf) -> WhatIfTold:
    """What is told of a what-if."""
    impact = found.impact
    return WhatIfTold(
        form=impact.form,
        title=impact.title,
        old=impact.old.version,
        new=impact.new.version,
        level=impact.level,
        noticed=_noticed(impact.applicants),
        shares=(found.before, found.after),
        forms=(found.forms_before.forms, found.forms_after.forms),
        municipalities=tuple(
            _municipality(one, of)
            for one, of in zip(found.municipalities, impact.municipalities, strict=True)
        ),
        core=found.core,
    )


def _municipality(one: Before, of: MunicipalityImpact) -> ToldMunicipality:
    titles = {kind: tuple(o.title for o in of.outcomes if o.kind == kind) for kind in TOLD}
    return ToldMunicipality(
        subject=one.before.subject,
        core=of.core,
        items=(one.before.items, one.after.items),
        changed=(len(one.before.changed), len(one.after.changed)),
        noticed=_noticed(of.applicants),
        waiting=sum(o.kind in ("conflict", "orphan") for o in of.outcomes),
        titles={kind: said for kind, said in titles.items() if said},
    )


def _noticed(found: Applicants) -> Noticed:
    return Noticed(found.effect, found.refused, found.accepted)
