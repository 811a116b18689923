"""The index over time, from revisions with the day from which they apply and when they were known.

`soroe.in_force` says which revision applies to whom on a day; the index of that day is the share of
all that apply. A municipality that has ended no longer counts, its heir does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from soroe.divergence.model import CLASSES, Share, whole
from soroe.in_force import first_day, known, owned_revision, standing_for
from soroe.listing import LocalListing, VersionEntry
from soroe.model import Base
from soroe.when import When

Shelf = Mapping[tuple[str, int], Share]
"""The share of each revision alone, by code and number."""


class Point(Base, frozen=True):
    """From this day on, until the next point, the share is this one."""

    day: date
    share: Share


class _Turn(Base, frozen=True):
    day: date
    code: str
    revision: tuple[str, int] | None


def history(
    versions: Sequence[VersionEntry],
    listings: Iterable[LocalListing],
    measured: Shelf,
    known_at: datetime | None = None,
    counts: Callable[[str], bool] = lambda _: True,
) -> tuple[Point, ...]:
    """The points at which the share changes, the first day first.

    `measured` holds every revision that the listings name; a listing that holds for several codes
    may come several times. `counts` says which codes are counted. Each municipality is looked at on
    its own days alone, and totals are carried on: the work grows with the number of revisions.
    """
    turns = {
        (turn.day, turn.code): turn
        for listing in listings
        for turn in _turns(listing, versions, known_at)
        if counts(turn.code)
    }
    now: dict[str, Share] = {}
    total = Counter[str]()
    points: list[Point] = []
    for key in sorted(turns):
        turn = turns[key]
        if (before := now.pop(turn.code, None)) is not None:
            total.subtract(_counts(before))
        if turn.revision is not None:
            now[turn.code] = measured[turn.revision]
            total.update(_counts(now[turn.code]))
        if points and points[-1].day == turn.day:
            points.pop()
        found = whole(total["municipalities"], total["items"], total["undecided"], total)
        if not points or points[-1].share != found:
            points.append(Point(turn.day, found))
    return tuple(points)


def _counts(one: Share) -> dict[str, int]:
    counts: dict[str, int] = {klass: one.classes[klass] for klass in CLASSES}
    return counts | {
        "municipalities": one.municipalities,
        "items": one.items,
        "undecided": one.undecided,
    }


def _turns(
    listing: LocalListing, versions: Sequence[VersionEntry], known_at: datetime | None
) -> Iterator[_Turn]:
    """What applies to each municipality of a listing from each of its days on."""
    always = When(known_at=known_at)
    former = known(listing.predecessors, always)
    days = {former.effective for former in former}
    for shelf in (listing.revisions, *(one.revisions for one in former)):
        entries = known(shelf, always)
        days |= {first_day(entry, versions) or date.min for entry in entries}
    for code in dict.fromkeys((listing.municipality, *(one.municipality for one in former))):
        before: tuple[str, int] | None = None
        for day in sorted(days):
            when = When(as_of=day, known_at=known_at)
            found = None
            if standing_for(listing, when, code) == code:
                owned = owned_revision(listing, versions, when, code)
                found = owned and (owned[0], owned[1].revision)
            if found != before:
                before = found
                yield _Turn(day, code, found)
