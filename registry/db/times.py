"""What reads at a time need beside what they show: all that was said of cores, first days."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Final

import msgspec

from registry.db.pool import Connection
from registry.db.states import Standing

SAID: Final = """select form, version, state, effective, removal, replacement, reason, recorded_at,
    recorded_by
  from core_state where $1::text is null or form = $1 order by id"""
HEADS: Final = """select distinct on (r.form, r.municipality) r.form, r.municipality, m.name,
    m.prefecture, m.fictional, r.revision, r.core
  from local_revision r
  join municipality m on m.code = r.municipality
  join core_version v on v.form = r.form and v.version = r.core
  where ($1::text is null or r.form = $1)
    and ($2::timestamptz is null or r.recorded_at <= $2)
    and ($3::date is null or $3 >= greatest(v.effective_from,
      coalesce(r.effective_from, (r.recorded_at at time zone 'Asia/Tokyo')::date)))
  order by r.form, r.municipality, r.revision desc"""
REVISION: Final = """select r.recorded_at, greatest(v.effective_from,
    coalesce(r.effective_from, (r.recorded_at at time zone 'Asia/Tokyo')::date)) as effective
  from local_revision r join core_version v on v.form = r.form and v.version = r.core
  where r.form = $1 and r.municipality = $2 and r.revision = $3"""


class Beginning(msgspec.Struct, frozen=True):
    """When a document was recorded, and the first day on which it applies."""

    recorded_at: datetime
    effective: date


class Head(msgspec.Struct, frozen=True):
    """The revision of a municipality that applies on a day."""

    form: str
    municipality: str
    name: str
    prefecture: str
    fictional: bool
    revision: int
    core: str


async def said(
    connection: Connection, form: str | None = None
) -> dict[tuple[str, str], list[Standing]]:
    """All that was ever said of the versions of a form, or of all, oldest first."""
    found: dict[tuple[str, str], list[Standing]] = defaultdict(list)
    for row in await connection.fetch(SAID, form):
        found[row["form"], row["version"]].append(Standing(**row))
    return dict(found)


async def heads(
    connection: Connection, form: str | None, known: datetime | None, day: date | None
) -> list[Head]:
    """The revision of every municipality that applies on a day, as known at a time."""
    return [Head(**row) for row in await connection.fetch(HEADS, form, known, day)]


async def revision(
    connection: Connection, form: str, municipality: str, number: int
) -> Beginning | None:
    """When a revision was recorded, and its first day."""
    row = await connection.fetchrow(REVISION, form, municipality, number)
    return Beginning(**row) if row else None
