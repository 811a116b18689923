"""Forms and their core versions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from registry.db.pool import Connection
from registry.db.tokens import Holder

LOCK_FORMS: Final = """insert into form (form) select form from unnest($1::text[]) as w (form)
  order by form on conflict (form) do update set form = excluded.form"""
HIGHEST: Final = """select version from core_version where form = $1
  order by number desc limit 1"""
STANDING: Final = """select h.version as highest, h.digest as highest_digest,
    l.submitted_digest, l.digest, v.effective_from
  from unnest($1::text[], $2::text[], $3::text[]) with ordinality as w (form, version, name, nth)
  left join lateral (select version, digest from core_version c where c.form = w.form
    order by number desc limit 1) h on true
  left join lateral (select submitted_digest, digest from name_ledger n where n.name = w.name
    limit 1) l on true
  left join lateral (select effective_from from core_version c
    where c.form = w.form and c.version = w.version limit 1) v on true
  order by w.nth"""
PUBLISH: Final = """with new as materialized (
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::bytea[],
      $7::text[], $8::bytea[], $9::text[], $10::text[], $11::text[], $12::uuid[], $13::text[])
    as new (form, version, title, description, effective_from, submitted, submitted_digest,
      document, digest, name, organisation, token, digest_before)),
  claimed as (
    insert into name_ledger (name, kind, submitted_digest, digest)
    select name, 'core', submitted_digest, digest from new order by name
    on conflict do nothing returning name),
  kept as (
    insert into core_version (form, version, number, state, title, description, effective_from,
      submitted, submitted_digest, document, digest, name, recorded_by)
    select form, version, string_to_array(version, '.')::int[], 'published', title, description,
      effective_from, submitted, submitted_digest, document, digest, name, organisation
    from new join claimed using (name)),
  told as (
    insert into audit (organisation, token, action, object, digest_before, digest_after)
    select organisation, token, 'publish-core', name, digest_before, digest
    from new join claimed using (name))
  select name from claimed"""
LIST: Final = """select form, version, state, title, description, effective_from, digest,
    submitted_digest, recorded_at
  from core_version where ($1::text is null or form = $1) order by form, number"""
DOCUMENT: Final = "select version, state, document, digest from core_version"
BY_VERSION: Final = DOCUMENT + " where form = $1 and version = $2"
LATEST: Final = (
    DOCUMENT
    + """ where form = $1 and state in ('published', 'deprecated')
    and ($2::int is null or number[1] = $2) order by number desc limit 1"""
)


class Version(msgspec.Struct, frozen=True):
    """A core version without its text."""

    form: str
    version: str
    state: str
    title: str
    description: str
    effective_from: date
    digest: str
    submitted_digest: str
    recorded_at: datetime


class CoreText(msgspec.Struct, frozen=True):
    """The published document of a version: the very bytes that are served, and their digest."""

    version: str
    state: str
    document: bytes
    digest: str


class NewCore(msgspec.Struct, frozen=True):
    """All of a version that is to be published."""

    form: str
    version: str
    title: str
    description: str
    effective_from: date
    submitted: bytes
    submitted_digest: str
    document: bytes
    digest: str
    name: str


class Recorded(msgspec.Struct, frozen=True):
    """Who publishes a version (None: the operator), and the digest of the version before."""

    by: Holder | None
    digest_before: str | None


class Standing(msgspec.Struct, frozen=True):
    """How a form stands, and a version of it if there is one; None for what there is not."""

    highest: str | None
    highest_digest: str | None
    submitted_digest: str | None
    digest: str | None
    effective_from: date | None


async def lock_forms(connection: Connection, forms: Collection[str]) -> None:
    """Make sure that the forms exist, and that nobody else publishes cores of them meanwhile.

    They are locked in the order of their names, so that two who lock several do not wait for each
    other.
    """
    await connection.execute(LOCK_FORMS, list(forms))


async def highest(connection: Connection, form: str) -> str | None:
    """The highest version of a form in any state."""
    version: str | None = await connection.fetchval(HIGHEST, form)
    return version


async def standing(connection: Connection, wanted: Sequence[NewCore]) -> list[Standing]:
    """How the form of each stands, in order."""
    names = [[core.form for core in wanted], [core.version for core in wanted]]
    rows = await connection.fetch(STANDING, *names, [core.name for core in wanted])
    return [Standing(**row) for row in rows]


async def publish(connection: Connection, new: Sequence[tuple[NewCore, Recorded]]) -> set[str]:
    """Take the names and keep the versions, with an audit row for each; the names that are ours.

    The unique index decides between publishers who come at once; of a name that somebody else has
    nothing is written. The log leaf and the outbox row are written by the database when the
    transaction commits.
    """
    rows = [(*msgspec.structs.astuple(core), *_who(to.by), to.digest_before) for core, to in new]
    taken = await connection.fetch(PUBLISH, *map(list, zip(*rows, strict=True)))
    return {row["name"] for row in taken}


def _who(by: Holder | None) -> tuple[str | None, UUID | None]:
    return (by.organisation, by.token) if by else (None, None)


async def versions(connection: Connection, form: str | None = None) -> list[Version]:
    """The versions of one form, or of all, each form's in ascending order."""
    return [Version(**row) for row in await connection.fetch(LIST, form)]


async def by_version(connection: Connection, form: str, version: str) -> CoreText | None:
    """The document of one version, whatever its state."""
    row = await connection.fetchrow(BY_VERSION, form, version)
    return CoreText(**row) if row else None


async def latest(connection: Connection, form: str, major: int | None = None) -> CoreText | None:
    """The highest version that is in use, of one major number if given."""
    row = await connection.fetchrow(LATEST, form, major)
    return CoreText(**row) if row else None
