"""The name ledger and the log: a name is given once, and each giving has its place in the log."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, TypeAlias

import msgspec

from registry.db.pool import Connection

Kind: TypeAlias = Literal["core", "diff", "component"]

CLAIM: Final = """insert into name_ledger (name, kind, submitted_digest, digest)
  values ($1, $2, $3, $4) on conflict do nothing returning name"""
GET: Final = """select name, kind, submitted_digest, digest, recorded_at
  from name_ledger where name = $1"""
SIZE: Final = "select size from log_counter"
LEAVES: Final = """select index, name, digest, recorded_at from log_leaf
  where index >= $1 order by index limit $2"""
INDEX: Final = "select index from log_leaf where name = $1"


class Entry(msgspec.Struct, frozen=True):
    """A name that is taken, with the digest of what was submitted and of what is published."""

    name: str
    kind: Kind
    submitted_digest: str
    digest: str
    recorded_at: datetime


class Leaf(msgspec.Struct, frozen=True):
    """One entry of the log; the indexes are dense from 0."""

    index: int
    name: str
    digest: str
    recorded_at: datetime


async def claim(
    connection: Connection, name: str, kind: Kind, submitted: str, digest: str
) -> Entry | None:
    """Take the name: None where it is now ours, else the entry that has it.

    The unique index decides between publishers who come at once; the one who is second waits for
    the first to commit. The log leaf and the outbox row are written by the
    database when the transaction commits.
    """
    if await connection.fetchval(CLAIM, name, kind, submitted, digest) is None:
        row = await connection.fetchrow(GET, name)
        assert row is not None, "a name is never freed"
        return Entry(**row)
    return None


async def get(connection: Connection, name: str) -> Entry | None:
    """The entry of a name."""
    row = await connection.fetchrow(GET, name)
    return Entry(**row) if row else None


async def size(connection: Connection) -> int:
    """How many leaves the log has."""
    count: int = await connection.fetchval(SIZE)
    return count


async def leaves(connection: Connection, start: int, limit: int) -> list[Leaf]:
    """Leaves from an index on."""
    return [Leaf(**row) for row in await connection.fetch(LEAVES, start, limit)]


async def index(connection: Connection, name: str) -> int | None:
    """The place of a name in the log."""
    place: int | None = await connection.fetchval(INDEX, name)
    return place
