"""Rebases of local diffs: queued by the database, worked off by any process, then confirmed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal, TypeAlias
from uuid import UUID

import msgspec

from registry.db.pool import Connection

State: TypeAlias = Literal["waiting", "prepared", "failed", "confirmed", "superseded"]
"""prepared: a draft waits for the municipality. superseded: something newer took its place."""

CLAIM: Final = """with due as (
    select id from rebase where state = 'waiting' and due_at <= now()
    order by due_at, id limit $1 for update skip locked)
  update rebase r set attempts = r.attempts + 1, due_at = now() + make_interval(secs => $2)
  from due where r.id = due.id
  returning r.id, r.form, r.municipality, r.revision, r.version, r.over, r.attempts"""
RELEASE: Final = """update rebase r set due_at = now() + make_interval(secs => $3),
    attempts = greatest(r.attempts - $4, 0)
  from unnest($1::bigint[], $2::int[]) as c (id, attempts)
  where r.id = c.id and r.attempts = c.attempts and r.state = 'waiting'"""
HOLD: Final = """select id from rebase where id = $1 and attempts = $2 and state = 'waiting'
  for update"""
PREPARED: Final = """update rebase set state = 'prepared', result = $2, undecided = $3, draft = $4,
    edit = 1, decisions = null, problems = null, ended_at = now() where id = $1"""
OUTDATE: Final = """update rebase b set state = 'superseded', ended_at = now()
  from rebase n
  where n.id = $1 and b.form = n.form and b.municipality = n.municipality and b.id <> n.id
    and b.state = 'prepared' and b.decisions is null
    and exists (select from draft d where d.id = b.draft and d.edit = b.edit)"""
FAILED: Final = """update rebase set state = 'failed', problems = $3, ended_at = now()
  where id = $1 and attempts = $2 and state = 'waiting'"""
RETRY: Final = """update rebase set state = 'waiting', queued_at = now(), due_at = now(),
    attempts = 0, problems = null, ended_at = null
  where id = $1 and state = 'failed'"""
DECIDED: Final = "update rebase set decisions = $2, undecided = $3, edit = $4 where id = $1"
_ROW: Final = """select r.id, r.form, r.municipality, r.revision, l.core, r.version, r.over,
    r.state, r.queued_at, r.ended_at, r.result, r.decisions, r.undecided, r.draft, r.edit,
    r.problems, r.published, r.attempts, l.over as lies_over, d.edit as draft_edit,
    d.digest as draft_digest
  from rebase r
  join local_revision l using (form, municipality, revision)
  join core_version c on c.form = r.form and c.version = r.version
  left join lateral (select d.edit, e.digest from draft d
    join draft_edit e on e.draft = d.id and e.edit = d.edit where d.id = r.draft) d on true"""
OF: Final = (
    _ROW
    + """ where r.form = $1 and r.municipality = $2
  order by c.number desc, r.revision desc, r.id desc"""
)
LOCK: Final = "select from rebase where id = $1 for update"
BY_ID: Final = _ROW + " where r.id = $1"
PROGRESS: Final = """select distinct on (r.municipality) r.municipality, m.name, r.revision,
    l.core, r.version, r.over, r.state, r.undecided, r.published, r.draft, r.queued_at,
    r.ended_at, r.problems,
    r.decisions is not null or coalesce(d.edit > r.edit, false) as touched
  from rebase r
  join local_revision l using (form, municipality, revision)
  join municipality m on m.code = r.municipality
  left join draft d on d.id = r.draft
  where r.form = $1 and r.version = $2 and r.state <> 'superseded' and r.municipality > $3
    and ($4::text is null or r.state = $4)
  order by r.municipality, r.id desc limit $5"""
COUNTS: Final = """select state, count(*) as number from (
    select distinct on (municipality) state from rebase
    where form = $1 and version = $2 and state <> 'superseded' order by municipality, id desc) last
  group by state"""
TARGET: Final = """select version from core_version
  where form = $1 and state in ('published', 'deprecated') order by number desc limit 1"""
BEHIND: Final = """select r.revision, r.core, r.over, b.name as below, b.core as below_core
  from (select revision, core, over from local_revision
    where form = $1 and municipality = $2 order by revision desc limit 1) r
  left join lateral (select core, municipality || '@' || revision as name from local_revision
    where form = $1 and municipality = split_part(r.over, '@', 1)
    order by revision desc limit 1) b on true"""
HEADS: Final = """select distinct on (r.municipality) r.municipality, m.name, r.revision, r.core,
    r.over, r.submitted
  from local_revision r join municipality m on m.code = r.municipality
  where r.form = $1 and r.municipality > $2
  order by r.municipality, r.revision desc limit $3"""
MINE: Final = """select distinct on (r.form) r.form, c.title, r.revision, r.version, r.state,
    r.undecided, r.draft, r.queued_at
  from rebase r join core_version c on c.form = r.form and c.version = r.version
  where r.municipality = $1 and r.state in ('waiting', 'prepared', 'failed')
  order by r.form, c.number desc, r.id desc"""
CORE: Final = """select document, effective_from from core_version
  where form = $1 and version = $2"""
DIFF: Final = """select submitted, core, over from local_revision
  where form = $1 and municipality = $2 and revision = $3"""


class Claim(msgspec.Struct, frozen=True):
    """A rebase that this process has taken on; `attempts` says that it still is this one's."""

    id: int
    form: str
    municipality: str
    revision: int
    version: str
    over: str
    attempts: int


