"""The audit: who, when, what, from which digest to which. Rows are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from registry.db.pool import Connection

INSERT: Final = """insert into audit
    (organisation, token, action, object, digest_before, digest_after)
  values ($1, $2, $3, $4, $5, $6)"""
PAGE: Final = """select id, at, organisation, token, action, object, digest_before, digest_after
  from audit where id < $1 order by id desc limit $2"""


class Entry(msgspec.Struct, frozen=True, rename="camel"):
    """One write; without an organisation it was the operator at the machine."""

    id: int
    at: datetime
    organisation: str | None
    token: UUID | None
    action: str
    object: str
    digest_before: str | None
    digest_after: str | None


async def insert(
    connection: Connection,
    actor: tuple[str, UUID] | None,
    action: str,
    object_: str,
    digests: tuple[str | None, str | None] = (None, None),
) -> None:
    """Record a write in the transaction that makes it.

    `actor` is organisation and token, None for the operator; `digests` those before and after.
    """
    organisation, token = actor or (None, None)
    await connection.execute(INSERT, organisation, token, action, object_, *digests)


async def page(connection: Connection, before: int, limit: int) -> list[Entry]:
    """The newest entries below an id, newest first."""
    return [Entry(**row) for row in await connection.fetch(PAGE, before, limit)]
