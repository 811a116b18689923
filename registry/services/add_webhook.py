"""Adding a webhook: an address that is told of what happens (the organisation itself, stewards)."""

from __future__ import annotations

import secrets
from uuid import UUID

import msgspec

from registry.context import Context
from registry.db import organisations, webhooks
from registry.db.pool import Connection, transaction
from registry.db.tokens import Holder
from registry.db.webhooks import NewWebhook, Webhook
from registry.limits import MAX_WEBHOOKS
from registry.outgoing.targets import checked, read_target
from registry.problems import RefusedError
from registry.services import rights
from registry.services.concerned import find_concerned
from soroe.errors import Problem
from soroe.events import SUBJECTS, TOPICS, is_topic

SECRET_BYTES = 32


class Wanted(msgspec.Struct, frozen=True):
    """A webhook that is asked for: no topics are all, None is every form and area."""

    url: str
    topics: tuple[str, ...] = ()
    form: str | None = None
    municipality: str | None = None
    prefecture: str | None = None


async def add_webhook(
    context: Context, by: rights.By, organisation: str, wanted: Wanted
) -> tuple[Webhook, bytes]:
    """A new webhook, and the key of its signatures, which is to be shown now only.

    Raises `RefusedError`: `webhook-topic-unknown`, what `find_concerned` refuses, `webhook-exists`,
    `webhooks-full`, rights; `TargetError` where the registry does not send to the address.
    """
    await checked(read_target(wanted.url), context.outgoing)
    for index, topic in enumerate(wanted.topics):
        if not is_topic(topic):
            known = ", ".join((*TOPICS, *(f"{subject}.*" for subject in SUBJECTS)))
            params = {"topic": topic[:100], "known": known}
            raise RefusedError(Problem("webhook-topic-unknown", f"/topics/{index}", params))
    key = secrets.token_bytes(SECRET_BYTES)

    async def work(connection: Connection) -> Webhook:
        actor = await rights.confirm(connection, by, rights.WEBHOOK)
        await own(connection, actor, organisation)
        concerned = await find_concerned(
            connection,
            form=wanted.form,
            municipality=wanted.municipality,
            prefecture=wanted.prefecture,
        )
        if await webhooks.lock(connection, organisation) >= MAX_WEBHOOKS:
            params = {"limit": str(MAX_WEBHOOKS)}
            raise RefusedError(Problem("webhooks-full", params=params))
        topics = tuple(dict.fromkeys(wanted.topics))
        new = NewWebhook(organisation, wanted.url, key, topics, concerned.form, concerned.area)
        made = await webhooks.insert(connection, new)
        if made is None:
            raise RefusedError(Problem("webhook-exists", "/url", {"url": wanted.url}))
        await rights.record(connection, actor, "add-webhook", f"webhooks/{made}")
        return await found(connection, organisation, made)

    return await transaction(context.pool, work), key


async def own(connection: Connection, actor: Holder | None, organisation: str) -> None:
    """`RefusedError` unless the actor may look after the webhooks of the organisation."""
    if actor is not None and not rights.has(actor, rights.ORGANISATION_MANAGE):
        rights.require_organisation(actor, organisation)
    if await organisations.get(connection, organisation) is None:
        raise RefusedError(Problem("no-such-organisation", params={"id": organisation[:100]}))


async def found(connection: Connection, organisation: str, id_: UUID) -> Webhook:
    """A webhook of the organisation, or `RefusedError` `no-such-webhook`."""
    webhook = await webhooks.get(connection, organisation, id_)
    if webhook is None:
        raise RefusedError(Problem("no-such-webhook", params={"id": str(id_)}))
    return webhook
