"""Ending a webhook: nothing more is sent to it, and what waits is given up."""

from __future__ import annotations

from uuid import UUID

from registry.context import Context
from registry.db import webhooks
from registry.db.pool import Connection, transaction
from registry.db.webhooks import Webhook
from registry.services import rights
from registry.services.add_webhook import found, own


async def end_webhook(context: Context, by: rights.By, organisation: str, id_: UUID) -> Webhook:
    """The webhook as it was; `RefusedError` `no-such-webhook` and those of rights."""

    async def work(connection: Connection) -> Webhook:
        actor = await rights.confirm(connection, by, rights.WEBHOOK)
        await own(connection, actor, organisation)
        webhook = await found(connection, organisation, id_)
        await webhooks.end(connection, id_, "removed")
        await rights.record(connection, actor, "end-webhook", f"webhooks/{id_}")
        return webhook

    return await transaction(context.pool, work)
