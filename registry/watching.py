"""Noticing what other processes said of cores, so that no kept answer goes on without it.

The database is asked every second; nothing has to be delivered, so nothing is missed when a
connection drops or goes through a pooler. While the database is away nothing can be said in it, and
the first answer after that shows what was said before it went.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import asyncpg

from registry.db import states
from registry.db.pool import Pool, read
from registry.errors import AWAY

SECONDS = 1.0
"""How long another process may go on with what it has kept."""


async def watch(pool: Pool, forget: Callable[[], None]) -> None:
    """Call `forget` whenever the number of things that were said of cores is another one."""
    known: int | None = None
    while True:
        found = await _count(pool)
        if found is not None and found != known:
            known = found
            forget()
        await asyncio.sleep(SECONDS)


async def _count(pool: Pool) -> int | None:
    """None while the database does not answer: it is away, or not yet set up."""
    try:
        return await read(pool, states.count)
    except (*AWAY, asyncpg.PostgresError):
        return None
