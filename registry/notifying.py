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
    sending: asyncio.Task[None] | None = None
    stopping = asyncio.Event()
    tidied = -TIDY_SECONDS
    try:
        while True:
            try:
                if time.monotonic() - tidied >= TIDY_SECONDS:
                    await transaction(context.pool, _tidy)
                    tidied = time.monotonic()
                if sending is not None and sending.done():
                    await sending
                    sending = None
                if sending is None and len(await read(context.pool, webhooks.targets)) > 0:
                    sending = asyncio.create_task(_send(context, dsn, stopping))
                pause = LOOK_SECONDS
            except (*AWAY, asyncpg.PostgresError) as error:
                logs.write("notifying-waits", error=type(error).__name__)
                sending, pause = None, LOST_SECONDS
            except Exception as error:  # noqa: BLE001 - logged; the next piece may be better
                logs.failure(error, "notifying")
                sending, pause = None, LOST_SECONDS
            await asyncio.sleep(pause)
    finally:
        stopping.set()
        if sending is not None:
            with suppress(Exception):  # the process ends; what waits stands in its table
                await sending


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
