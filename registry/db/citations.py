"""The citations that the diffs of a municipality share, their editions, and what awaits review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Literal, TypeAlias

import msgspec

from registry.db.pool import Connection
from soroe.model import CitationKind

Why: TypeAlias = Literal["amended", "ended"]

CURRENT: Final = """select distinct on (key) key, edition, kind, title, ended, body, digest,
    substance, note, source, recorded_at, recorded_by
  from citation where municipality = $1 order by key, edition desc"""
EDITIONS: Final = """select key, edition, kind, title, ended, body, digest, substance, note, source,
    recorded_at, recorded_by
  from citation where municipality = $1 and key = $2 order by edition"""
SUBSTANCES: Final = """select key, array_agg(distinct substance) as substances
  from citation where municipality = $1 and key = any ($2::text[]) group by key"""
INSERT: Final = """insert into citation (municipality, key, edition, kind, title, ended, body,
    digest, substance, note, source, recorded_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing
  returning recorded_at"""
USES: Final = """with head as (
    select distinct on (form) form, revision from local_revision
    where municipality = $1 order by form, revision desc)
  select c.cite as key, c.form, c.revision, count(*) as changes
  from head h join change c on c.form = h.form and c.municipality = $1 and c.revision = h.revision
  where c.citation is not null
  group by c.cite, c.form, c.revision order by c.cite, c.form"""
AWAITING: Final = """with head as (
    select distinct on (form) form, revision from local_revision
    where municipality = $1 order by form, revision desc),
  now_ as (
    select distinct on (key) key, edition, ended, body, substance, note,
      min(recorded_at) over (partition by key, substance) as since
    from citation where municipality = $1 order by key, edition desc),
  said as (
    select h.form, h.revision, c.position, c.item, c.signature, c.reason, c.cite, c.article,
      c.citation as embedded, n.edition, n.body, n.substance, n.note, n.since, n.ended,
      c.citation <> n.substance as amended, coalesce(n.ended < $2, false) as over_
    from head h
    join change c on c.form = h.form and c.municipality = $1 and c.revision = h.revision
    join now_ n on n.key = c.cite
    where c.citation is not null and (c.citation <> n.substance or n.ended < $2))
  select form, revision, position, item, signature, reason, cite, article, edition, body, substance,
    note, since, ended, case when over_ then 'ended' else 'amended' end as why,
    (select b.body from citation b where b.municipality = $1 and b.key = s.cite
      and b.substance = s.embedded order by b.edition desc limit 1) as before
  from said s
  where not exists (
    select from citation_confirmation k
    where k.municipality = $1 and k.form = s.form and k.item = s.item and k.cite = s.cite
      and k.substance = s.substance and k.signature = s.signature
      and (not over_ or (k.at at time zone 'Asia/Tokyo')::date > s.ended))
  order by form, position"""
CONFIRM: Final = """insert into citation_confirmation
    (municipality, form, item, signature, cite, substance, note, organisation)
  select $1, $2, c.item, c.signature, $3, $4, $5, $6
  from unnest($7::text[], $8::text[]) as c (item, signature)"""


class Edition(msgspec.Struct, frozen=True):
    """One text of a shared citation; `body` is the citation as JSON."""

    key: str
    edition: int
    kind: CitationKind
    title: str
    ended: date | None
    body: bytes
    digest: str
    substance: str
    note: str
    source: str | None
    recorded_at: datetime
    recorded_by: str | None


class NewEdition(msgspec.Struct, frozen=True):
    """An edition that is to be written; `source` is the diff that brought it."""

    key: str
    edition: int
    kind: CitationKind
    title: str
    ended: date | None
    body: bytes
    digest: str
    substance: str
    note: str
    source: str | None = None


class Use(msgspec.Struct, frozen=True):
    """How many changes of the latest revision of a form rest on a citation."""

    key: str
    form: str
    revision: int
    changes: int


class Awaiting(msgspec.Struct, frozen=True):
    """A change of a latest revision whose text was amended, or has ended, since it was written.

    `body` is the text as it stands now, `before` the one that the diff has, where it is known.
    """

    form: str
    revision: int
    position: int
    item: str
    signature: str
    reason: str
    cite: str
    article: str | None
    edition: int
    body: bytes
    substance: str
    note: str
    since: datetime
    ended: date | None
    why: Why
    before: bytes | None


async def current(connection: Connection, municipality: str) -> list[Edition]:
    """The shared citations of a municipality as they stand now, by key."""
    return [Edition(**row) for row in await connection.fetch(CURRENT, municipality)]


async def editions(connection: Connection, municipality: str, key: str) -> list[Edition]:
    """All texts of one citation, the first one first; none where there is no such citation."""
    return [Edition(**row) for row in await connection.fetch(EDITIONS, municipality, key)]


async def substances(
    connection: Connection, municipality: str, keys: Sequence[str]
) -> dict[str, frozenset[str]]:
    """The digests of everything that each of these citations has ever said."""
    found = await connection.fetch(SUBSTANCES, municipality, list(keys))
    return {row["key"]: frozenset(row["substances"]) for row in found}


async def insert(
    connection: Connection, municipality: str, new: NewEdition, recorded_by: str | None
) -> datetime | None:
    """Write an edition; when it was recorded, None where somebody else took its number."""
    given = msgspec.structs.astuple(new)
    at: datetime | None = await connection.fetchval(INSERT, municipality, *given, recorded_by)
    return at


async def uses(connection: Connection, municipality: str) -> list[Use]:
    """What the latest revisions rest on, by citation and form."""
    return [Use(**row) for row in await connection.fetch(USES, municipality)]


async def awaiting(connection: Connection, municipality: str, day: date) -> list[Awaiting]:
    """The changes that somebody should look at on that day, by form and place in the diff."""
    return [Awaiting(**row) for row in await connection.fetch(AWAITING, municipality, day)]


async def confirm(
    connection: Connection,
    municipality: str,
    changes: Sequence[Awaiting],
    note: str,
    organisation: str | None,
) -> None:
    """Keep that these changes, of one form and citation, were looked at and hold."""
    if changes:
        form, cite, substance = changes[0].form, changes[0].cite, changes[0].substance
        items, signatures = [c.item for c in changes], [c.signature for c in changes]
        await connection.execute(
            CONFIRM, municipality, form, cite, substance, note, organisation, items, signatures
        )
