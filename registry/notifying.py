"""What a server process does about notifications beside the requests.

It tells of what closes soon, and works the queue of messages off while there are webhooks. Several
processes share the queue; one that dies loses nothing, because what waits stands in a table of its
own and gets another job.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

import asyncpg

from registry import days, logs
from registry.context import Context
from registry.db import events, webhooks
from registry.db.job_queue import queue_manager
from registry.db.pool import Connection, read, transaction
from registry.errors import AWAY
from registry.limits import CLOSING_DAYS, DELIVERIES_DAYS, MAX_SENDING, SENDING_EACH
from registry.outgoing.post import Sender
from registry.services.deliver import deliver

if TYPE_CHECKING:
    from pgqueuer.core.qm import QueueManager
    from pgqueuer.domain.models import Job

LOOK_SECONDS: Final = 1.0
"""How soon a new webhook is served."""

TIDY_SECONDS: Final = 60.0
"""How often to look for what closes soon, has lost its job, or is old."""

LOST_SECONDS: Final = 5.0
"""How long to leave a database alone that cannot be reached."""

_BATCH: Final = 20


async def notify(context: Context, dsn: str) -> None:
    """Tell of what happens until cancelled; an error ends nothing but the piece it came from."""
    logging.getLogger("pgqueuer").setLevel(logging.CRITICAL)  # what fails is told here, as JSON
    notifier, away = _Notifier(context, dsn), False
    try:
        while True:
            try:
                await notifier.look()
                pause, away = LOOK_SECONDS, False
            except (*AWAY, asyncpg.PostgresError) as error:
                if not away:  # once for each time that the database goes away
                    logs.write("notifying-waits", error=type(error).__name__)
                pause, away = LOST_SECONDS, True
            except Exception as error:  # noqa: BLE001 - logged; the next piece may be better
                logs.failure(error, "notifying")
                pause = LOST_SECONDS
            await asyncio.sleep(pause)
    finally:
        await notifier.stop()


class _Notifier:
    """The task that sends, while there are webhooks, and when things were last tidied."""

    def __init__(self, context: Context, dsn: str) -> None:
        self._context = context
        self._dsn = dsn
        self._stopping = asyncio.Event()
        self._sending: asyncio.Task[None] | None = None
        self._tidied = -TIDY_SECONDS

    async def look(self) -> None:
        """Tidy when it is time, and see that what waits is sent; raises what sending has raised."""
        if time.monotonic() - self._tidied >= TIDY_SECONDS:
            await transaction(self._context.pool, _tidy)
            self._tidied = time.monotonic()
        if self._sending is not None and self._sending.done():
            ended, self._sending = self._sending, None
            await ended
        if self._sending is None and len(await read(self._context.pool, webhooks.targets)) > 0:
            self._sending = asyncio.create_task(_send(self._context, self._dsn, self._stopping))

    async def stop(self) -> None:
        """Let what is under way go back into the queue."""
        self._stopping.set()
        if self._sending is not None:
            with suppress(Exception):  # the process ends; what waits stands in its table
                await self._sending


async def _tidy(connection: Connection) -> None:
    today = days.today()
    await events.announce_closing(connection, today, today + timedelta(days=CLOSING_DAYS))
    await webhooks.enqueue_strays(connection)
    await webhooks.forget(connection, DELIVERIES_DAYS)


async def _send(context: Context, dsn: str, stopping: asyncio.Event) -> None:
    """Work the queue off until `stopping`; what is under way then goes back into the queue."""
    async with queue_manager(dsn) as manager:
        sender = Sender(context.outgoing)
        work = partial(_job, context, sender, stopping)
        known = asyncio.create_task(_follow(context, manager, work))
        stop = asyncio.create_task(_stop(manager, stopping))
        try:
            await manager.run(
                dequeue_timeout=timedelta(seconds=LOOK_SECONDS),
                batch_size=_BATCH,
                max_concurrent_tasks=MAX_SENDING,
                shutdown_on_listener_failure=True,
            )
        finally:
            for task in (known, stop):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def _stop(manager: QueueManager, stopping: asyncio.Event) -> None:
    await stopping.wait()
    manager.shutdown.set()


async def _follow(
    context: Context, manager: QueueManager, work: Callable[[Job], Awaitable[None]]
) -> None:
    """Keep an entrypoint for each webhook; the queue bounds what is under way to each of them."""
    from pgqueuer.domain.types import QueueEntrypoint  # noqa: PLC0415 - see `queue_manager`

    served: set[UUID] = set()
    while True:
        with suppress(*AWAY, asyncpg.PostgresError):  # told by who looks for webhooks at all
            there = await read(context.pool, webhooks.targets)
            for id_ in there - served:
                manager.entrypoint(
                    f"webhook:{id_}", concurrency_limit=SENDING_EACH, accepts_context=False
                )(work)
            for id_ in served - there:
                manager.entrypoint_registry.pop(QueueEntrypoint(f"webhook:{id_}"))
            served = there
        await asyncio.sleep(LOOK_SECONDS)


async def _job(context: Context, sender: Sender, stopping: asyncio.Event, job: Job) -> None:
    """Send one message; asks the queue to come again where it was not taken."""
    from pgqueuer.domain.errors import RetryRequested  # noqa: PLC0415 - see `queue_manager`

    sending = asyncio.ensure_future(deliver(context, sender, int(job.payload or b"0")))
    stop = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({sending, stop}, return_when=asyncio.FIRST_COMPLETED)
        pause = await sending if sending.done() else 0.0
    except Exception as error:  # noqa: BLE001 - logged; the message waits as before
        if not isinstance(error, (*AWAY, asyncpg.PostgresError)):
            logs.failure(error, f"delivery {job.id}")
        pause = LOST_SECONDS
    finally:
        for task in (sending, stop):
            task.cancel()
    if pause is not None:
        raise RetryRequested(timedelta(seconds=pause))
