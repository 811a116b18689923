"""Sessions of people who signed in: a token of their organisation, and who they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from registry.db.pool import Connection
from registry.db.tokens import Holder, holder_of

INSERT: Final = """insert into web_session (token, person, provider, subject, idle_until)
  values ($1, $2, $3, $4, now() + $5::interval)"""
FIND: Final = """select t.id as token, t.organisation, o.kind, o.municipality, t.scopes,
    t.expires_at, t.expires_at <= now() as expired, t.revoked_at is not null as revoked,
    o.name, s.person, s.provider, s.subject, s.idle_until <= now() as idle,
    s.seen_at < now() - least(interval '1 minute', (s.idle_until - s.seen_at) / 10) as unseen
  from token t join web_session s on s.token = t.id
    join organisation o on o.id = t.organisation where t.hash = $1"""
SEEN: Final = (
    "update web_session set seen_at = now(), idle_until = now() + $2::interval where token = $1"
)
OPEN: Final = """select t.id, t.organisation, o.name, s.person, s.provider, s.subject, t.created_at,
    s.seen_at, least(s.idle_until, t.expires_at) as until
  from web_session s join token t on t.id = s.token join organisation o on o.id = t.organisation
  where t.revoked_at is null and t.expires_at > now() and s.idle_until > now()
    and ($1::text is null or (s.provider = $1 and s.subject = $2))
    and ($3::text is null or t.organisation = $3)
  order by s.seen_at desc, t.id limit $4"""
REVOKE_ALL: Final = """update token t set revoked_at = now() from web_session s
  where s.token = t.id and t.revoked_at is null and s.provider = $1 and s.subject = $2
    and t.organisation = $3 returning t.id"""

REVOKE: Final = """update token t set revoked_at = coalesce(t.revoked_at, now()) from web_session s
  where s.token = t.id and t.id = $1 returning t.id"""


class Found(msgspec.Struct, frozen=True):
    """A session by its secret; `unseen` where its use is to be noted (not each time)."""

    holder: Holder
    organisation_name: str
    person: str
    provider: str
    subject: str
    idle: bool
    unseen: bool


class Session(msgspec.Struct, frozen=True):
    """A session that is open, as it may be shown. `id` is that of its token."""

    id: UUID
    organisation: str
    name: str
    person: str
    provider: str
    subject: str
    created_at: datetime
    seen_at: datetime
    until: datetime


async def insert(
    connection: Connection,
    token: UUID,
    *,
    person: str,
    provider: str,
    subject: str,
    idle: timedelta,
) -> None:
    """Make the token that of a person's session."""
    await connection.execute(INSERT, token, person, provider, subject, idle)


async def find(connection: Connection, hash_: bytes) -> Found | None:
    """The session of a secret's hash, over or not."""
    row = await connection.fetchrow(FIND, hash_)
    if row is None:
        return None
    facts = {key: row[key] for key in ("person", "provider", "subject", "idle", "unseen")}
    return Found(holder_of(row), row["name"], **facts)


async def seen(connection: Connection, token: UUID, idle: timedelta) -> None:
    """Note that the person is still there."""
    await connection.execute(SEEN, token, idle)


async def open_ones(connection: Connection, limit: int) -> list[Session]:
    """All sessions that are open, those used last first."""
    return [Session(**row) for row in await connection.fetch(OPEN, None, None, None, limit)]


async def of_organisation(connection: Connection, organisation: str, limit: int) -> list[Session]:
    """The sessions of an organisation that are open, those used last first."""
    rows = await connection.fetch(OPEN, None, None, organisation, limit)
    return [Session(**row) for row in rows]


async def of_person(
    connection: Connection, provider: str, subject: str, organisation: str, limit: int
) -> list[Session]:
    """A person's sessions that are open, the one used last first."""
    rows = await connection.fetch(OPEN, provider, subject, organisation, limit)
    return [Session(**row) for row in rows]


async def revoke_all(
    connection: Connection, provider: str, subject: str, organisation: str
) -> list[UUID]:
    """End all sessions of a person; their ids."""
    return [
        row["id"] for row in await connection.fetch(REVOKE_ALL, provider, subject, organisation)
    ]


async def revoke(connection: Connection, session: UUID) -> bool:
    """End one session; whether there is such a one."""
    return await connection.fetchrow(REVOKE, session) is not None