class Rebase(msgspec.Struct, frozen=True):
    """One rebase with what came of it.

    `core` is the version that `revision` rests on, `version` the one it is rebased onto;
    `lies_over` and `over` are the diffs below it, before and after. `result`,
    `decisions` and `problems` are JSON. `edit` is the draft's edit that the registry wrote last,
    `draft_edit` the one that it has now.
    """

    id: int
    form: str
    municipality: str
    revision: int
    core: str
    version: str
    over: str
    state: State
    queued_at: datetime
    ended_at: datetime | None
    result: bytes | None
    decisions: bytes | None
    undecided: int | None
    draft: UUID | None
    edit: int | None
    problems: bytes | None
    published: int | None
    attempts: int
    lies_over: str | None
    draft_edit: int | None
    draft_digest: str | None


class Mine(msgspec.Struct, frozen=True):
    """An open rebase of a municipality; `title` is that of the form."""

    form: str
    title: str
    revision: int
    version: str
    state: State
    undecided: int | None
    draft: UUID | None
    queued_at: datetime


class Progress(msgspec.Struct, frozen=True):
    """Where a municipality stands with a version; `touched`: somebody has begun to work on it."""

    municipality: str
    name: str
    revision: int
    core: str
    version: str
    over: str
    state: State
    undecided: int | None
    published: int | None
    draft: UUID | None
    queued_at: datetime
    ended_at: datetime | None
    problems: bytes | None
    touched: bool


class CoreDay(msgspec.Struct, frozen=True):
    """A published core and the day from which it applies."""

    document: bytes
    effective_from: date


class Diff(msgspec.Struct, frozen=True):
    """A published diff, the core it is pinned to, and the diff it lies over."""

    submitted: bytes
    core: str
    over: str | None


class Head(msgspec.Struct, frozen=True):
    """A municipality's latest revision with its diff."""

    municipality: str
    name: str
    revision: int
    core: str
    over: str | None
    submitted: bytes


class Behind(msgspec.Struct, frozen=True):
    """The latest revision; `below` is the latest revision of the diff that it lies over."""

    revision: int
    core: str
    over: str | None
    below: str | None
    below_core: str | None


async def claim(connection: Connection, limit: int, seconds: float) -> list[Claim]:
    """Take on what is due, for so many seconds; after that another process may take it on."""
    rows = await connection.fetch(CLAIM, limit, seconds)
    return [Claim(**row) for row in sorted(rows, key=lambda row: row["id"])]


