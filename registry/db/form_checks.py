"""Forms that were checked on the pages: kept for a day, by an id that nobody can guess."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from registry.db.pool import Connection

GET: Final = """select id, form, version, municipality, file_name, sheet, body, names, result,
    created_at, expires_at
  from form_check where id = $1 and expires_at > now()"""
INSERT: Final = """insert into form_check
    (form, version, municipality, file_name, sheet, body, names, result, size, expires_at, origin)
  values ($1, $2, $3, $4, $5, $6, $7, $8,
    octet_length($6::bytea) + octet_length($7::bytea) + octet_length($8::bytea),
    now() + make_interval(secs => $9), $10)
  returning id"""
UPDATE: Final = """update form_check set names = $2, result = $3,
    size = octet_length(body) + octet_length($2::bytea) + octet_length($3::bytea) where id = $1"""
DELETE: Final = "delete from form_check where id = $1"
SWEEP: Final = """delete from form_check where expires_at <= now() or id in (
    select id from (
      select id, row_number() over newest as place, sum(size::bigint) over newest as bytes
      from form_check where expires_at > now()
      window newest as (order by created_at desc, id)) kept
    where place > $1 or bytes > $2)"""
SWEEP_OWN: Final = """delete from form_check where id in (
    select id from (
      select id, row_number() over newest as place, sum(size::bigint) over newest as bytes
      from form_check where expires_at > now() and origin is not null
      window newest as (partition by origin order by created_at desc, id)) kept
    where place > $1 or bytes > $2)"""


class NewCheck(msgspec.Struct, frozen=True):
    """A check to keep; `seconds` is for how long, `origin` a digest of where it came from."""

    form: str
    version: str
    municipality: str | None
    file_name: str
    sheet: str | None
    body: bytes
    names: bytes
    result: bytes
    seconds: float
    origin: bytes | None = None


class KeptCheck(msgspec.Struct, frozen=True):
    """A check that is kept; `names` and `result` are JSON."""

    id: UUID
    form: str
    version: str
    municipality: str | None
    file_name: str
    sheet: str | None
    body: bytes
    names: bytes
    result: bytes
    created_at: datetime
    expires_at: datetime


async def get(connection: Connection, check: UUID) -> KeptCheck | None:
    """The check, unless its time is over."""
    row = await connection.fetchrow(GET, check)
    return KeptCheck(**row) if row else None


async def insert(connection: Connection, new: NewCheck) -> UUID:
    """Keep a check."""
    id_: UUID = await connection.fetchval(INSERT, *msgspec.structs.astuple(new))
    return id_


async def update(connection: Connection, check: UUID, names: bytes, result: bytes) -> None:
    """What came of it with other matches."""
    await connection.execute(UPDATE, check, names, result)


async def delete(connection: Connection, check: UUID) -> None:
    """Forget it."""
    await connection.execute(DELETE, check)


async def sweep(connection: Connection, most: int, size: int) -> None:
    """Forget those whose time is over, and the oldest beyond so many, or so many bytes.

    One network has half of that: the others' outlive whatever it sends.
    """
    await connection.execute(SWEEP_OWN, most // 2, size // 2)
    await connection.execute(SWEEP, most, size)
