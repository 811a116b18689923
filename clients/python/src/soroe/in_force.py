"""Which core and local revision apply on a day, as known at a time. Pure: from listings alone.

A registry, a client and a mirror of files compute the same. Four rules:

1. What was recorded later than `known_at` does not exist.
2. A core applies from its `effectiveFrom`. Of those that do, the highest that is not deprecated on
   the day applies; where all are, the highest of them; a withdrawn one never does. What is said of
   a core holds from its own day (deprecated: `effective`, then withdrawn from `removal` on; else
   the day it was said), unless something else was said before that day came.
3. A revision applies from its `effectiveFrom` (without one, from the day it was recorded), but not
   before the core that it rests on. Of those that do, the highest applies.
4. From the day on which a municipality ends, its heir stands for it. The heir has revisions of its
   own, or else, where it has none that applies and is the same municipality under a new code, those
   under the old code. After a merger nobody's are taken over: which one fits is for people.

Without `as_of`, no day is asked about: the highest usable core and the highest revision that are
known, whether they apply already or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import TypeVar

import msgspec

from soroe.listing import (
    Answer,
    Former,
    FormListing,
    LocalListing,
    Predecessor,
    RevisionEntry,
    StateEntry,
    VersionEntry,
)
from soroe.versions import parse
from soroe.when import When, day_of, year_name

T = TypeVar("T")
E = TypeVar("E", VersionEntry, RevisionEntry, StateEntry, Predecessor)

USABLE = ("published", "deprecated")
"""States in which a core applies."""


class CorePeriod(Answer, frozen=True):
    """The core that applies on the day, and the first and last day of the time it does so.

    `version` is None where none applies. `since` is None where it was always so, `until` where no
    end is known.
    """

    version: str | None
    state: str | None = None
    effective_from: date | None = None
    since: date | None = None
    until: date | None = None


class LocalPeriod(Answer, frozen=True):
    """The revision that applies on the day, as in `CorePeriod`.

    `municipality` is whose it is: another one than was asked for after a succession. Where none
    applies, it is who stands for the municipality on the day, and `revision` is None.
    """

    municipality: str
    revision: int | None
    core: str | None = None
    effective_from: date | None = None
    since: date | None = None
    until: date | None = None


class InForce(Answer, frozen=True):
    """What applies to a form on a day, as known at a time; `fiscal_year` as it was asked for."""

    form: str
    as_of: date
    core: CorePeriod
    known_at: datetime | None = None
    fiscal_year: str | None = None
    municipality: str | None = None
    local: LocalPeriod | None = None


# ---- what is known


def known(entries: Iterable[E], when: When) -> list[E]:
    """The entries that were recorded by then; one that does not say when is always known."""
    until = when.known_at
    return [e for e in entries if until is None or e.recorded_at is None or e.recorded_at <= until]


# ---- cores


def state_of(entry: VersionEntry, when: When) -> str:
    """The state of a version on the day; without a day, what was said of it last."""
    if not entry.states:
        return entry.state
    said = known(entry.states, when)
    if when.as_of is None:
        return said[-1].state if said else "published"
    held = [state for first, state in _spans(said) if first <= when.as_of]
    return held[-1] if held else "published"


def _spans(said: Sequence[StateEntry]) -> list[tuple[date, str]]:
    """From which day on what holds, in the order it was said; what was taken back in time is not.

    An announcement whose day comes after, or on the day of, the next thing said never held.
    """
    out: list[tuple[date, str]] = []
    for entry, after in zip_longest(said, said[1:]):
        spoken = day_of(entry.recorded_at) if entry.recorded_at else date.min
        spans = [(entry.effective or spoken, entry.state)]
        if entry.state == "deprecated" and entry.removal is not None:
            spans.append((entry.removal, "withdrawn"))
        next_ = day_of(after.recorded_at) if after and after.recorded_at else date.max
        out += [span for span in spans if after is None or span[0] < next_]
    return out


def version_at(versions: Iterable[VersionEntry], when: When) -> VersionEntry | None:
    """The version that applies on the day; without a day, the highest usable one."""
    best: tuple[bool, tuple[int, int, int]] | None = None
    found: VersionEntry | None = None
    for entry in known(versions, when):
        number, state = parse(entry.version), state_of(entry, when)
        if number is None or state not in USABLE or not has_begun(entry, when):
            continue
        rank = (when.as_of is None or state == "published", number)
        if best is None or rank > best:
            best, found = rank, entry
    return found


def has_begun(entry: VersionEntry, when: When) -> bool:
    """Whether a version's first day has come; without a day, always."""
    first = _day(entry.effective_from)
    return when.as_of is None or first is None or first <= when.as_of


# ---- local revisions


def first_day(entry: RevisionEntry, versions: Iterable[VersionEntry]) -> date | None:
    """The first day of a revision; None where nobody knows it."""
    own = _day(entry.effective_from) or (day_of(entry.recorded_at) if entry.recorded_at else None)
    core = next((_day(v.effective_from) for v in versions if v.version == entry.core), None)
    return max(filter(None, (own, core)), default=None)


