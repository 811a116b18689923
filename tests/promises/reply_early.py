"""A registry that is wrong on purpose: it answers before the transaction is committed.

The tests of what survives must find it out; it is run in place of `registry serve`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import TypeVar

from registry.db.pool import Connection, Pool
from registry.serve import serve
from registry.settings import read_settings

T = TypeVar("T")
LATE = 1.0
_open: set[asyncio.Task[None]] = set()


async def transaction(pool: Pool, work: Callable[[Connection], Awaitable[T]]) -> T:
    """Give the result first and commit later."""
    done: asyncio.Future[T] = asyncio.get_running_loop().create_future()

    async def run() -> None:
        async with pool.acquire() as connection, connection.transaction():
            done.set_result(await work(connection))
            await asyncio.sleep(LATE)

    task = asyncio.create_task(run())
    _open.add(task)
    task.add_done_callback(_open.discard)
    return await done


if __name__ == "__main__":
    vars(import_module("registry.services.publish_core"))["transaction"] = transaction
    serve(read_settings())
    sys.exit(0)
