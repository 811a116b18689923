"""Does the history say what the share was on each day, as known at a time?"""

from __future__ import annotations

from datetime import UTC, date, datetime

from soroe.divergence import Divergence, Field, history, share
from soroe.in_force import owned_revision, standing_for
from soroe.listing import LocalListing, Predecessor, RevisionEntry, VersionEntry
from soroe.when import When
from tests.divergence.towns import ASKED, GRADE, KIND, A, B, C, town

VERSIONS = (VersionEntry("1.0.0", "d"),)


def at(day: str) -> datetime:
    return datetime.fromisoformat(day + "T00:00:00+00:00").astimezone(UTC)


def revision(number: int, effective: str | None, recorded: str) -> RevisionEntry:
    return RevisionEntry(number, "1.0.0", "d", "f", effective, recorded_at=at(recorded))


def measured(*changes: object) -> Divergence:
    return Field([town(A, *changes)]).divergence(0)  # type: ignore[arg-type]


ONE, TWO, THREE = measured(GRADE), measured(GRADE, KIND), measured(GRADE, KIND, ASKED)
FOUND = {(A, 1): ONE, (A, 2): THREE, (B, 1): TWO, (C, 1): ONE}
SHELF = {name: share((found,)) for name, found in FOUND.items()}


def test_each_first_day_is_a_point() -> None:
    listings = [
        LocalListing(
            "f",
            A,
            (revision(1, "2026-04-01", "2026-03-01"), revision(2, "2027-04-01", "2027-02-01")),
        ),
        LocalListing("f", B, (revision(1, None, "2026-10-01"),)),
    ]
    found = history(VERSIONS, listings, SHELF)
    assert [(p.day, p.share.municipalities, p.share.changed) for p in found] == [
        (date(2026, 4, 1), 1, 1),
        (date(2026, 10, 1), 2, 3),
        (date(2027, 4, 1), 2, 5),
    ]
    assert found[-1].share == share((THREE, TWO))
    earlier = history(VERSIONS, listings, SHELF, known_at=at("2026-12-31"))
    assert [p.day for p in earlier] == [date(2026, 4, 1), date(2026, 10, 1)]
    only = history(VERSIONS, listings, SHELF, counts=lambda code: code == B)
    assert [(p.day, p.share.changed) for p in only] == [(date(2026, 10, 1), 2)]


def test_a_merger_ends_the_one_and_goes_on_with_the_heir() -> None:
    former = Predecessor(
        B, A, date(2027, 1, 1), revisions=(revision(1, "2026-04-01", "2026-03-01"),)
    )
    listing = LocalListing(
        "f", A, (revision(1, "2026-04-01", "2026-03-01"),), predecessors=(former,)
    )
    found = history(VERSIONS, [listing, listing], SHELF)
    assert [(p.day, p.share.municipalities, p.share.changed) for p in found] == [
        (date(2026, 4, 1), 2, 3),
        (date(2027, 1, 1), 1, 1),
    ]


def test_it_agrees_with_asking_for_every_day() -> None:
    former = Predecessor(
        C,
        A,
        date(2026, 9, 1),
        kind="code-change",
        revisions=(revision(1, "2026-05-01", "2026-04-01"),),
    )
    listing = LocalListing(
        "f", A, (revision(2, "2027-04-01", "2027-02-01"),), predecessors=(former,)
    )
    points = history(VERSIONS, [listing], SHELF)
    for day in (
        date(2026, 4, 30),
        date(2026, 5, 1),
        date(2026, 9, 1),
        date(2027, 3, 31),
        date(2027, 4, 1),
    ):
        when = When(as_of=day)
        owned = [
            owned_revision(listing, VERSIONS, when, code)
            for code in (A, C)
            if standing_for(listing, when, code) == code
        ]
        wanted = share(FOUND[o[0], o[1].revision] for o in owned if o)
        told = [p.share for p in points if p.day <= day]
        assert (told[-1] if told else share(())) == wanted
