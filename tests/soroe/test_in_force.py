"""Does a day at a time of knowledge give what people would find by going through the papers?

The oracle goes day by day and rule by rule, without spans, ranks or chains.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soroe.errors import DocumentError
from soroe.in_force import in_force, state_of
from soroe.listing import (
    FormListing,
    LocalListing,
    Predecessor,
    RevisionEntry,
    StateEntry,
    VersionEntry,
)
from soroe.when import JAPAN, When, day_of, read_when

START = date(2027, 3, 25)
DAYS = [START + timedelta(n) for n in range(20)]
FORM, CODE, OLD = "small-form", "992046", "992011"


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=JAPAN)


# ---- histories: what was recorded, in the order of recording, one thing a half day


class Told(msgspec.Struct, frozen=True):
    """One recording: a version, something said of one, a revision, or the change of code."""

    kind: str
    first: date | None
    state: str = "published"
    removal: date | None = None
    number: int = 0
    minor: int = 0
    whose: str = CODE


days = st.sampled_from(DAYS)
told = st.one_of(
    st.builds(Told, st.just("version"), days, minor=st.integers(0, 2)),
    st.builds(
        Told,
        st.just("said"),
        days,
        state=st.sampled_from(["deprecated", "withdrawn", "published"]),
        removal=st.none() | days,
        number=st.integers(0, 9),
    ),
    st.builds(
        Told,
        st.just("revision"),
        st.none() | days,
        number=st.integers(0, 9),
        whose=st.sampled_from([CODE, OLD]),
    ),
    st.builds(Told, st.just("succession"), days),
)
histories = st.lists(told, min_size=1, max_size=14)


class World:
    """The listings that a registry would give after these recordings."""

    def __init__(self, history: list[Told]) -> None:
        self.versions: list[VersionEntry] = []
        self.revisions: dict[str, list[RevisionEntry]] = {CODE: [], OLD: []}
        self.ending: tuple[date, datetime] | None = None
        number = (1, 0)
        for n, one in enumerate(history):
            at = noon(START) + timedelta(hours=12 * n)
            if one.kind == "version":
                number = (number[0] + 1, 0) if one.minor == 0 else (number[0], number[1] + 1)
                self.version(f"{number[0]}.{number[1]}.0", one, at)
            elif one.kind == "said" and self.versions:
                self.said(one, at)
            elif one.kind == "revision" and self.versions:
                self.revision(one, at)
            elif one.kind == "succession" and self.ending is None:
                assert one.first is not None
                self.ending = (one.first, at)

    def version(self, name: str, one: Told, at: datetime) -> None:
        first = str(one.first)
        self.versions.append(VersionEntry(name, "sha256:0", effective_from=first, recorded_at=at))

    def said(self, one: Told, at: datetime) -> None:
        i = one.number % len(self.versions)
        deprecated = one.state == "deprecated"
        removal = one.removal if deprecated and one.first and one.removal else None
        if removal is not None and removal <= (one.first or removal):
            removal = None
        entry = StateEntry(one.state, one.first if deprecated else None, removal, recorded_at=at)
        before = self.versions[i]
        states = (*before.states, entry)
        self.versions[i] = msgspec.structs.replace(before, states=states, state=one.state)

    def revision(self, one: Told, at: datetime) -> None:
        shelf = self.revisions[one.whose]
        core = self.versions[one.number % len(self.versions)].version
        first = str(one.first) if one.first else None
        entry = RevisionEntry(len(shelf) + 1, core, "d", "f", first, recorded_at=at)
        shelf.append(entry)

    def form(self) -> FormListing:
        return FormListing(FORM, tuple(self.versions))

    def local(self, asked: str) -> LocalListing:
        """The listing of the code; once it is to end, that of its heir."""
        if self.ending is None:
            return LocalListing(FORM, asked, tuple(self.revisions[asked]))
        first, at = self.ending
        shelf = tuple(self.revisions[OLD])
        before = (Predecessor(OLD, CODE, first, "code-change", "", at, shelf),)
        return LocalListing(FORM, CODE, tuple(self.revisions[CODE]), predecessors=before)


# ---- the oracle


def plain_state(entry: VersionEntry, day: date, known: datetime) -> str:
    """Live through the days: on each, what was said by its end and holds from it on."""
    state = "published"
    heard = [s for s in entry.states if s.recorded_at and s.recorded_at <= known]
    for i, said in enumerate(heard):
        assert said.recorded_at is not None
        next_ = heard[i + 1].recorded_at if i + 1 < len(heard) else None
        announced = [(said.effective or day_of(said.recorded_at), said.state)]
        if said.removal:
            announced.append((said.removal, "withdrawn"))
        for first, becomes in announced:
            taken_back = next_ is not None and first >= day_of(next_)
            if not taken_back and first <= day:
                state = becomes
    return state


def plain_core(world: World, day: date, known: datetime) -> str | None:
    there = [
        (v, plain_state(v, day, known))
        for v in world.versions
        if v.recorded_at and v.recorded_at <= known and str(v.effective_from) <= str(day)
    ]
    for wanted in ("published", "deprecated"):
        fit = [v.version for v, state in there if state == wanted]
        if fit:
            return max(fit, key=lambda v: [int(n) for n in v.split(".")])
    return None


def plain_local(world: World, day: date, known: datetime, asked: str) -> tuple[str, int] | None:
    def own(code: str) -> tuple[str, int] | None:
        found = None
        for r in world.revisions[code]:
            assert r.recorded_at is not None
            core = next(v for v in world.versions if v.version == r.core)
            own_first = r.effective_from or str(day_of(r.recorded_at))
            first = max(own_first, str(core.effective_from))
            if r.recorded_at <= known and first <= str(day):
                found = (code, r.revision)
        return found

    over = world.ending and world.ending[1] <= known and world.ending[0] <= day
    if asked == OLD and not over:
        return own(OLD)
    return own(CODE) or (own(OLD) if over else None)


@given(histories, days, st.integers(0, 20), st.sampled_from([CODE, OLD]))
def test_a_day_gives_what_going_through_the_papers_gives(
    history: list[Told], day: date, halves: int, asked: str
) -> None:
    world = World(history)
    known = noon(START) + timedelta(hours=12 * halves)
    when = When(day, known)
    found = in_force(world.form(), world.local(asked), when, asked)
    assert found.core.version == plain_core(world, day, known)
    local = found.local
    assert local is not None
    got = (local.municipality, local.revision) if local.revision else None
    assert got == plain_local(world, day, known, asked)


@given(histories, days, st.sampled_from([CODE, OLD]))
def test_between_the_first_and_the_last_day_nothing_changes_and_beyond_them_it_does(
    history: list[Told], day: date, asked: str
) -> None:
    world = World(history)
    known = noon(START) + timedelta(days=30)

    def at(other: date) -> tuple[Any, Any]:
        return plain_core(world, other, known), plain_local(world, other, known, asked)

    found = in_force(world.form(), world.local(asked), When(day, known), asked)
    here = at(day)
    spans = [(0, found.core), (1, found.local)]
    for i, period in spans:
        assert period is not None
        since, until = period.since, period.until
        for other in [START - timedelta(1), *DAYS, DAYS[-1] + timedelta(1)]:
            inside = (since is None or since <= other) and (until is None or other <= until)
            if inside:
                assert at(other)[i] == here[i], (other, period)
        if since is not None:
            assert at(since - timedelta(1))[i] != here[i]
        if until is not None:
            assert at(until + timedelta(1))[i] != here[i]


@given(histories, histories, days, st.integers(0, 14), st.sampled_from([CODE, OLD]))
def test_what_was_known_at_a_time_stays_whatever_is_recorded_later(
    history: list[Told], later: list[Told], day: date, cut: int, asked: str
) -> None:
    cut = min(cut, len(history))
    before, after = World(history[:cut]), World([*history[:cut], *later])
    known = noon(START) + timedelta(hours=12 * cut - 1)
    when = When(day, known)
    then = in_force(before.form(), before.local(asked), when, asked)
    assert in_force(after.form(), after.local(asked), when, asked) == then


# ---- boundaries


def cored(first: str, *said: StateEntry) -> FormListing:
    at = datetime(2020, 1, 1, tzinfo=JAPAN)
    return FormListing(
        FORM,
        (
            VersionEntry("1.0.0", "sha256:0", effective_from="2000-01-01", recorded_at=at),
            VersionEntry("2.0.0", "sha256:0", effective_from=first, recorded_at=at, states=said),
        ),
    )


@pytest.mark.parametrize(
    "first", ["2027-04-01", "2019-05-01", "2028-02-29", "2028-01-01", "2027-01-01"]
)
def test_the_first_day_belongs_to_the_new_version(first: str) -> None:
    day = date.fromisoformat(first)
    form = cored(first)
    assert in_force(form, None, When(day)).core.version == "2.0.0"
    before = in_force(form, None, When(day - timedelta(1))).core
    assert (before.version, before.until) == ("1.0.0", day - timedelta(1))


def test_a_day_begins_at_midnight_in_japan_whatever_the_clock_is() -> None:
    for text, day in (
        ("2027-03-31T14:59:59.999999Z", "2027-03-31"),
        ("2027-03-31T15:00:00Z", "2027-04-01"),
        ("2027-04-01T00:00", "2027-04-01"),
        ("2027-03-31T10:00:00-05:00", "2027-04-01"),
    ):
        instant = read_when(known_at=text).known_at
        assert instant is not None
        assert str(day_of(instant)) == day, text
    whole = read_when(known_at="令和9年3月31日").known_at
    assert whole == datetime(2027, 3, 31, 23, 59, 59, 999999, JAPAN)


def test_what_is_recorded_within_the_day_is_known_on_it_and_not_before() -> None:
    at = datetime(2027, 3, 31, 23, 59, 59, tzinfo=JAPAN)
    form = FormListing(
        FORM, (VersionEntry("1.0.0", "", effective_from="2027-04-01", recorded_at=at),)
    )
    day = date(2027, 4, 1)
    for known, found in (("2027-03-30", None), ("2027-03-31", "1.0.0"), ("2027-04-01", "1.0.0")):
        when = When(day, read_when(known_at=known).known_at)
        assert in_force(form, None, when).core.version == found


def test_an_announcement_that_is_taken_back_in_time_never_held() -> None:
    first, then = (datetime(2027, m, 1, 9, tzinfo=JAPAN) for m in (1, 2))
    announced = StateEntry("deprecated", date(2027, 4, 1), date(2028, 4, 1), "1.0.0", "", first)
    form = cored("2026-04-01", announced, StateEntry("published", recorded_at=then))
    (_, entry) = form.versions
    assert state_of(entry, When(date(2027, 4, 1))) == "published"
    assert state_of(entry, When(date(2027, 4, 1), first)) == "deprecated"
    assert state_of(entry, When(date(2028, 4, 1), first)) == "withdrawn"
    assert in_force(form, None, When(date(2027, 4, 1), first)).core.version == "1.0.0"


def test_after_a_merger_nobodys_revision_is_taken_over() -> None:
    at = datetime(2026, 1, 1, tzinfo=JAPAN)
    shelf = (RevisionEntry(1, "1.0.0", "a", "b", "2026-04-01", recorded_at=at),)
    former = [
        Predecessor(code, CODE, date(2027, 1, 1), "merger", "", at, shelf)
        for code in (OLD, "992020")
    ]
    local = LocalListing(FORM, CODE, (), predecessors=tuple(former))
    before, after = When(date(2026, 12, 31)), When(date(2027, 1, 1))
    kept = in_force(cored("2030-01-01"), local, before, OLD).local
    assert kept is not None
    assert (kept.municipality, kept.revision, kept.until) == (OLD, 1, date(2026, 12, 31))
    gone = in_force(cored("2030-01-01"), local, after, OLD).local
    assert gone is not None
    assert gone.revision is None


# ---- dates as people write them


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ({"as_of": "令和元年5月1日"}, "2019-05-01"),
        ({"as_of": "平成31年4月30日"}, "2019-04-30"),
        ({"as_of": "令和10年2月29日"}, "2028-02-29"),
        ({"as_of": "R9.4.1"}, "2027-04-01"),
        ({"as_of": "2027-04-01"}, "2027-04-01"),
        ({"fiscal_year": "令和9年度"}, "2027-04-01"),
        ({"fiscal_year": "2027"}, "2027-04-01"),
        ({"fiscal_year": "令和元年度"}, "2019-04-01"),
        ({"fiscal_year": "平成31年度"}, "2019-04-01"),
    ],
)
def test_a_day_is_read_as_an_office_writes_it(given: dict[str, str], day: str) -> None:
    assert str(read_when(**given).as_of) == day


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"as_of": "平成33年4月1日"}, "wareki-outside-era"),
        ({"as_of": "2027-02-30"}, "wareki-no-such-day"),
        ({"as_of": "2027-02-29"}, "wareki-no-such-day"),
        ({"as_of": "令和0年4月1日"}, "wareki-no-such-year"),
        ({"as_of": "あした"}, "wareki-unreadable"),
        ({"as_of": ""}, "wareki-unreadable"),
        ({"fiscal_year": "平成33年度"}, "wareki-outside-era"),
        ({"fiscal_year": "令和0年度"}, "wareki-no-such-year"),
        ({"fiscal_year": "来年度"}, "fiscal-year-unreadable"),
        ({"as_of": "2027-04-01", "fiscal_year": "2027"}, "time-together"),
        ({"known_at": "2027-04-01T25:00"}, "instant-unreadable"),
        ({"known_at": "2027-04-01T09:00 09:00"}, "instant-unreadable"),
        ({"known_at": "0001-01-01T00:00+23:00"}, "instant-unreadable"),
        ({"known_at": "2027-02-30"}, "wareki-no-such-day"),
    ],
)
def test_a_day_that_cannot_be_is_named_with_its_parameter(
    given: dict[str, str], problem: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        read_when(**given)
    assert caught.value.problem.type == problem
    assert caught.value.problem.params["name"] in given
