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
OPEN: Final = """select id, organisation, person, created_at, expires_at from access_code
  where used_at is null and revoked_at is null and expires_at > now()
  order by created_at desc, id limit $1"""
REVOKE: Final = """update access_code set revoked_at = now() where id = $1 and used_at is null
  and revoked_at is null returning id, organisation, person, created_at, expires_at"""


class Issued(msgspec.Struct, frozen=True):
    """A code as it may be shown: never the code itself."""

    id: UUID
    organisation: str
    person: str
    created_at: datetime
    expires_at: datetime


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


async def open_ones(connection: Connection, limit: int) -> list[Issued]:
    """The codes that can still be used, newest first."""
    return [Issued(**row) for row in await connection.fetch(OPEN, limit)]


async def revoke(connection: Connection, id_: UUID) -> Issued | None:
    """Withdraw a code that was not used; None where there is none."""
    row = await connection.fetchrow(REVOKE, id_)
    return Issued(**row) if row else None