def revision_at(
    revisions: Iterable[RevisionEntry], versions: Sequence[VersionEntry], when: When
) -> RevisionEntry | None:
    """The revision that applies on the day; without a day, the highest one."""
    fit = [
        entry
        for entry in known(revisions, when)
        if when.as_of is None or (first_day(entry, versions) or date.min) <= when.as_of
    ]
    return max(fit, key=lambda e: e.revision, default=None)


def owned_revision(
    listing: LocalListing, versions: Sequence[VersionEntry], when: When, code: str | None = None
) -> tuple[str, RevisionEntry] | None:
    """The revision that applies to a municipality, and whose it is; rule 4 above.

    `listing` is the municipality's, or that of the heir who stands for it on the day.
    """
    former = _former(listing, when)
    here = standing_for(listing, when, code)
    shelves = {p.municipality: p.revisions for p in listing.predecessors}
    shelves[listing.municipality] = listing.revisions
    for _ in shelves:
        found = revision_at(shelves.get(here, ()), versions, when)
        if found is not None:
            return here, found
        renamed = [p for p in former.values() if p.heir == here and p.kind == "code-change"]
        if len(renamed) != 1:
            return None
        here = renamed[0].municipality
    return None


def standing_for(listing: LocalListing, when: When, code: str | None = None) -> str:
    """Who stands for a municipality on the day: itself, or the heir of its heirs."""
    former = _former(listing, when)
    here = code or listing.municipality
    for _ in former:  # a chain is no longer than that
        here = former[here].heir if here in former else here
    return here


def _former(listing: LocalListing, when: When) -> dict[str, Predecessor]:
    """The predecessors that have ended, as far as is known."""
    return {p.municipality: p for p in known(listing.predecessors, when) if _is_over(p, when)}


def _is_over(former: Former, when: When) -> bool:
    """Whether it has ended by the day; without a day, whether it ends at all."""
    return when.as_of is None or former.effective <= when.as_of


# ---- both, with the days between which nothing changes


def in_force(
    form: FormListing, local: LocalListing | None, when: When, municipality: str | None = None
) -> InForce:
    """What applies on the day `when.as_of`, which must be given.

    `local` is the listing of `municipality` (or of its heir); None where there is none.
    """
    if when.as_of is None:
        raise ValueError("a day is asked for")
    versions = form.versions
    return InForce(
        form=form.form,
        as_of=when.as_of,
        known_at=when.known_at,
        fiscal_year=year_name(when),
        municipality=municipality,
        core=_core_period(versions, when),
        local=_local_period(versions, local, when, municipality) if municipality else None,
    )


def _core_period(versions: Sequence[VersionEntry], when: When) -> CorePeriod:
    def look(day: date) -> VersionEntry | None:
        return version_at(versions, msgspec.structs.replace(when, as_of=day))

    found = look(_asked(when))
    since, until = _around(look, _asked(when), _days(versions))
    if found is None:
        return CorePeriod(None, since=since, until=until)
    first = _day(found.effective_from)
    return CorePeriod(found.version, state_of(found, when), first, since, until)


def _local_period(
    versions: Sequence[VersionEntry], local: LocalListing | None, when: When, code: str
) -> LocalPeriod:
    if local is None:
        return LocalPeriod(code, None)

    def look(day: date) -> tuple[str, RevisionEntry] | None:
        return owned_revision(local, versions, msgspec.structs.replace(when, as_of=day), code)

    days = {day for r in local.revisions if (day := first_day(r, versions))}
    for former in local.predecessors:
        days |= {former.effective}
        days |= {day for r in former.revisions if (day := first_day(r, versions))}
    found = look(_asked(when))
    since, until = _around(look, _asked(when), days)
    if found is None:
        return LocalPeriod(standing_for(local, when, code), None, since=since, until=until)
    owner, entry = found
    first = _day(entry.effective_from)
    return LocalPeriod(owner, entry.revision, entry.core, first, since, until)


def _days(versions: Sequence[VersionEntry]) -> set[date]:
    """The days on which what applies may change."""
    days = {_day(v.effective_from) for v in versions}
    for said in (said for v in versions for said in v.states):
        spoken = day_of(said.recorded_at) if said.recorded_at else None
        days |= {said.effective, said.removal, spoken}
    return {day for day in days if day}


def _around(
    look: Callable[[date], T], day: date, days: set[date]
) -> tuple[date | None, date | None]:
    """First and last day of the time around a day in which `look` says the same."""
    here = look(day)
    before = sorted((d for d in days if d <= day), reverse=True)
    since = next((d for d in before if d > date.min and look(d - timedelta(1)) != here), None)
    after = next((d for d in sorted(d for d in days if d > day) if look(d) != here), None)
    return since, after - timedelta(1) if after else None


def _asked(when: When) -> date:
    assert when.as_of is not None
    return when.as_of


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
