"""Whom of an OpenID Connect provider is taken, and for which organisation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from registry.db.pool import Connection

INSERT: Final = """insert into sign_in_rule (issuer, claim, value, organisation, note)
  values ($1, $2, $3, $4, $5) on conflict do nothing
  returning id, issuer, claim, value, organisation, note, created_at"""
PAGE: Final = """select id, issuer, claim, value, organisation, note, created_at from sign_in_rule
  order by issuer, organisation, claim, value limit $1"""
MATCHING: Final = """select r.id, r.issuer, r.claim, r.value, r.organisation, r.note, r.created_at
  from sign_in_rule r join unnest($2::text[], $3::text[]) given (claim, value)
    on r.claim = given.claim and r.value = given.value
  where r.issuer = $1 order by r.organisation"""
DELETE: Final = """delete from sign_in_rule where id = $1
  returning id, issuer, claim, value, organisation, note, created_at"""


class Rule(msgspec.Struct, frozen=True):
    """Whose claim at the issuer has the value works for the organisation."""

    id: UUID
    issuer: str
    claim: str
    value: str
    organisation: str
    note: str
    created_at: datetime


async def insert(
    connection: Connection, issuer: str, claim: str, value: str, *, organisation: str, note: str
) -> Rule | None:
    """The new rule, or None where there is one for this value."""
    row = await connection.fetchrow(INSERT, issuer, claim, value, organisation, note)
    return Rule(**row) if row else None


async def page(connection: Connection, limit: int) -> list[Rule]:
    """The rules in the order of issuers and organisations."""
    return [Rule(**row) for row in await connection.fetch(PAGE, limit)]


async def matching(
    connection: Connection, issuer: str, claims: Collection[tuple[str, str]]
) -> list[Rule]:
    """The rules that name one of these claims with its value."""
    names, values = [name for name, _ in claims], [value for _, value in claims]
    return [Rule(**row) for row in await connection.fetch(MATCHING, issuer, names, values)]


async def delete(connection: Connection, id_: UUID) -> Rule | None:
    """Take a rule away; None where there is none."""
    row = await connection.fetchrow(DELETE, id_)
    return Rule(**row) if row else None
