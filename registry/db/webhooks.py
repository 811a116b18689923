"""Webhooks: who is told of what at which address, and what became of each message."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, TypeAlias
from uuid import UUID

import msgspec

from registry.db.pool import Connection

State: TypeAlias = Literal["waiting", "delivered", "dead"]

LOCK: Final = "select from organisation where id = $1 for no key update"
COUNT: Final = "select count(*) from webhook where organisation = $1 and ended_at is null"
INSERT: Final = """insert into webhook (organisation, url, secret, topics, form, area)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (organisation, url) where ended_at is null do nothing returning id"""
_WEBHOOK: Final = """select w.id, w.organisation, w.url, w.topics, w.form, w.area, w.created_at,
    d.waiting, d.dead, d.delivered_at
  from webhook w cross join lateral (select count(*) filter (where state = 'waiting') as waiting,
      count(*) filter (where state = 'dead') as dead,
      max(tried_at) filter (where state = 'delivered') as delivered_at
    from webhook_delivery where webhook = w.id) d
  where w.ended_at is null"""
LIST: Final = _WEBHOOK + " and w.organisation = $1 order by w.created_at, w.id"
GET: Final = _WEBHOOK + " and w.organisation = $1 and w.id = $2"
END: Final = """update webhook set ended_at = now(), end_reason = $2
  where id = $1 and ended_at is null returning id"""
GIVE_UP: Final = """update webhook_delivery set state = 'dead', reason = 'ended'
  where webhook = $1 and state = 'waiting'"""
DROP_JOBS: Final = "delete from pgqueuer where entrypoint = 'webhook:' || $1::uuid"
TARGETS: Final = "select id from webhook where ended_at is null"
TEST: Final = "insert into webhook_delivery (webhook) values ($1) returning id"
_DELIVERY: Final = """select d.id, d.webhook, d.event, coalesce(o.topic, 'webhook.test') as topic,
    coalesce(o.name, '') as name, d.state, d.attempts, d.queued_at, d.tried_at, d.status, d.reason
  from webhook_delivery d left join outbox o on o.id = d.event"""
DELIVERY: Final = _DELIVERY + " where d.webhook = $1 and d.id = $2"
DELIVERIES: Final = (
    _DELIVERY
    + """ where d.webhook = $1 and ($2::text is null or d.state = $2) and d.id < $3
  order by d.id desc limit $4"""
)
AGAIN: Final = """update webhook_delivery
  set state = 'waiting', round = round + 1, attempts = 0, queued_at = now(), status = null,
    reason = null
  where id = $1 and state <> 'waiting' returning id"""
PARCEL: Final = """select d.id, d.webhook, d.event, d.state, d.attempts, d.queued_at, w.url,
    w.secret, w.ended_at is not null as ended
  from webhook_delivery d join webhook w on w.id = d.webhook where d.id = $1"""
TRIED: Final = """update webhook_delivery
  set state = $2, attempts = attempts + 1, tried_at = now(), status = $3, reason = $4
  where id = $1 and state = 'waiting'"""
STRAYS: Final = "select enqueue_waiting()"
FORGET: Final = """delete from webhook_delivery
  where state <> 'waiting' and queued_at < now() - make_interval(days => $1)"""
FORGET_LOG: Final = "delete from pgqueuer_log where created < now() - make_interval(days => $1)"


class Webhook(msgspec.Struct, frozen=True):
    """A webhook without its secret, and how its messages fare; `delivered_at` is the last success.

    `area` is a municipality's code or the two digits of a prefecture; no `topics`: everything.
    """

    id: UUID
    organisation: str
    url: str
    topics: tuple[str, ...]
    form: str | None
    area: str | None
    created_at: datetime
    waiting: int
    dead: int
    delivered_at: datetime | None


class NewWebhook(msgspec.Struct, frozen=True):
    """A webhook to be."""

    organisation: str
    url: str
    secret: bytes
    topics: tuple[str, ...]
    form: str | None
    area: str | None


class Delivery(msgspec.Struct, frozen=True, rename="camel"):
    """One message to one webhook: delivered, waiting (to be sent, or sent again), or given up.

    `reason` is why the last attempt came to nothing, `status` what the target answered.
    """

    id: int
    webhook: UUID
    event: int | None
    topic: str
    name: str
    state: State
    attempts: int
    queued_at: datetime
    tried_at: datetime | None
    status: int | None
    reason: str | None


class Parcel(msgspec.Struct, frozen=True):
    """What is needed to send one message."""

    id: int
    webhook: UUID
    event: int | None
    state: State
    attempts: int
    queued_at: datetime
    url: str
    secret: bytes
    ended: bool


async def lock(connection: Connection, organisation: str) -> int:
    """How many webhooks the organisation has; nobody adds one before this transaction ends."""
    await connection.execute(LOCK, organisation)
    held: int = await connection.fetchval(COUNT, organisation)
    return held


async def insert(connection: Connection, new: NewWebhook) -> UUID | None:
    """The id of the new webhook; None where the organisation has one with this address."""
    facts = msgspec.structs.asdict(new) | {"topics": list(new.topics)}
    made: UUID | None = await connection.fetchval(INSERT, *facts.values())
    return made


async def listed(connection: Connection, organisation: str) -> list[Webhook]:
    """The webhooks of an organisation, oldest first."""
    rows = await connection.fetch(LIST, organisation)
    return [Webhook(**{**row, "topics": tuple(row["topics"])}) for row in rows]


async def get(connection: Connection, organisation: str, id_: UUID) -> Webhook | None:
    """One webhook that has not ended."""
    row = await connection.fetchrow(GET, organisation, id_)
    return Webhook(**{**row, "topics": tuple(row["topics"])}) if row else None


async def end(connection: Connection, id_: UUID, reason: str) -> bool:
    """End a webhook; what waits for it is given up. False where it has ended before."""
    if await connection.fetchval(END, id_, reason) is None:
        return False
    await connection.execute(GIVE_UP, id_)
    await connection.execute(DROP_JOBS, id_)
    return True


async def targets(connection: Connection) -> set[UUID]:
    """The webhooks that have not ended."""
    return {row["id"] for row in await connection.fetch(TARGETS)}


async def insert_test(connection: Connection, webhook: UUID) -> int:
    """Queue a message that tells of nothing; the number of the delivery."""
    made: int = await connection.fetchval(TEST, webhook)
    return made


async def delivery(connection: Connection, webhook: UUID, id_: int) -> Delivery | None:
    """One delivery of a webhook."""
    row = await connection.fetchrow(DELIVERY, webhook, id_)
    return Delivery(**row) if row else None


async def deliveries(
    connection: Connection, webhook: UUID, state: State | None, below: int, limit: int
) -> list[Delivery]:
    """Deliveries below a number, newest first; those in a state, or all."""
    rows = await connection.fetch(DELIVERIES, webhook, state, below, limit)
    return [Delivery(**row) for row in rows]


async def again(connection: Connection, id_: int) -> bool:
    """Let a message that was delivered or given up wait again; False where it waits already."""
    return await connection.fetchval(AGAIN, id_) is not None


async def parcel(connection: Connection, id_: int) -> Parcel | None:
    """What is needed to send a message; None where it was forgotten meanwhile."""
    row = await connection.fetchrow(PARCEL, id_)
    return Parcel(**row) if row else None


async def tried(
    connection: Connection, id_: int, state: State, status: int | None, reason: str | None
) -> None:
    """Keep what came of an attempt."""
    await connection.execute(TRIED, id_, state, status, reason)


async def enqueue_strays(connection: Connection) -> int:
    """Give a job to every message that has waited for a while and has lost its own; how many."""
    found: int = await connection.fetchval(STRAYS)
    return found


async def forget(connection: Connection, days: int) -> None:
    """Delete what ended more than so many days ago, and the queue's own log of then."""
    await connection.execute(FORGET, days)
    await connection.execute(FORGET_LOG, days)
