"""Webhooks of an organisation: adding and ending them, trying them, and what became of messages."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from registry.answers import private
from registry.api.organisations import Command, page_size
from registry.context import Context
from registry.db import webhooks
from registry.db.pool import Connection, read
from registry.db.webhooks import Delivery
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.add_webhook import Wanted, add_webhook, found, own
from registry.services.end_webhook import end_webhook
from registry.services.send_again import redeliver, send_test
from soroe.errors import Problem

_NEWEST = 2**63 - 1


class AddWebhook(Command, frozen=True):
    """A webhook to add: the address, the topics (none: all), the form and area (None: all)."""

    url: str
    topics: tuple[str, ...] = ()
    form: str | None = None
    municipality: str | None = None
    prefecture: str | None = None


class WebhookEntry(msgspec.Struct, frozen=True, rename="camel"):
    """A webhook: where it leads, of what it is told, how its messages fare."""

    id: UUID
    organisation: str
    url: str
    topics: tuple[str, ...]
    form: str | None
    municipality: str | None
    prefecture: str | None
    created_at: datetime
    waiting: int
    dead: int
    delivered_at: datetime | None


class AddedWebhook(WebhookEntry, frozen=True, rename="camel", kw_only=True):
    """A webhook with the secret of its signatures (`whsec_…`), which is shown this once."""

    secret: str


class Webhooks(msgspec.Struct, frozen=True):
    """The webhooks of an organisation that have not ended."""

    webhooks: list[WebhookEntry]


class Deliveries(msgspec.Struct, frozen=True):
    """A page of deliveries, newest first; `next` is the cursor of the older ones."""

    deliveries: list[Delivery]
    next: str | None


@get("/api/v1/organisations/{organisation:str}/webhooks")
async def get_webhooks(request: StrictRequest, organisation: FromPath[str]) -> Response[bytes]:
    """The webhooks of an organisation, never the secrets."""
    context: Context = request.app.state["context"]

    async def work(connection: Connection) -> list[webhooks.Webhook]:
        await own(connection, request.scope["state"]["actor"], organisation)
        return await webhooks.listed(connection, organisation)

    return private(Webhooks([_entry(one) for one in await read(context.pool, work)]))


@post("/api/v1/organisations/{organisation:str}/webhooks")
async def post_webhook(
    request: StrictRequest, organisation: FromPath[str], data: JSONBody[AddWebhook]
) -> Response[bytes]:
    """Add a webhook; the answer is the only time its secret is shown."""
    context: Context = request.app.state["context"]
    actor = request.scope["state"]["actor"]
    await read(context.pool, lambda c: own(c, actor, organisation))  # before names are resolved
    wanted = Wanted(**msgspec.structs.asdict(data))
    made, key = await add_webhook(context, request.scope["state"]["by"], organisation, wanted)
    facts = msgspec.structs.asdict(_entry(made))
    secret = "whsec_" + b64encode(key).decode()
    return private(AddedWebhook(secret=secret, **facts), 201)


@delete("/api/v1/organisations/{organisation:str}/webhooks/{webhook:uuid}", status_code=200)
async def delete_webhook(
    request: StrictRequest, organisation: FromPath[str], webhook: FromPath[UUID]
) -> Response[bytes]:
    """End a webhook at once; what waits for it is given up."""
    context: Context = request.app.state["context"]
    ended = await end_webhook(context, request.scope["state"]["by"], organisation, webhook)
    return private(_entry(ended))


@post("/api/v1/organisations/{organisation:str}/webhooks/{webhook:uuid}/test")
async def post_test(
    request: StrictRequest, organisation: FromPath[str], webhook: FromPath[UUID]
) -> Response[bytes]:
    """Queue a message of the topic `webhook.test`."""
    context: Context = request.app.state["context"]
    by = request.scope["state"]["by"]
    return private(await send_test(context, by, organisation, webhook), 201)


@get("/api/v1/organisations/{organisation:str}/webhooks/{webhook:uuid}/deliveries")
async def get_deliveries(
    request: StrictRequest,
    organisation: FromPath[str],
    webhook: FromPath[UUID],
    *,
    wanted: Annotated[webhooks.State | None, QueryParameter(name="state")] = None,
    limit: FromQuery[int] = 100,
    cursor: FromQuery[str] = "",
) -> Response[bytes]:
    """What was sent, waits, or was given up (`state=dead`), newest first."""
    context: Context = request.app.state["context"]
    size = page_size(limit)
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):
        params = {"name": "cursor", "wanted": "next"}
        raise RefusedError(Problem("parameter-invalid", params=params))

    async def work(connection: Connection) -> Deliveries:
        await own(connection, request.scope["state"]["actor"], organisation)
        await found(connection, organisation, webhook)
        below = int(cursor) if cursor else _NEWEST
        page = await webhooks.deliveries(connection, webhook, wanted, below, size + 1)
        more = str(page[size - 1].id) if len(page) > size else None
        return Deliveries(page[:size], more)

    return private(await read(context.pool, work))


@post(
    "/api/v1/organisations/{organisation:str}/webhooks/{webhook:uuid}"
    "/deliveries/{delivery:int}/redeliver",
    status_code=200,
)
async def post_redeliver(
    request: StrictRequest,
    organisation: FromPath[str],
    webhook: FromPath[UUID],
    delivery: FromPath[int],
) -> Response[bytes]:
    """Send a message again that was given up, or delivered before."""
    context: Context = request.app.state["context"]
    by = request.scope["state"]["by"]
    number = delivery if 0 < delivery < _NEWEST else 0
    return private(await redeliver(context, by, organisation, webhook, number))


def _entry(webhook: webhooks.Webhook) -> WebhookEntry:
    facts = msgspec.structs.asdict(webhook)
    area = facts.pop("area")
    own_code = area is not None and len(area) == 6
    return WebhookEntry(
        **facts,
        municipality=area if own_code else None,
        prefecture=None if own_code else area,
    )
