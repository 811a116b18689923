"""Forms and their core versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from registry.db.pool import Connection

LOCK_FORM: Final = """insert into form (form) values ($1)
  on conflict (form) do update set form = excluded.form"""
HIGHEST: Final = """select version from core_version where form = $1
  order by number desc limit 1"""
INSERT: Final = """insert into core_version (form, version, number, state, title, description,
    effective_from, submitted, submitted_digest, document, digest, name, recorded_by)
  values ($1, $2, $3, 'published', $4, $5, $6, $7, $8, $9, $10, $11, $12)"""
DIGEST: Final = "select digest from core_version where form = $1 and version = $2"
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
    number: Sequence[int]
    title: str
    description: str
    effective_from: date
    submitted: bytes
    submitted_digest: str
    document: bytes
    digest: str
    name: str


async def lock_form(connection: Connection, form: str) -> None:
    """Make sure that the form exists, and that nobody else publishes a core of it meanwhile."""
    await connection.execute(LOCK_FORM, form)


async def highest(connection: Connection, form: str) -> str | None:
    """The highest version of a form in any state."""
    version: str | None = await connection.fetchval(HIGHEST, form)
    return version


async def digest(connection: Connection, form: str, version: str) -> str | None:
    """The digest of a version."""
    found: str | None = await connection.fetchval(DIGEST, form, version)
    return found


async def insert(connection: Connection, core: NewCore, recorded_by: str | None) -> None:
    """Keep a core version as published by an organisation (None: the operator)."""
    await connection.execute(INSERT, *msgspec.structs.astuple(core), recorded_by)


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
