"""What is kept of the tree over the log: full tiles, and which roots were signed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from registry.db.pool import Connection

COUNT: Final = "select coalesce(max(index) + 1, 0) from log_tile where level = $1"
TILES: Final = """select t.level, t.index, t.hashes from log_tile t
  join unnest($1::int[], $2::bigint[]) as w (level, index) using (level, index)"""
ROOTS: Final = """select root from log_tile where level = $1 and index >= $2
  order by index limit $3"""
INSERT: Final = """insert into log_tile (level, index, hashes, root) values ($1, $2, $3, $4)
  on conflict do nothing"""
SIGNED: Final = "select size, root, signed_at from log_checkpoint order by size desc limit 1"
SIGN: Final = """insert into log_checkpoint (size, root) values ($1, $2)
  on conflict (size) do nothing"""
ROOT_OF: Final = "select root from log_checkpoint where size = $1"


class Signed(msgspec.Struct, frozen=True):
    """A length of the log that was signed, its root, and when that was first."""

    size: int
    root: bytes
    signed_at: datetime


async def count(connection: Connection, level: int) -> int:
    """How many full tiles of a level are kept; they are kept without gaps."""
    number: int = await connection.fetchval(COUNT, level)
    return number


async def tiles(
    connection: Connection, places: list[tuple[int, int]]
) -> dict[tuple[int, int], bytes]:
    """The hashes of the full tiles, by level and index, that are kept of those asked for."""
    levels, indexes = [level for level, _ in places], [index for _, index in places]
    rows = await connection.fetch(TILES, levels, indexes)
    return {(row["level"], row["index"]): row["hashes"] for row in rows}


async def roots(connection: Connection, level: int, start: int, limit: int) -> list[bytes]:
    """The common hashes of the full tiles of a level from an index on."""
    return [row["root"] for row in await connection.fetch(ROOTS, level, start, limit)]


async def insert(
    connection: Connection, level: int, index: int, hashes: bytes, root: bytes
) -> None:
    """Keep a full tile; whoever computes it computes the same."""
    await connection.execute(INSERT, level, index, hashes, root)


async def signed(connection: Connection) -> Signed | None:
    """The longest log that was signed."""
    row = await connection.fetchrow(SIGNED)
    return Signed(**row) if row else None


async def sign(connection: Connection, size: int, root: bytes) -> bytes:
    """Record what is to be signed; the root that a log of this length has, ours or an earlier."""
    await connection.execute(SIGN, size, root)
    found: bytes = await connection.fetchval(ROOT_OF, size)
    return found
