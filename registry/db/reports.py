"""The last findings report of each organisation for a form."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from registry.db.pool import Connection

SAVE: Final = """insert into report (organisation, form, core, municipality, grounded, practice,
    unexplained, beyond, digest, body)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  on conflict (organisation, form) do update set core = excluded.core,
    municipality = excluded.municipality, grounded = excluded.grounded,
    practice = excluded.practice, unexplained = excluded.unexplained, beyond = excluded.beyond,
    digest = excluded.digest, body = excluded.body, recorded_at = now()"""
GET: Final = """select r.form, r.core, c.state, c.title, r.municipality, r.grounded, r.practice,
    r.unexplained, r.beyond, r.digest, r.recorded_at, o.name as organisation_name
  from report r join organisation o on o.id = r.organisation
  join core_version c on c.form = r.form and c.version = r.core
  where r.organisation = $1 and r.form = $2"""
LOCK: Final = "select digest from report where organisation = $1 and form = $2 for update"
BODY: Final = "select body from report where organisation = $1 and form = $2"


class Sent(msgspec.Struct, frozen=True):
    """A report as it is to be kept; the counts are of findings that affect applicants."""

    core: str
    municipality: str | None
    grounded: int
    practice: int
    unexplained: int
    beyond: int
    digest: str
    body: bytes


class Kept(msgspec.Struct, frozen=True):
    """What a badge tells; `state` and `title` are those of the core now."""

    form: str
    core: str
    state: str
    title: str
    municipality: str | None
    grounded: int
    practice: int
    unexplained: int
    beyond: int
    digest: str
    recorded_at: datetime
    organisation_name: str


async def save(connection: Connection, organisation: str, form: str, sent: Sent) -> None:
    """Put the report in the place of the one before."""
    fields = msgspec.structs.astuple(sent)
    await connection.execute(SAVE, organisation, form, *fields)


async def get(connection: Connection, organisation: str, form: str) -> Kept | None:
    """The last report, without its text."""
    row = await connection.fetchrow(GET, organisation, form)
    return Kept(**row) if row else None


async def locked(connection: Connection, organisation: str, form: str) -> str | None:
    """The digest of the last report, which nobody replaces until the transaction ends."""
    digest: str | None = await connection.fetchval(LOCK, organisation, form)
    return digest


async def body(connection: Connection, organisation: str, form: str) -> bytes | None:
    """The text of the last report."""
    text: bytes | None = await connection.fetchval(BODY, organisation, form)
    return text
