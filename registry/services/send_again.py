"""Sending to a webhook on request: a test, or a message that was given up or delivered before."""

from __future__ import annotations

from uuid import UUID

from registry.context import Context
from registry.db import webhooks
from registry.db.pool import Connection, transaction
from registry.db.tokens import Holder
from registry.db.webhooks import Delivery
from registry.problems import RefusedError
from registry.services import rights
from registry.services.add_webhook import found, own
from soroe.errors import Problem


async def send_test(context: Context, by: rights.By, organisation: str, id_: UUID) -> Delivery:
    """Queue a message that tells of nothing (`webhook.test`); it is signed and sent like any."""

    async def work(connection: Connection) -> Delivery:
        actor = await _may(connection, by, organisation, id_)
        made = await webhooks.insert_test(connection, id_)
        await rights.record(connection, actor, "test-webhook", f"webhooks/{id_}")
        return await _delivery(connection, id_, made)

    return await transaction(context.pool, work)


async def redeliver(
    context: Context, by: rights.By, organisation: str, id_: UUID, number: int
) -> Delivery:
    """Send a message again, from its first attempt on.

    Raises `RefusedError`: `no-such-webhook`, `no-such-delivery`, `delivery-waiting` where it is to
    be sent anyway.
    """

    async def work(connection: Connection) -> Delivery:
        actor = await _may(connection, by, organisation, id_)
        await _delivery(connection, id_, number)
        if not await webhooks.again(connection, number):
            raise RefusedError(Problem("delivery-waiting", params={"id": str(number)}))
        await rights.record(connection, actor, "redeliver", f"webhooks/{id_}/{number}")
        return await _delivery(connection, id_, number)

    return await transaction(context.pool, work)


async def _may(
    connection: Connection, by: rights.By, organisation: str, id_: UUID
) -> Holder | None:
    """Who acts, if they may look after the webhook."""
    actor = await rights.confirm(connection, by, rights.WEBHOOK)
    await own(connection, actor, organisation)
    await found(connection, organisation, id_)
    return actor


async def _delivery(connection: Connection, webhook: UUID, number: int) -> Delivery:
    delivery = await webhooks.delivery(connection, webhook, number)
    if delivery is None:
        raise RefusedError(Problem("no-such-delivery", params={"id": str(number)}))
    return delivery
