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

SEARCH: Final = """select a.id, a.at, a.organisation, o.name, s.person, t.label, a.action, a.object,
    a.digest_before, a.digest_after
  from audit a left join organisation o on o.id = a.organisation
    left join token t on t.id = a.token left join web_session s on s.token = a.token
  where a.id < $1 and ($2::text is null or a.organisation = $2)
    and ($3::text is null or a.action = $3) and ($4 = '' or strpos(a.object, $4) > 0)
    and ($5::timestamptz is null or a.at >= $5) and ($6::timestamptz is null or a.at < $6)
  order by a.id desc limit $7"""


class Wanted(msgspec.Struct, frozen=True):
    """Which entries: all that are given must fit; `until` is the first moment after them."""

    organisation: str | None = None
    action: str | None = None
    object: str = ""
    since: datetime | None = None
    until: datetime | None = None


class Told(msgspec.Struct, frozen=True):
    """An entry with names: of the organisation, and of the person or else the token that acted."""

    id: int
    at: datetime
    organisation: str | None
    name: str | None
    person: str | None
    label: str | None
    action: str
    object: str
    digest_before: str | None
    digest_after: str | None


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


async def search(connection: Connection, wanted: Wanted, before: int, limit: int) -> list[Told]:
    """The newest entries below an id that fit, newest first."""
    facts = msgspec.structs.astuple(wanted)
    return [Told(**row) for row in await connection.fetch(SEARCH, before, *facts, limit)]
