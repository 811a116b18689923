"""What a digest is written from, as values; it travels as JSON (`GET /api/v1/digest`)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, TypeAlias

from soroe.events import Event
from soroe.listing import Answer

Awaited: TypeAlias = Literal[
    "review", "review-closed", "proposal", "proposal-closed", "rebase", "rebase-failed", "citation"
]
"""A review or a proposal that takes comments or voices, or whose last day is over; a rebase that
is to be confirmed, or that could not be prepared; changes whose citation was amended."""


class Waiting(Answer, frozen=True):
    """Something that awaits somebody; `day` is the last day for it.

    `subject` names it beside the form: a version, the number of a proposal, the key of a citation.
    `title` is what the form is called, `about` what the proposal or the citation is called,
    `place` the municipality where it is one's.
    """

    kind: Awaited
    subject: str
    form: str | None = None
    title: str = ""
    about: str = ""
    municipality: str | None = None
    place: str = ""
    day: date | None = None
    count: int = 1


class Digest(Answer, frozen=True):
    """What happened from `since` until `until` and what waits then, for a form and an area.

    `events` are the newest first; `more` says that there were older ones. `place` is the name of
    the municipality or prefecture `code`, `title` that of the form. `registry` is its address.
    """

    since: datetime
    until: datetime
    registry: str = ""
    form: str | None = None
    title: str = ""
    code: str | None = None
    place: str = ""
    events: tuple[Event, ...] = ()
    more: bool = False
    waiting: tuple[Waiting, ...] = ()
