"""Work that nobody waits for, done beside the requests: one small piece after the other.

The queue is in the database, and what is taken from it is leased: several processes share the work,
one that dies loses nothing, and an unreachable database is waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from registry import logs
from registry.context import Context
from registry.errors import AWAY
from registry.services.prepare_rebases import prepare_rebases

IDLE_SECONDS = 1.0
"""How often to look for work where there was none."""

LOST_SECONDS = 5.0
"""How long to leave a database alone that cannot be reached."""

FAULT_SECONDS = 30.0
"""How long to wait after an error that nobody foresaw."""


async def run(
    context: Context, work: Callable[[Context], Awaitable[int]] = prepare_rebases
) -> None:
    """Do what is due until cancelled; an error ends nothing but the piece that it came from."""
    away = False
    while True:
        try:
            done = await work(context)
            pause, away = (0.0 if done else IDLE_SECONDS), False
        except AWAY as error:
            if not away:  # once for each time that it goes away
                logs.write("runner-waits", error=type(error).__name__)
            pause, away = LOST_SECONDS, True
        except Exception as error:  # noqa: BLE001 - logged; the next piece may be better
            logs.failure(error, "runner")
            pause = FAULT_SECONDS
        await asyncio.sleep(pause)
