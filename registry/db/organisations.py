"""Organisations: who may hold tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, TypeAlias

import msgspec

from registry.db.pool import Connection

Kind: TypeAlias = Literal["steward", "municipality", "vendor"]

INSERT: Final = """insert into organisation (id, kind, name, municipality)
  values ($1, $2, $3, $4) on conflict do nothing
  returning id, kind, name, municipality, created_at"""
GET: Final = "select id, kind, name, municipality, created_at from organisation where id = $1"
PAGE: Final = """select id, kind, name, municipality, created_at from organisation
  where id > $1 order by id limit $2"""

FIND: Final = """select id, kind, name, municipality, created_at from organisation
  where id > $1 and ($2 = '' or strpos(lower(name), lower($2)) > 0 or strpos(id, lower($2)) > 0)
    and ($3::text is null or kind = $3) order by id limit $4"""


class Organisation(msgspec.Struct, frozen=True, rename="camel"):
    """A steward, a municipality (with its code) or a vendor."""

    id: str
    kind: Kind
    name: str
    municipality: str | None
    created_at: datetime


async def insert(
    connection: Connection, id_: str, kind: Kind, name: str, municipality: str | None
) -> Organisation | None:
    """The new organisation, or None where the id or the municipality is taken."""
    row = await connection.fetchrow(INSERT, id_, kind, name, municipality)
    return Organisation(**row) if row else None


async def get(connection: Connection, id_: str) -> Organisation | None:
    """One organisation."""
    row = await connection.fetchrow(GET, id_)
    return Organisation(**row) if row else None


async def page(connection: Connection, after: str, limit: int) -> list[Organisation]:
    """The organisations whose id comes after `after`, in the order of ids."""
    return [Organisation(**row) for row in await connection.fetch(PAGE, after, limit)]


async def find(
    connection: Connection, words: str, kind: Kind | None, after: str, limit: int
) -> list[Organisation]:
    """Those of a kind (None: any) with the words in name or id, after an id, in order."""
    return [Organisation(**row) for row in await connection.fetch(FIND, after, words, kind, limit)]
