"""Webhooks of an organisation: adding and ending them, trying them, what became of messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, TypeAlias
from urllib.parse import quote, urlencode

import msgspec

from soroe.flows.answers import value_of
from soroe.flows.messages import JSON, Flow, Method, Request
from soroe.listing import Answer, decode

State: TypeAlias = Literal["waiting", "delivered", "dead"]


class Webhook(Answer, frozen=True):
    """A webhook: where it leads, of what it is told (no topics: everything), how messages fare.

    `secret` is there only when it was added just now: receivers check the signatures with it.
    """

    id: str
    organisation: str
    url: str
    topics: tuple[str, ...] = ()
    form: str | None = None
    municipality: str | None = None
    prefecture: str | None = None
    created_at: datetime | None = None
    waiting: int = 0
    dead: int = 0
    delivered_at: datetime | None = None
    secret: str = ""


class Delivery(Answer, frozen=True):
    """One message: delivered, waiting (to be sent, or sent again), or dead (given up).

    `reason` is why the last attempt came to nothing, `status` what the target answered.
    """

    id: int
    topic: str
    state: State
    name: str = ""
    event: int | None = None
    attempts: int = 0
    queued_at: datetime | None = None
    tried_at: datetime | None = None
    status: int | None = None
    reason: str | None = None


class _Webhooks(Answer, frozen=True):
    webhooks: tuple[Webhook, ...]


class _Deliveries(Answer, frozen=True):
    deliveries: tuple[Delivery, ...]
    next: str | None = None


def list_webhooks(organisation: str) -> Flow[tuple[Webhook, ...]]:
    """The webhooks of an organisation that have not ended."""
    path = _path(organisation)
    response = yield Request("GET", path, private=True)
    return decode(value_of(path, response), _Webhooks, path).webhooks


def add_webhook(
    organisation: str,
    url: str,
    topics: Sequence[str] = (),
    *,
    form: str | None = None,
    municipality: str | None = None,
    prefecture: str | None = None,
) -> Flow[Webhook]:
    """Add a webhook; the answer is the only one that has its secret.

    It is asked once only: the secret of an answer that was lost cannot be had again.
    """
    path = _path(organisation)
    said = {
        "url": url,
        "topics": list(topics),
        "form": form,
        "municipality": municipality,
        "prefecture": prefecture,
    }
    body = msgspec.json.encode({name: value for name, value in said.items() if value is not None})
    request = msgspec.structs.replace(_write("POST", path, body), once=True)
    return decode(value_of(path, (yield request), (201,)), Webhook, path)


def end_webhook(organisation: str, webhook: str) -> Flow[Webhook]:
    """End a webhook; what waits for it is given up."""
    path = _path(organisation, webhook)
    return decode(value_of(path, (yield _write("DELETE", path))), Webhook, path)


def send_test(organisation: str, webhook: str) -> Flow[Delivery]:
    """Queue a test message."""
    path = _path(organisation, webhook) + "/test"
    return decode(value_of(path, (yield _write("POST", path)), (201,)), Delivery, path)


def list_deliveries(
    organisation: str, webhook: str, state: State | None = None, most: int = 100
) -> Flow[tuple[Delivery, ...]]:
    """The newest messages, in a state or all; at most so many."""
    found: list[Delivery] = []
    query = {"limit": str(min(most, 500))} | ({"state": state} if state else {})
    while True:
        path = f"{_path(organisation, webhook)}/deliveries?{urlencode(query)}"
        response = yield Request("GET", path, private=True)
        page = decode(value_of(path, response), _Deliveries, path)
        found.extend(page.deliveries)
        if page.next is None or page.next == query.get("cursor") or len(found) >= most:
            return tuple(found[:most])
        query["cursor"] = page.next


def redeliver(organisation: str, webhook: str, delivery: int) -> Flow[Delivery]:
    """Send a message again, from its first attempt on."""
    path = f"{_path(organisation, webhook)}/deliveries/{delivery}/redeliver"
    return decode(value_of(path, (yield _write("POST", path))), Delivery, path)


def _path(organisation: str, webhook: str | None = None) -> str:
    base = f"/api/v1/organisations/{quote(organisation, safe='')}/webhooks"
    return base if webhook is None else f"{base}/{quote(webhook, safe='')}"


def _write(method: Method, path: str, body: bytes = b"") -> Request:
    headers = {"content-type": JSON, "accept": JSON}
    return Request(method, path, headers, body, private=True)
