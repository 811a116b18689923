"""Sending one message to one webhook, and keeping what came of it.

A message is sent at least once: where this process dies after sending and before writing, it is
sent again, under the same `webhook-id`. Messages are signed as Standard Webhooks has it
(https://www.standardwebhooks.com).
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import msgspec
from standardwebhooks import Webhook as Signer

from registry.context import Context
from registry.db import events, webhooks
from registry.db.pool import Connection, read, transaction
from registry.db.webhooks import Parcel
from registry.outgoing.post import Sender, Sent
from registry.services.events import event_of
from soroe.events import Event

TEST_TOPIC = "webhook.test"


class Message(msgspec.Struct, frozen=True):
    """What a target is sent: the topic, when it happened, and the event; a test has none."""

    type: str
    timestamp: datetime
    data: Event | None


async def deliver(context: Context, sender: Sender, id_: int) -> float | None:
    """Send a message that waits; the seconds after which to try again, None where it is over.

    Raises what the database raises; the message then waits as before.
    """
    parcel, message = await read(context.pool, lambda c: _packed(c, id_, context.public_url))
    if parcel is None or message is None or parcel.state != "waiting" or parcel.ended:
        return None
    body = msgspec.json.encode(message)
    sent = await sender.post(parcel.url, _signed(parcel, body), body)
    pause = _pause(parcel, sent, sender.rules.pauses)
    await transaction(context.pool, partial(_keep, parcel=parcel, sent=sent, pause=pause))
    return pause


async def _packed(
    connection: Connection, id_: int, public_url: str
) -> tuple[Parcel | None, Message | None]:
    parcel = await webhooks.parcel(connection, id_)
    if parcel is None:
        return None, None
    if parcel.event is None:
        return parcel, Message(TEST_TOPIC, parcel.queued_at, None)
    happened = await events.get(connection, parcel.event)
    assert happened is not None, "an event is never deleted"
    return parcel, Message(happened.topic, happened.at, event_of(happened, public_url))


def _signed(parcel: Parcel, body: bytes) -> dict[str, str]:
    now = datetime.now(UTC)
    name = f"msg_{parcel.id}"
    return {
        "content-type": "application/json",
        "user-agent": "soroe-registry",
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Signer(parcel.secret).sign(name, now, body.decode()),
    }


def _pause(parcel: Parcel, sent: Sent, pauses: tuple[float, ...]) -> float | None:
    """Seconds until the next attempt; None after success, 410, or the last attempt."""
    if sent.failure in (None, "gone") or parcel.attempts >= len(pauses):
        return None
    return pauses[parcel.attempts]


async def _keep(connection: Connection, parcel: Parcel, sent: Sent, pause: float | None) -> None:
    state: webhooks.State = "waiting"
    if pause is None:
        state = "delivered" if sent.failure is None else "dead"
    await webhooks.tried(connection, parcel.id, state, sent.status, sent.failure)
    if sent.failure == "gone":  # it asks for no more (Standard Webhooks)
        await webhooks.end(connection, parcel.webhook, "gone")
