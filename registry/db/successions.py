"""Municipalities that merged, changed their code or moved a boundary."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal, TypeAlias

import msgspec

from registry.db.pool import Connection

Kind: TypeAlias = Literal["merger", "code-change", "boundary"]

LOCK: Final = "lock table succession in share row exclusive mode"
SHARE: Final = "lock table succession in share mode"
INSERT: Final = """with new as (
    insert into succession (kind, heir, effective, note, recorded_by)
    values ($1, $2, $3, $4, $5) returning id)
  insert into succession_from (succession, position, municipality)
  select new.id, f.nth - 1, f.code from new, unnest($6::text[]) with ordinality as f (code, nth)
  returning succession"""
_SUCCESSION: Final = """select s.id, s.kind, array(select f.municipality from succession_from f
      where f.succession = s.id order by f.position) as codes,
    s.heir, s.effective, s.note, s.recorded_at, s.cancelled_at, s.cancel_reason
  from (select id, kind, heir, effective, note, recorded_at,
      case when cancelled_at > $1 then null else cancelled_at end as cancelled_at,
      case when cancelled_at > $1 then null else cancel_reason end as cancel_reason
    from succession where $1::timestamptz is null or recorded_at <= $1) s"""
GET: Final = _SUCCESSION + " where s.id = $2"
LIST: Final = (
    _SUCCESSION
    + """ where $2::text is null or s.heir = $2 or exists (select from succession_from f
    where f.succession = s.id and f.municipality = $2)
  order by s.effective, s.id"""
)
ENDINGS: Final = """select f.municipality as code, s.heir, s.effective, s.kind, s.recorded_at
  from succession s join succession_from f on f.succession = s.id
  where s.kind <> 'boundary' and ($1::timestamptz is null or s.recorded_at <= $1)
    and (s.cancelled_at is null or s.cancelled_at > $1)
  order by s.effective, s.id, f.position"""
CANCEL: Final = """update succession
  set cancelled_at = clock_timestamp(), cancelled_by = $2, cancel_reason = $3 where id = $1"""


class Succession(msgspec.Struct, frozen=True):
    """What was recorded: `codes` pass to `heir` on the day `effective`.

    A boundary change ends no code. One that is cancelled was a mistake, and holds no more.
    """

    id: int
    kind: Kind
    codes: list[str]
    heir: str
    effective: date
    note: str
    recorded_at: datetime
    cancelled_at: datetime | None
    cancel_reason: str | None


class NewSuccession(msgspec.Struct, frozen=True):
    """A succession to record."""

    kind: Kind
    codes: tuple[str, ...]
    heir: str
    effective: date
    note: str


class Ending(msgspec.Struct, frozen=True):
    """A code that ends: from the day `effective` on its heir stands for it."""

    code: str
    heir: str
    effective: date
    kind: Kind
    recorded_at: datetime


async def lock(connection: Connection) -> None:
    """Nobody else records a succession before this transaction ends."""
    await connection.execute(LOCK)


async def share(connection: Connection) -> None:
    """No succession is recorded before this transaction ends; others may publish meanwhile."""
    await connection.execute(SHARE)


async def insert(connection: Connection, new: NewSuccession, by: str | None) -> Succession:
    """Record a succession (by an organisation; None: the operator)."""
    facts = (new.kind, new.heir, new.effective, new.note)
    id_ = await connection.fetchval(INSERT, *facts, by, list(new.codes))
    made = await get(connection, id_)
    assert made is not None, "it was written just now"
    return made


async def get(connection: Connection, id_: int) -> Succession | None:
    """One succession, cancelled or not."""
    row = await connection.fetchrow(GET, None, id_)
    return Succession(**row) if row else None


async def successions(
    connection: Connection, known: datetime | None = None, code: str | None = None
) -> list[Succession]:
    """All, or those of one code, by their day; `known` leaves out what was recorded later."""
    return [Succession(**row) for row in await connection.fetch(LIST, known, code)]


async def endings(connection: Connection, known: datetime | None = None) -> list[Ending]:
    """Every code that ends, by the day; as it was known at a time (None: now)."""
    return [Ending(**row) for row in await connection.fetch(ENDINGS, known)]


async def cancel(connection: Connection, id_: int, by: str | None, reason: str) -> None:
    """Say that a succession was recorded by mistake."""
    await connection.execute(CANCEL, id_, by, reason)
