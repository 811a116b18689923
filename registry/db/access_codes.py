"""Access codes: for whom they were issued, and whether they were used. Never the codes."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from registry.db.pool import Connection

INSERT: Final = """insert into access_code (organisation, person, hash, expires_at)
  values ($1, $2, $3, $4) returning id, organisation, person, created_at, expires_at"""
USE: Final = """update access_code set used_at = now() where hash = $1 and used_at is null
  and revoked_at is null and expires_at > now()
  returning id, organisation, person, created_at, expires_at"""
OPEN: Final = """select c.id, c.organisation, o.name, c.person, c.created_at, c.expires_at
  from access_code c join organisation o on o.id = c.organisation
  where c.used_at is null and c.revoked_at is null and c.expires_at > now()
    and ($1::text is null or c.organisation = $1)
  order by c.created_at desc, c.id limit $2"""
REVOKE: Final = """update access_code set revoked_at = now() where id = $1 and used_at is null
  and revoked_at is null returning id, organisation, person, created_at, expires_at"""


class Issued(msgspec.Struct, frozen=True):
    """A code as it may be shown: never the code itself."""

    id: UUID
    organisation: str
    person: str
    created_at: datetime
    expires_at: datetime


class Open(Issued, frozen=True):
    """A code that can be used, with the name of its organisation."""

    name: str


async def insert(
    connection: Connection, organisation: str, person: str, hash_: bytes, expires_at: datetime
) -> Issued:
    """The new code; the organisation exists."""
    row = await connection.fetchrow(INSERT, organisation, person, hash_, expires_at)
    assert row is not None
    return Issued(**row)


async def use(connection: Connection, hash_: bytes) -> Issued | None:
    """Use a code up; None where there is none, or it was used, withdrawn or has expired."""
    row = await connection.fetchrow(USE, hash_)
    return Issued(**row) if row else None


async def open_ones(connection: Connection, organisation: str | None, limit: int) -> list[Open]:
    """The codes that can still be used, of one organisation or (None) of all, newest first."""
    return [Open(**row) for row in await connection.fetch(OPEN, organisation, limit)]


async def revoke(connection: Connection, id_: UUID) -> Issued | None:
    """Withdraw a code that was not used; None where there is none."""
    row = await connection.fetchrow(REVOKE, id_)
    return Issued(**row) if row else None
