"""What happened: the rows of the outbox, by whom they concern."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

import msgspec
from asyncpg import Record

from registry.db.pool import Connection
from soroe.events import Fact

PAGE: Final = """select o.id, o.topic, o.name, o.created_at as at, o.digest, o.form,
    o.municipality, o.facts, coalesce(m.name, '') as place,
    coalesce((select c.title from core_version c where c.form = o.form
        order by c.number desc limit 1),
      case when o.topic like 'review.%' then o.facts ->> 'title' end, '') as title
  from events_page($1, $2, $3, $4, $5) o left join municipality m on m.code = o.municipality
  order by o.id desc"""
CLOSING: Final = "select announce_closing($1, $2)"


_EVER: Final = datetime.min.replace(tzinfo=UTC)


class Happened(msgspec.Struct, frozen=True):
    """A row of the outbox, with the names of the form and of the municipality that it concerns."""

    id: int
    topic: str
    name: str
    at: datetime
    digest: str | None
    form: str | None
    municipality: str | None
    facts: dict[str, Fact]
    place: str
    title: str


async def page(
    connection: Connection,
    form: str | None,
    area: str | None,
    *,
    below: int,
    since: datetime,
    limit: int,
) -> list[Happened]:
    """Events below an id, newest first, of a form and of an area, where these are not None.

    An area is a municipality's code or the two digits that the codes of a prefecture begin with.
    What is said of a form as such concerns every area in which somebody has a diff of it.
    """
    rows = await connection.fetch(PAGE, form, area, below, since, limit)
    return [_happened(row) for row in rows]


async def get(connection: Connection, id_: int) -> Happened | None:
    """One event."""
    found = await page(connection, None, None, below=id_ + 1, since=_EVER, limit=1)
    return found[0] if found and found[0].id == id_ else None


async def announce_closing(connection: Connection, today: date, until: date) -> int:
    """Tell of what closes from today until a day, once each; how many were told now."""
    told: int = await connection.fetchval(CLOSING, today, until)
    return told


def _happened(row: Record) -> Happened:
    facts = msgspec.json.decode(row["facts"], type=dict[str, Fact])
    return Happened(**{**row, "facts": facts})
