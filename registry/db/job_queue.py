"""The job queue in PostgreSQL (pgqueuer), on a connection of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg

from registry.db.pool import ACQUIRE_SECONDS

if TYPE_CHECKING:
    from pgqueuer.core.qm import QueueManager


@asynccontextmanager
async def queue_manager(dsn: str) -> AsyncIterator[QueueManager]:
    """A manager to which entrypoints are added, and which is then run.

    Its tables come with a migration. It listens, so `dsn` leads to a session of its own, not
    through a transaction pooler.
    """
    # Loaded where webhooks are: the library brings much along that nothing else here needs.
    from pgqueuer.adapters.persistence.queries import Queries  # noqa: PLC0415
    from pgqueuer.core.qm import QueueManager  # noqa: PLC0415

    connection = await asyncpg.connect(
        dsn, timeout=ACQUIRE_SECONDS, server_settings={"application_name": "soroe-queue"}
    )
    try:
        yield QueueManager(Queries.from_asyncpg_connection(connection))
    finally:
        await connection.close()
