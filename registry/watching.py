"""Noticing what other processes said of cores, or measured, so that no kept answer stays behind.

The database is asked every second; nothing has to be delivered, so nothing is missed when a
connection drops or goes through a pooler. While the database is away nothing can be said in it, and
the first answer after that shows what was said before it went.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg

from registry.db import states
from registry.db.pool import Connection, Pool, read
from registry.errors import AWAY

SECONDS = 1.0
"""How long another process may go on with what it has kept."""


async def watch(
    pool: Pool,
    forget: Callable[[], None],
    look: Callable[[Connection], Awaitable[object]] = states.count,
) -> None:
    """Call `forget` whenever `look` sees something else: how much was said of cores."""
    known: object = None
    while True:
        found = await _seen(pool, look)
        if found is not None and found != known:
            known = found
            forget()
        await asyncio.sleep(SECONDS)


async def _seen(pool: Pool, look: Callable[[Connection], Awaitable[object]]) -> object:
    """None while the database does not answer: it is away, or not yet set up."""
    try:
        return await read(pool, look)
    except (*AWAY, asyncpg.PostgresError):
        return None
