"""Forms and their core versions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

import msgspec
from asyncpg import Record

from registry.db.pool import Connection
from registry.db.tokens import Holder, holder_of

HIGHEST: Final = """select version from core_version where form = $1
  order by number desc limit 1"""
PUBLISH: Final = """select * from publish_cores($1::text, $2::text[], $3::bytea[], $4::text[],
  $5::boolean[], $6::text[], $7::text[], $8::text[], $9::text[], $10::date[], $11::bytea[],
  $12::text[], $13::bytea[], $14::text[], $15::text[])"""
LIST: Final = """select form, version, state, title, description, effective_from, digest,
    submitted_digest, recorded_at
  from core_version where ($1::text is null or form = $1) order by form, number"""
DOCUMENT: Final = "select version, state, document, digest from core_version"
BY_VERSION: Final = DOCUMENT + " where form = $1 and version = $2"
SUBMITTED: Final = "select submitted from core_version where form = $1 and version = $2"
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


class Offer(msgspec.Struct, frozen=True):
    """A version that is to be published: by which token (None: the operator), after which version.

    `fits` says whether its number keeps what it promises after that version.
    """

    by: bytes | None
    head: str | None
    fits: bool
    core: NewCore


class Standing(msgspec.Struct, frozen=True):
    """How a form stood, and a version of it if there was one; None for what there was not."""

    highest: str | None
    submitted_digest: str | None
    digest: str | None
    effective_from: date | None


class Found(msgspec.Struct, frozen=True):
    """Who offered a version, how its form stood, and whether the version was published."""

    holder: Holder | None
    standing: Standing
    taken: bool


async def highest(connection: Connection, form: str) -> str | None:
    """The highest version of a form in any state."""
    version: str | None = await connection.fetchval(HIGHEST, form)
    return version


async def publish(
    connection: Connection, offers: Sequence[Offer], scope: str, kinds: Collection[str]
) -> list[Found]:
    """Publish what can be of the offers, one per form at most; what is found of each, in order.

    A publisher needs a token that holds and has `scope`, of an organisation of one of `kinds`. The
    unique index on names decides between publishers who come at once; of a version that is not
    published nothing is written. The log leaf and the outbox row are written by the database when
    the transaction commits.
    """
    rows = [(o.by, o.head, o.fits, *msgspec.structs.astuple(o.core)) for o in offers]
    columns = map(list, zip(*rows, strict=True))
    return [_found(row) for row in await connection.fetch(PUBLISH, scope, list(kinds), *columns)]


def _found(row: Record) -> Found:
    facts = [row[name] for name in Standing.__struct_fields__]
    return Found(holder_of(row) if row["token"] else None, Standing(*facts), row["taken"])


async def versions(connection: Connection, form: str | None = None) -> list[Version]:
    """The versions of one form, or of all, each form's in ascending order."""
    return [Version(**row) for row in await connection.fetch(LIST, form)]


async def by_version(connection: Connection, form: str, version: str) -> CoreText | None:
    """The document of one version, whatever its state."""
    row = await connection.fetchrow(BY_VERSION, form, version)
    return CoreText(**row) if row else None


async def submitted(connection: Connection, form: str, version: str) -> bytes | None:
    """The very bytes that were sent as a version."""
    text: bytes | None = await connection.fetchval(SUBMITTED, form, version)
    return text


async def latest(connection: Connection, form: str, major: int | None = None) -> CoreText | None:
    """The highest version that is in use, of one major number if given."""
    row = await connection.fetchrow(LATEST, form, major)
    return CoreText(**row) if row else None
