"""What a bundle is made of: the texts that last, and how far the registry has come."""

from __future__ import annotations

from typing import Final

import msgspec

from registry.db.pool import Connection

SERIAL: Final = "select coalesce(max(id), 0) from audit"
OWNERS: Final = """select distinct form, municipality, over from local_revision
  where $1::text[] is null or form = any ($1) order by form, municipality, over"""
CORES: Final = """select '/' || name || '.json' as path, document as body from core_version
  where $1::text[] is null or form = any ($1)"""
DIFFS: Final = """select '/' || name || '.diff.json' as path, submitted as body from local_revision
  where ($1::text[] is null or form = any ($1)) and municipality = any ($2::text[])"""
COMPONENTS: Final = "select '/' || name || '.json' as path, document as body from component"

BOM: Final = b"\xef\xbb\xbf"


class Owner(msgspec.Struct, frozen=True):
    """A municipality that has published diffs of a form; `over` is what one of them lies over."""

    form: str
    municipality: str
    over: str | None


async def serial(connection: Connection) -> int:
    """A number that every write raises."""
    number: int = await connection.fetchval(SERIAL)
    return number


async def owners(connection: Connection, forms: list[str] | None) -> list[Owner]:
    """Who has published diffs of these forms, or of all."""
    return [Owner(**row) for row in await connection.fetch(OWNERS, forms)]


async def texts(
    connection: Connection, forms: list[str] | None, codes: list[str]
) -> dict[str, bytes]:
    """The published texts by path: cores, the diffs of these municipalities, components."""
    rows = [
        *await connection.fetch(CORES, forms),
        *await connection.fetch(DIFFS, forms, codes),
        *await connection.fetch(COMPONENTS),
    ]
    return {row["path"]: row["body"].removeprefix(BOM) for row in rows}