async def release(
    connection: Connection, claims: list[Claim], seconds: float, *, tried: bool
) -> None:
    """Give back what was taken on, to be tried in so many seconds.

    What was not `tried` does not count as an attempt.
    """
    ids, attempts = [c.id for c in claims], [c.attempts for c in claims]
    await connection.execute(RELEASE, ids, attempts, seconds, 0 if tried else 1)


async def hold(connection: Connection, claimed: Claim) -> bool:
    """Whether the rebase still is this process's, and still wanted; if so its row is locked."""
    return await connection.fetchval(HOLD, claimed.id, claimed.attempts) is not None


async def prepared(
    connection: Connection, id_: int, result: bytes, undecided: int, draft: UUID
) -> None:
    """Keep what came of it and its draft; older ones that nobody worked on give way."""
    await connection.execute(PREPARED, id_, result, undecided, draft)
    await connection.execute(OUTDATE, id_)


async def failed(connection: Connection, claimed: Claim, problems: bytes) -> None:
    """Say why it cannot be done."""
    await connection.execute(FAILED, claimed.id, claimed.attempts, problems)


async def retry(connection: Connection, id_: int) -> None:
    """Queue again what failed."""
    await connection.execute(RETRY, id_)


async def decided(
    connection: Connection, id_: int, decisions: bytes, undecided: int, edit: int
) -> None:
    """Keep the decisions, and which edit of the draft was made of them."""
    await connection.execute(DECIDED, id_, decisions, undecided, edit)


async def of(connection: Connection, form: str, municipality: str) -> list[Rebase]:
    """All rebases of a municipality, those onto the highest version first."""
    return [Rebase(**row) for row in await connection.fetch(OF, form, municipality)]


async def locked(connection: Connection, id_: int) -> Rebase | None:
    """A rebase, which nobody else changes before the transaction ends."""
    await connection.execute(LOCK, id_)
    row = await connection.fetchrow(BY_ID, id_)
    return Rebase(**row) if row else None


async def mine(connection: Connection, municipality: str) -> list[Mine]:
    """The open rebases of a municipality, the one onto the newest core of each form, by form."""
    return [Mine(**row) for row in await connection.fetch(MINE, municipality)]


async def progress(
    connection: Connection,
    form: str,
    version: str,
    *,
    state: str | None,
    after: str,
    limit: int,
) -> list[Progress]:
    """Who stands where with a version, by municipality, from the first code after `after`."""
    rows = await connection.fetch(PROGRESS, form, version, after, state, limit)
    return [Progress(**row) for row in rows]


async def counts(connection: Connection, form: str, version: str) -> dict[str, int]:
    """How many municipalities are in which state with a version."""
    return {r["state"]: r["number"] for r in await connection.fetch(COUNTS, form, version)}


async def target(connection: Connection, form: str) -> str | None:
    """The version that local diffs are rebased onto: the highest in use."""
    version: str | None = await connection.fetchval(TARGET, form)
    return version


async def behind(connection: Connection, form: str, municipality: str) -> Behind | None:
    """The municipality's latest revision, and where the diff below it stands."""
    row = await connection.fetchrow(BEHIND, form, municipality)
    return Behind(**row) if row else None


async def heads(connection: Connection, form: str, after: str, limit: int) -> list[Head]:
    """The latest revisions of a form by municipality, from the first code after `after`."""
    return [Head(**row) for row in await connection.fetch(HEADS, form, after, limit)]


async def core(connection: Connection, form: str, version: str) -> CoreDay | None:
    """A core with its day."""
    row = await connection.fetchrow(CORE, form, version)
    return CoreDay(**row) if row else None


async def diff(connection: Connection, form: str, municipality: str, revision: int) -> Diff | None:
    """A published diff."""
    row = await connection.fetchrow(DIFF, form, municipality, revision)
    return Diff(**row) if row else None
