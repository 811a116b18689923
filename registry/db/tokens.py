"""Tokens: kept as SHA-256 hashes, with scopes and an end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from asyncpg import Record

from registry.db.organisations import Kind
from registry.db.pool import Connection

INSERT: Final = """insert into token (organisation, hash, label, scopes, expires_at)
  values ($1, $2, $3, $4, $5)
  returning id, organisation, label, scopes, created_at, expires_at, revoked_at"""
HOLDERS: Final = """select t.hash, t.id as token, t.organisation, o.kind, o.municipality, t.scopes,
    t.expires_at, t.expires_at <= now() as expired, t.revoked_at is not null as revoked
  from token t join organisation o on o.id = t.organisation where t.hash = any ($1::bytea[])"""
HOLDERS_LOCKED: Final = HOLDERS + " for share of t"
PAGE: Final = """select id, organisation, label, scopes, created_at, expires_at, revoked_at
  from token t where organisation = $1 and not exists
    (select from web_session s where s.token = t.id) order by created_at, id limit $2"""
REVOKE: Final = """update token set revoked_at = coalesce(revoked_at, now())
  where organisation = $1 and id = $2
  returning id, organisation, label, scopes, created_at, expires_at, revoked_at"""


class Token(msgspec.Struct, frozen=True, rename="camel"):
    """A token as it may be shown: never the token itself."""

    id: UUID
    organisation: str
    label: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class Holder(msgspec.Struct, frozen=True):
    """Whose token it is, what it may do, and whether it still holds."""

    token: UUID
    organisation: str
    kind: Kind
    municipality: str | None
    scopes: tuple[str, ...]
    expires_at: datetime
    expired: bool
    revoked: bool


async def insert(
    connection: Connection,
    organisation: str,
    hash_: bytes,
    *,
    label: str,
    scopes: tuple[str, ...],
    expires_at: datetime,
) -> Token:
    """The new token; the organisation exists."""
    row = await connection.fetchrow(INSERT, organisation, hash_, label, list(scopes), expires_at)
    assert row is not None
    return _token(row)


async def holders(
    connection: Connection, hashes: Collection[bytes], *, lock: bool = False
) -> dict[bytes, Holder]:
    """Who holds the tokens there are of these, by hash.

    With `lock` they cannot be revoked before the transaction ends.
    """
    rows = await connection.fetch(HOLDERS_LOCKED if lock else HOLDERS, list(hashes))
    return {row["hash"]: holder_of(row) for row in rows}


async def page(connection: Connection, organisation: str, limit: int) -> list[Token]:
    """The tokens of an organisation but for sessions, oldest first, revoked ones included."""
    return [_token(row) for row in await connection.fetch(PAGE, organisation, limit)]


async def revoke(connection: Connection, organisation: str, id_: UUID) -> Token | None:
    """End a token; one that was ended keeps its time."""
    row = await connection.fetchrow(REVOKE, organisation, id_)
    return _token(row) if row else None


def holder_of(row: Record) -> Holder:
    """The holder in a row that has, among others, a holder's columns."""
    facts = {name: row[name] for name in Holder.__struct_fields__}
    return Holder(**{**facts, "scopes": tuple(row["scopes"])})


def _token(row: Record) -> Token:
    return Token(**{**row, "scopes": tuple(row["scopes"])})
