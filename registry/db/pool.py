"""Connections: how they are made, and how a unit of work is committed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, TypeVar

import asyncpg
from asyncpg.pool import PoolConnectionProxy

T = TypeVar("T")

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"

ACQUIRE_SECONDS = 5.0
"""How long a request waits for a connection before it is told to come back."""

_SESSION = {
    "application_name": "soroe-registry",
    "synchronous_commit": "on",  # an acknowledged publication must survive the server's death
    "lock_timeout": "4s",
    "statement_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
    "timezone": "UTC",
}

_running: set[asyncio.Task[Any]] = set()


async def open_pool(dsn: str, size: int = 10) -> Pool:
    """A pool that opens connections when they are wanted, so that a database may be away."""
    return await asyncpg.create_pool(
        dsn, min_size=0, max_size=size, server_settings=_SESSION, timeout=ACQUIRE_SECONDS
    )


async def close_pool(pool: Pool) -> None:
    """Let the transactions that run come to their end, then close."""
    while _running:
        await asyncio.wait(_running, timeout=10)
    await pool.close()


async def read(pool: Pool, query: Callable[[Connection], Awaitable[T]]) -> T:
    """The answer of one query on a connection of the pool."""
    async with pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
        return await query(connection)


async def transaction(pool: Pool, work: Callable[[Connection], Awaitable[T]]) -> T:
    """Do the work in one transaction and return after it is durable.

    A caller that is cancelled does not interrupt the commit: the transaction runs to its end, and
    its connection goes back to the pool in a known state.
    """

    async def run() -> T:
        async with pool.acquire(timeout=ACQUIRE_SECONDS) as connection, connection.transaction():
            return await work(connection)

    task = asyncio.create_task(run())
    _running.add(task)
    task.add_done_callback(_running.discard)
    return await asyncio.shield(task)
