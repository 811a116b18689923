"""What stewards decided about clusters. Rows are only added; one takes another back."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import msgspec

from registry.db.pool import Connection

LOCK: Final = "select pg_advisory_xact_lock(hashtextextended('cluster_decision ' || $1, 0))"
_ROWS: Final = """select d.id, d.form, d.action, d.one, d.other, d.reason, d.at, d.organisation,
    u.at as undone_at, u.organisation as undone_by, u.reason as undone_reason
  from cluster_decision d left join cluster_decision u on u.undoes = d.id"""
LIST: Final = _ROWS + " where d.form = $1 and d.action <> 'undo' order by d.id"
COUNT: Final = "select count(*) from cluster_decision where form = $1"
INSERT: Final = """insert into cluster_decision
    (form, action, one, other, undoes, reason, organisation)
  values ($1, $2, $3, $4, $5, $6, $7) returning id"""


class Row(msgspec.Struct, frozen=True):
    """A decision, and by whom and why it was taken back; no organisation: the operator."""

    id: int
    form: str
    action: Literal["merge", "split"]
    one: str
    other: str
    reason: str
    at: datetime
    organisation: str | None
    undone_at: datetime | None
    undone_by: str | None
    undone_reason: str | None


class New(msgspec.Struct, frozen=True):
    """What is said: two keys, or which decision is taken back."""

    form: str
    action: Literal["merge", "split", "undo"]
    one: str | None
    other: str | None
    undoes: int | None
    reason: str


async def lock(connection: Connection, form: str) -> None:
    """Nobody else decides about this form before the transaction ends."""
    await connection.execute(LOCK, form)


async def of_form(connection: Connection, form: str) -> list[Row]:
    """All decisions about a form, in the order they were made; taken back ones too."""
    return [Row(**row) for row in await connection.fetch(LIST, form)]


async def count(connection: Connection, form: str) -> int:
    """How many rows there are of a form."""
    rows: int = await connection.fetchval(COUNT, form)
    return rows


async def insert(connection: Connection, new: New, by: str | None) -> int:
    """Add what is said; its number."""
    id_: int = await connection.fetchval(INSERT, *msgspec.structs.astuple(new), by)
    return id_
