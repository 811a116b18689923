"""Writing many revisions at once: what is there already in few queries, what is new by COPY."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from registry.db.citations import NewEdition
from registry.db.local_revisions import ChangeRow, NewRevision
from registry.db.pool import Connection

BEGIN: Final = "select set_config('soroe.loading', 'on', true)"
KNOWN: Final = "select name, submitted_digest from name_ledger where name = any ($1::text[])"
HEADS: Final = """select distinct on (r.form, r.municipality) r.form, r.municipality, r.revision,
    r.submitted_digest as digest
  from local_revision r
  join unnest($1::text[], $2::text[]) as w (form, municipality) using (form, municipality)
  order by r.form, r.municipality, r.revision desc"""
CORES: Final = """select form, version, state, document, digest, effective_from from core_version c
  where form = any ($1::text[])"""
UNDER: Final = """select distinct r.form, split_part(r.over, '@', 1) as municipality
  from local_revision r where r.form = any ($1::text[]) and r.over is not null"""
SHARED: Final = """select distinct on (municipality, key) municipality, key, title, substance,
    array_agg(substance) over (partition by municipality, key) as substances
  from citation where municipality = any ($1::text[]) order by municipality, key, edition desc"""
SHARE: Final = """insert into citation (municipality, key, edition, kind, title, ended, body,
    digest, substance, note, source)
  select * from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::date[],
    $7::bytea[], $8::text[], $9::text[], $10::text[], $11::text[])
  on conflict do nothing"""
ANNOUNCE: Final = "select announce_names($1::text[])"
QUEUE: Final = "select queue_after_diffs($1::text[], $2::text[], $3::int[])"

_LEDGER = ("name", "kind", "submitted_digest", "digest")
_REVISION = (
    "form", "municipality", "revision", "core", "effective_from", "submitted", "submitted_digest",
    "local_form", "local_form_digest", "name", "over",
)  # fmt: skip
_CHANGE = (
    "form", "municipality", "revision", "position", "item", "signature", "effect", "class",
    "basis_kind", "reason", "cite", "article", "citation",
)  # fmt: skip
_AUDIT = ("action", "object", "digest_before", "digest_after")


class Core(msgspec.Struct, frozen=True):
    """A core version with its document and first day."""

    form: str
    version: str
    state: str
    document: bytes
    digest: str
    effective_from: date


class Head(msgspec.Struct, frozen=True):
    """The latest revision of a municipality for a form."""

    form: str
    municipality: str
    revision: int
    digest: str


class Shared(msgspec.Struct, frozen=True):
    """A shared citation: its title and substance now, and all that it has ever said."""

    municipality: str
    key: str
    title: str
    substance: str
    substances: list[str]


class Row(msgspec.Struct, frozen=True):
    """A revision to be written with its changes, and the digest of the revision before it."""

    new: NewRevision
    changes: Sequence[ChangeRow]
    before: str | None


async def begin(connection: Connection) -> None:
    """What is written in this transaction is announced by `write`, not row by row."""
    await connection.execute(BEGIN)


async def known(connection: Connection, names: Collection[str]) -> dict[str, str]:
    """The names that are taken, with the digests of what was submitted."""
    rows = await connection.fetch(KNOWN, list(names))
    return {row["name"]: row["submitted_digest"] for row in rows}


async def heads(
    connection: Connection, wanted: Collection[tuple[str, str]]
) -> dict[tuple[str, str], Head]:
    """The latest revisions, by form and municipality."""
    forms, codes = [form for form, _ in wanted], [code for _, code in wanted]
    rows = await connection.fetch(HEADS, forms, codes)
    return {(row["form"], row["municipality"]): Head(**row) for row in rows}


async def cores(connection: Connection, forms: Collection[str]) -> dict[tuple[str, str], Core]:
    """All versions of the forms, by form and version."""
    rows = await connection.fetch(CORES, list(forms))
    return {(row["form"], row["version"]): Core(**row) for row in rows}


async def under(connection: Connection, forms: Collection[str]) -> set[tuple[str, str]]:
    """The municipalities whose diffs others lie over, with the form."""
    return {(r["form"], r["municipality"]) for r in await connection.fetch(UNDER, list(forms))}


async def shared(
    connection: Connection, municipalities: Collection[str]
) -> dict[tuple[str, str], Shared]:
    """The shared citations, by municipality and key."""
    rows = await connection.fetch(SHARED, list(municipalities))
    return {(row["municipality"], row["key"]): Shared(**row) for row in rows}


async def share(connection: Connection, citations: Iterable[tuple[str, NewEdition]]) -> None:
    """Write first editions with their municipalities; what is shared meanwhile stays as it is."""
    rows = sorted(
        ((code, *msgspec.structs.astuple(edition)) for code, edition in citations),
        key=lambda row: row[:2],  # always in this order, so that no two wait for each other
    )
    if rows:
        await connection.execute(SHARE, *map(list, zip(*rows, strict=True)))


async def write(connection: Connection, rows: Sequence[Row]) -> None:
    """Write revisions whose names are taken.

    Log, outbox, audit and rebases follow as they do when one is published.
    """
    await _copy(
        connection, "local_revision", _REVISION, [msgspec.structs.astuple(r.new) for r in rows]
    )
    changes = [
        (r.new.form, r.new.municipality, r.new.revision, n, *msgspec.structs.astuple(change))
        for r in rows
        for n, change in enumerate(r.changes)
    ]
    await _copy(connection, "change", _CHANGE, changes)
    audit = [("publish-diff", r.new.name, r.before, r.new.submitted_digest) for r in rows]
    await _copy(connection, "audit", _AUDIT, audit)
    places = [(r.new.form, r.new.municipality, r.new.revision) for r in rows]
    await connection.execute(QUEUE, *map(list, zip(*places, strict=True)))
    # Last, because all publishers share the lock on the log's counter until they commit.
    await connection.execute(ANNOUNCE, [r.new.name for r in rows])


async def take(connection: Connection, names: Iterable[tuple[str, str]]) -> None:
    """Take names, each with the digest of what was submitted.

    A name that somebody else took meanwhile is an `asyncpg.UniqueViolationError`.
    """
    rows = sorted((name, "diff", digest, digest) for name, digest in names)
    await _copy(connection, "name_ledger", _LEDGER, rows)


async def _copy(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    if rows:
        await connection.copy_records_to_table(table, columns=columns, records=rows)
