"""What is measured of forms, and what has to be known to measure it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from registry.db.pool import Connection

LEASE: Final = """update measurer
  set holder = $1, until = clock_timestamp() + make_interval(secs => $2)
  where holder = $1 or until < clock_timestamp() returning one"""
RELEASE: Final = "update measurer set until = 'epoch' where holder = $1"
HOLD: Final = """select from measurer where holder = $1 and until > clock_timestamp() for share"""
MARKS: Final = """select (select size from log_counter) as position,
    (select count(*) from core_state) as states,
    (select count(*) + count(cancelled_at) from succession) as successions,
    (select count(*) from cluster_decision) as decisions,
    (now() at time zone 'Asia/Tokyo')::date as day"""
DUE: Final = """with published as (
    select split_part(name, '/', 2) as form, max(index) + 1 as position from log_leaf
    where name like 'forms/%'
      and index >= greatest($2, (select coalesce(min(position), 0) from measure))
    group by 1),
  decided as (select form, count(*) as decisions from cluster_decision group by 1)
  select f.form from form f
  left join measure m using (form) left join published p using (form)
  left join decided d using (form)
  where exists (select from core_version c
      where c.form = f.form and c.state in ('published', 'deprecated'))
    and (m.form is null or m.mark <> $1 or p.position > m.position
      or coalesce(d.decisions, 0) <> m.decisions)
  order by f.form"""
DIVERGENCES: Final = "select form, divergence from measure order by form"
UNMEASURED_FORMS: Final = """select distinct r.form from local_revision r
  left join divergence d using (form, municipality, revision)
  where d.form is null and r.municipality not like '__000_' order by r.form"""
TOUCHED: Final = """select distinct split_part(name, '/', 4) as code from log_leaf
  where index >= $2 and name like 'forms/%'
    and split_part(name, '/', 2) = $1 and split_part(name, '/', 3) = 'local'"""
TEXTS: Final = """select r.municipality, r.revision, m.name, m.prefecture, r.core, r.over,
    r.submitted, d.items, d.undecided, d.grounded, d.practice, d.unexplained
  from unnest($2::text[], $3::int[]) as w (municipality, revision)
  join local_revision r using (municipality, revision)
  join municipality m on m.code = r.municipality
  left join divergence d on d.form = r.form and d.municipality = r.municipality
    and d.revision = r.revision
  where r.form = $1 order by r.municipality, r.revision"""
HEADS: Final = """select distinct on (municipality) municipality, revision from local_revision
  where form = $1 and ($2::text[] is null or municipality = any ($2))
  order by municipality, revision desc"""
PUT: Final = """insert into measure (form, position, decisions, mark, core, municipalities,
    candidates, divergence, measured_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict (form) do update set position = excluded.position, decisions = excluded.decisions,
    mark = excluded.mark, core = excluded.core, municipalities = excluded.municipalities,
    candidates = excluded.candidates, divergence = excluded.divergence,
    measured_at = excluded.measured_at
  where measure.position <= excluded.position"""
PUT_DIVERGENCE: Final = "update measure set divergence = $2 where form = $1"
CANDIDATES: Final = "select candidates from measure where form = $1"
MEASURED_AT: Final = "select measured_at from measure where form = $1"
DIVERGENCE: Final = "select divergence from measure where form = $1"
STAMP: Final = """select count(*) as forms, max(measured_at) as latest,
    (select count(*) from divergence) as revisions
  from measure"""
UNMEASURED: Final = """select r.municipality, r.revision from local_revision r
  left join divergence d using (form, municipality, revision)
  where r.form = $1 and d.form is null and r.municipality not like '__000_'
  order by r.municipality, r.revision desc limit $2"""
PUT_ROWS: Final = """insert into divergence (form, municipality, revision, items, changed,
    undecided, grounded, practice, unexplained, detail)
  select $1, r.* from unnest($2::text[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[],
    $8::int[], $9::int[], $10::bytea[]) r
  on conflict do nothing"""
SHELF: Final = """select r.municipality, r.revision, r.core, r.effective_from, r.recorded_at,
    d.items, d.changed, d.undecided, d.grounded, d.practice, d.unexplained
  from local_revision r left join divergence d using (form, municipality, revision)
  where r.form = $1 and r.municipality not like '__000_' order by r.municipality, r.revision"""
OF_MUNICIPALITY: Final = """select h.form, h.revision as latest, d.detail
  from (select distinct on (form) form, revision from local_revision
    where municipality = $1 order by form, revision desc) h
  join lateral (select detail from divergence d where d.form = h.form and d.municipality = $1
    order by d.revision desc limit 1) d on true
  order by h.form"""
MADE: Final = """select r.municipality, r.revision, r.core, r.effective_from, r.recorded_at,
    array(select c.signature from change c where c.form = r.form
      and c.municipality = r.municipality and c.revision = r.revision) as signatures
  from local_revision r where r.form = $1 and r.municipality = any ($2::text[])
  order by r.municipality, r.revision desc"""


class Marks(msgspec.Struct, frozen=True):
    """What all measures rest on besides diffs: equal where nothing has to be measured again."""

    position: int
    states: int
    successions: int
    decisions: int
    day: date

    @property
    def mark(self) -> str:
        """What concerns all forms alike: states of cores, successions, the day."""
        return f"{self.states}/{self.successions}/{self.day}"


class Text(msgspec.Struct, frozen=True):
    """A revision with its diff, its core, the diff it lies over, and its divergence if known."""

    municipality: str
    revision: int
    name: str
    prefecture: str
    core: str
    over: str | None
    submitted: bytes
    items: int | None
    undecided: int | None
    grounded: int | None
    practice: int | None
    unexplained: int | None


class Measure(msgspec.Struct, frozen=True):
    """What was measured of a form; `candidates` and `divergence` are answers as JSON."""

    form: str
    position: int
    decisions: int
    mark: str
    core: str
    municipalities: int
    candidates: bytes
    divergence: bytes
    measured_at: datetime


class Counted(msgspec.Struct, frozen=True):
    """A revision with its first day and its divergence; None where it is not measured yet."""

    municipality: str
    revision: int
    core: str
    effective_from: date | None
    recorded_at: datetime
    items: int | None
    changed: int | None
    undecided: int | None
    grounded: int | None
    practice: int | None
    unexplained: int | None


class OfForm(msgspec.Struct, frozen=True):
    """The last measured revision of a form (`detail`, JSON), and the latest one there is."""

    form: str
    latest: int
    detail: bytes


class Made(msgspec.Struct, frozen=True):
    """What a revision does: the signatures of its changes."""

    municipality: str
    revision: int
    core: str
    effective_from: date | None
    recorded_at: datetime
    signatures: list[str]


async def lease(connection: Connection, holder: UUID, seconds: float) -> bool:
    """Whether this process is the one that measures, for so many seconds from now."""
    return await connection.fetchval(LEASE, holder, seconds) is not None


async def release(connection: Connection, holder: UUID) -> None:
    """Let another process measure."""
    await connection.execute(RELEASE, holder)


async def hold(connection: Connection, holder: UUID) -> bool:
    """Whether this process measures still; if so, nobody else before the transaction ends."""
    return await connection.fetchrow(HOLD, holder) is not None


async def marks(connection: Connection) -> Marks:
    """How things stand."""
    row = await connection.fetchrow(MARKS)
    assert row is not None, "a select without a table has a row"
    return Marks(**row)


async def due(connection: Connection, mark: str, since: int) -> list[str]:
    """The forms whose measure does not hold any more.

    `mark` is what holds for all forms; the log is looked at from the place `since` on.
    """
    return [row["form"] for row in await connection.fetch(DUE, mark, since)]


async def divergences(connection: Connection) -> dict[str, bytes]:
    """The divergence of every form that was measured, as JSON."""
    return {row["form"]: row["divergence"] for row in await connection.fetch(DIVERGENCES)}


async def unmeasured_forms(connection: Connection) -> list[str]:
    """The forms that have revisions whose divergence nobody has worked out."""
    return [row["form"] for row in await connection.fetch(UNMEASURED_FORMS)]


async def touched(connection: Connection, form: str, since: int) -> list[str]:
    """The codes of those who have published a diff of the form, from this place in the log on."""
    return [row["code"] for row in await connection.fetch(TOUCHED, form, since)]


async def heads(connection: Connection, form: str, codes: Sequence[str] | None) -> dict[str, int]:
    """The latest revisions of these municipalities, or of all (None)."""
    rows = await connection.fetch(HEADS, form, codes)
    return {row["municipality"]: row["revision"] for row in rows}


async def texts(
    connection: Connection, form: str, revisions: Sequence[tuple[str, int]]
) -> list[Text]:
    """These revisions with their diffs."""
    codes, numbers = [code for code, _ in revisions], [number for _, number in revisions]
    return [Text(**row) for row in await connection.fetch(TEXTS, form, codes, numbers)]


async def put(connection: Connection, measure: Measure) -> None:
    """Keep what was measured in the place of what was before; never of less in place of more."""
    await connection.execute(PUT, *msgspec.structs.astuple(measure))


async def put_divergence(connection: Connection, form: str, text: bytes) -> None:
    """Keep a divergence index in the place of the one before."""
    await connection.execute(PUT_DIVERGENCE, form, text)


async def candidates(connection: Connection, form: str) -> bytes | None:
    """The candidates of a form as JSON; None where it is not measured yet."""
    found: bytes | None = await connection.fetchval(CANDIDATES, form)
    return found


async def measured_at(connection: Connection, form: str) -> datetime | None:
    """When what cities have in common was last worked out; None where it never was."""
    found: datetime | None = await connection.fetchval(MEASURED_AT, form)
    return found


async def divergence(connection: Connection, form: str) -> bytes | None:
    """The divergence of a form as JSON; None where it is not measured yet."""
    found: bytes | None = await connection.fetchval(DIVERGENCE, form)
    return found


async def stamp(connection: Connection) -> tuple[object, ...]:
    """Equal as long as nothing was measured."""
    row = await connection.fetchrow(STAMP)
    assert row is not None, "an aggregate has a row"
    return tuple(row)


async def unmeasured(connection: Connection, form: str, limit: int) -> list[tuple[str, int]]:
    """Revisions of municipalities whose divergence nobody has worked out."""
    rows = await connection.fetch(UNMEASURED, form, limit)
    return [(row["municipality"], row["revision"]) for row in rows]


async def put_rows(connection: Connection, form: str, rows: Sequence[msgspec.Struct]) -> None:
    """Keep the divergence of revisions (`registry.compute.measures.Row`); once each."""
    columns = zip(*(msgspec.structs.astuple(row) for row in rows), strict=True)
    lists = [list(column) for column in columns] or [[] for _ in range(9)]
    await connection.execute(PUT_ROWS, form, *lists)


async def shelf(connection: Connection, form: str) -> list[Counted]:
    """All revisions of municipalities for a form with their divergence."""
    return [Counted(**row) for row in await connection.fetch(SHELF, form)]


async def of_municipality(connection: Connection, code: str) -> list[OfForm]:
    """The divergence of a municipality in every form that was measured."""
    return [OfForm(**row) for row in await connection.fetch(OF_MUNICIPALITY, code)]


async def made(connection: Connection, form: str, codes: Sequence[str]) -> list[Made]:
    """What all revisions of these municipalities do, the latest first."""
    return [Made(**row) for row in await connection.fetch(MADE, form, codes)]
