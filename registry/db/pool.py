"""Connections: how they are made, and how a unit of work is committed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias, TypeVar

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from soroe.errors import SoroeError

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

LOST = (
    OSError,
    asyncpg.InternalClientError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.exceptions.OperatorInterventionError,
)
"""What means that a connection cannot be used any more."""

_running: set[asyncio.Task[Any]] = set()


async def open_pool(dsn: str, size: int = 10) -> Pool:
    """A pool that opens connections when they are wanted, so that a database may be away."""
    return await asyncpg.create_pool(
        dsn,
        min_size=0,
        max_size=size,
        server_settings=_SESSION,
        timeout=ACQUIRE_SECONDS,
        reset=_nothing,
    )


async def _nothing(_connection: object) -> None:
    """No session state is ever set, so a connection that goes back has nothing to undo."""


async def close_pool(pool: Pool) -> None:
    """Let the transactions that run come to their end, then close."""
    while _running:
        await asyncio.wait(_running, timeout=10)
    await pool.close()


async def read(pool: Pool, query: Callable[[Connection], Awaitable[T]]) -> T:
    """The answer of one query on a connection of the pool."""
    async with _lent(pool) as connection:
        return await query(connection)


async def snapshot(pool: Pool, query: Callable[[Connection], Awaitable[T]]) -> T:
    """The answer of several queries that see the database as it is at one moment."""
    async with (
        _lent(pool) as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        return await query(connection)


async def transaction(pool: Pool, work: Callable[[Connection], Awaitable[T]]) -> T:
    """Do the work in one transaction and return after it is durable.

    A caller that is cancelled does not interrupt the commit: the transaction runs to its end, and
    its connection goes back to the pool in a known state.
    """

    async def run() -> T:
        async with _lent(pool) as connection, connection.transaction():
            return await work(connection)

    task = asyncio.create_task(run())
    _running.add(task)
    task.add_done_callback(_running.discard)
    return await asyncio.shield(task)


@asynccontextmanager
async def _lent(pool: Pool) -> AsyncIterator[Connection]:
    """A connection for a while. After an error that is not ours it is thrown away.

    It may be half dead or in the middle of something; resetting it would hide the error behind
    another one.
    """
    connection = await pool.acquire(timeout=ACQUIRE_SECONDS)
    try:
        yield connection
    except SoroeError:
        raise
    except asyncpg.InternalClientError as e:
        # A dying server sends its farewell on an idle connection too, after which asyncpg takes
        # the connection for busy. Nobody but us uses it, so this is a lost connection.
        connection.terminate()
        raise ConnectionAbortedError from e
    except BaseException:
        connection.terminate()
        raise
    finally:
        await _give_back(pool, connection)


async def _give_back(pool: Pool, connection: PoolConnectionProxy[asyncpg.Record]) -> None:
    """Return a connection. One that is lost only now has done its work: the pool drops it."""
    with suppress(*LOST):
        await pool.release(connection)
