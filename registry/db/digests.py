"""What a digest has to ask for itself: the rebases that wait, of a form and an area."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from registry.db.pool import Connection

REBASES: Final = """select b.form, b.municipality, m.name as place, b.version, b.state,
    (select c.title from core_version c where c.form = b.form and c.version = b.version) as title
  from rebase b join municipality m on m.code = b.municipality
  where b.state in ('prepared', 'failed') and ($1::text is null or b.form = $1)
    and ($2::text is null or starts_with(b.municipality, $2))
  order by b.form, b.municipality limit $3"""


class WaitingRebase(msgspec.Struct, frozen=True):
    """A rebase that a municipality has to confirm, or that could not be prepared."""

    form: str
    municipality: str
    place: str
    version: str
    state: Literal["prepared", "failed"]
    title: str


async def rebases(
    connection: Connection, form: str | None, area: str | None, limit: int
) -> list[WaitingRebase]:
    """The rebases that wait, by form and municipality."""
    rows = await connection.fetch(REBASES, form, area, limit)
    return [WaitingRebase(**row) for row in rows]
