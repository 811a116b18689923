"""Whether the database answers and has this program's schema."""

from __future__ import annotations

from typing import Final

from registry.db.migrate import APPLIED, EXISTS, migrations
from registry.db.pool import Connection

PING: Final = "select 1"


async def current(connection: Connection) -> bool:
    """Whether every migration of this program is in the database."""
    if not await connection.fetchval(EXISTS):
        return False
    applied = {row["version"] for row in await connection.fetch(APPLIED)}
    return applied >= {step.version for step in migrations()}
