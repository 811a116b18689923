"""Components: the reusable parts of cores."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import msgspec

from registry.db.pool import Connection

INSERT: Final = """insert into component
    (component, version, submitted, submitted_digest, document, digest, name)
  values ($1, $2, $3, $4, $5, $6, $7)"""
GET: Final = "select document from component where component = $1 and version = $2"
SOME: Final = """select component || '/' || version as key, document from component
  where component || '/' || version = any ($1::text[])"""

LIST: Final = """select component || '/' || version as key,
    convert_from(document, 'UTF8')::json ->> 'title' as title
  from component order by component, version"""


class NewComponent(msgspec.Struct, frozen=True):
    """All of a component version that is to be kept."""

    component: str
    version: str
    submitted: bytes
    submitted_digest: str
    document: bytes
    digest: str
    name: str


async def insert(connection: Connection, new: NewComponent) -> None:
    """Keep a component version."""
    await connection.execute(INSERT, *msgspec.structs.astuple(new))


async def get(connection: Connection, component: str, version: str) -> bytes | None:
    """The document of a component."""
    document: bytes | None = await connection.fetchval(GET, component, version)
    return document


async def some(connection: Connection, keys: Collection[str]) -> dict[str, bytes]:
    """The components there are of these, as `name/version` -> document."""
    return {row["key"]: row["document"] for row in await connection.fetch(SOME, list(keys))}


async def everything(connection: Connection) -> list[tuple[str, str]]:
    """Each component as `name/version`, with its title."""
    return [(row["key"], row["title"] or row["key"]) for row in await connection.fetch(LIST)]
