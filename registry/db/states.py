"""What was said of published cores: deprecated, withdrawn, published again. Rows are only added."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal, TypeAlias

import msgspec

from registry.db.pool import Connection

State: TypeAlias = Literal["published", "deprecated", "withdrawn"]

LOCK: Final = "select from form where form = $1 for no key update"
INSERT: Final = """insert into core_state
    (form, version, state, effective, removal, replacement, reason, recorded_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8)"""
_COLUMNS: Final = """select form, version, state, effective, removal, replacement, reason,
    recorded_at, recorded_by from core_state"""
HISTORY: Final = _COLUMNS + " where form = $1 and version = $2 order by id"
LAST: Final = _COLUMNS + " where form = $1 and version = $2 order by id desc limit 1"
CURRENT: Final = """select distinct on (form, version) form, version, state, effective, removal,
    replacement, reason, recorded_at, recorded_by from core_state
  where $1::text is null or form = $1 order by form, version, id desc"""
COUNT: Final = "select count(*) from core_state"


class Said(msgspec.Struct, frozen=True):
    """What a steward says of a version: its state from now on, the facts of it, and why."""

    state: State
    effective: date | None
    removal: date | None
    replacement: str | None
    reason: str


class Standing(Said, frozen=True, kw_only=True):
    """What was said of which version, when, and by which organisation (None: the operator)."""

    form: str
    version: str
    recorded_at: datetime
    recorded_by: str | None


async def lock(connection: Connection, form: str) -> None:
    """Nobody else says or publishes anything of this form before the transaction ends."""
    await connection.execute(LOCK, form)


async def insert(
    connection: Connection, form: str, version: str, said: Said, by: str | None
) -> None:
    """Add what is said of a published version; the database sets the version's state to it."""
    facts = (said.state, said.effective, said.removal, said.replacement, said.reason)
    await connection.execute(INSERT, form, version, *facts, by)


async def history(connection: Connection, form: str, version: str) -> list[Standing]:
    """All that was ever said of a version, oldest first; nothing of one that is as published."""
    return [Standing(**row) for row in await connection.fetch(HISTORY, form, version)]


async def last(connection: Connection, form: str, version: str) -> Standing | None:
    """What was said of a version at last."""
    row = await connection.fetchrow(LAST, form, version)
    return Standing(**row) if row else None


async def current(
    connection: Connection, form: str | None = None
) -> dict[tuple[str, str], Standing]:
    """What was said at last of each version of a form, or of all, by form and version."""
    found = (Standing(**row) for row in await connection.fetch(CURRENT, form))
    return {(standing.form, standing.version): standing for standing in found}


async def count(connection: Connection) -> int:
    """How many rows there are: it rises with everything that is said, whatever the order."""
    rows: int = await connection.fetchval(COUNT)
    return rows
