"""What a handover document needs beside what other pages show, for all forms at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from registry.db.pool import Connection

REVISIONS: Final = """select r.form, r.revision, r.core, r.over, octet_length(r.submitted) as size,
    r.recorded_at, o.name as by
  from local_revision r left join organisation o on o.id = r.recorded_by
  where r.municipality = $1 and ($2::text is null or r.form = $2) order by r.form, r.revision"""
DIFFS: Final = """select w.form, w.municipality, w.revision, r.over, r.submitted
  from unnest($1::text[], $2::text[], $3::int[]) as w (form, municipality, revision)
  join local_revision r using (form, municipality, revision)"""
CORE_SIZES: Final = """select form, version, octet_length(document) as size from core_version
  where form = any ($1::text[])"""
CORES: Final = """select c.form, c.version, c.document
  from unnest($1::text[], $2::text[]) as w (form, version)
  join core_version c using (form, version)"""
REBASES: Final = """select r.form, l.core, r.version, r.result, r.decisions, r.draft, r.ended_at
  from rebase r
  join local_revision l using (form, municipality, revision)
  join core_version c on c.form = r.form and c.version = r.version
  where r.municipality = $1 and ($2::text is null or r.form = $2) and r.state = 'prepared'
  order by r.form, c.number desc, r.id desc"""
COMMENTED: Final = """select distinct k.form, k.version
  from review_comment k join organisation o on o.id = k.organisation where o.municipality = $1"""
NAMES: Final = "select id, name from organisation where id = any ($1::text[])"


class Revision(msgspec.Struct, frozen=True):
    """A revision without its text: how many bytes that has, and which organisation published it."""

    form: str
    revision: int
    core: str
    over: str | None
    size: int
    recorded_at: datetime
    by: str | None


class Diff(msgspec.Struct, frozen=True):
    """A published diff as it was submitted, and the name (`990001@2`) of the one below it."""

    form: str
    municipality: str
    revision: int
    over: str | None
    submitted: bytes


class Prepared(msgspec.Struct, frozen=True):
    """A rebase that waits for the municipality; `result` and `decisions` are JSON."""

    form: str
    core: str
    version: str
    result: bytes
    decisions: bytes | None
    draft: UUID
    ended_at: datetime


async def revisions(connection: Connection, code: str, form: str | None = None) -> list[Revision]:
    """The revisions of a municipality, of one form or of all, ascending by form and number."""
    return [Revision(**row) for row in await connection.fetch(REVISIONS, code, form)]


async def diffs(connection: Connection, wanted: Sequence[tuple[str, str, int]]) -> list[Diff]:
    """The diffs that are named by form, code and revision; in any order."""
    columns = [[name[i] for name in wanted] for i in range(3)]
    return [Diff(**row) for row in await connection.fetch(DIFFS, *columns)]


async def core_sizes(connection: Connection, forms: Collection[str]) -> dict[tuple[str, str], int]:
    """How many bytes the document of each version of these forms has."""
    rows = await connection.fetch(CORE_SIZES, list(forms))
    return {(row["form"], row["version"]): row["size"] for row in rows}


async def cores(
    connection: Connection, wanted: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], bytes]:
    """The documents of the versions that are named."""
    columns = [[name[i] for name in wanted] for i in range(2)]
    rows = await connection.fetch(CORES, *columns)
    return {(row["form"], row["version"]): row["document"] for row in rows}


async def rebases(connection: Connection, code: str, form: str | None = None) -> list[Prepared]:
    """What was prepared for a municipality and not confirmed yet."""
    return [Prepared(**row) for row in await connection.fetch(REBASES, code, form)]


async def commented(connection: Connection, code: str) -> frozenset[tuple[str, str]]:
    """The reviews, by form and version, to which a municipality has said something."""
    rows = await connection.fetch(COMMENTED, code)
    return frozenset((row["form"], row["version"]) for row in rows)


async def names(connection: Connection, organisations: Collection[str]) -> dict[str, str]:
    """The names of organisations by id."""
    rows = await connection.fetch(NAMES, list(organisations))
    return {row["id"]: row["name"] for row in rows}
