"""Many publishers at once, who keep account of what they were told."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable

import httpx
import msgspec

from tests.registry.databases import rows
from tests.registry.documents import encoded, small_core
from tests.registry.served import Served

RETRIES = 400
PAUSE = 0.1
AT_ONCE = 500


class Outcome(msgspec.Struct):
    """What one publisher was told: every status in order; None where no answer came."""

    name: str
    statuses: list[int | None] = []

    @property
    def acknowledged(self) -> bool:
        """Whether it was told that its document is published."""
        return any(s in {200, 201} for s in self.statuses)


def core_named(name: str) -> bytes:
    """A core that differs from all others."""
    return encoded(small_core() | {"description": name})


async def publish(
    client: httpx.AsyncClient, token: str, name: str, content: bytes, outcome: Outcome
) -> None:
    """One attempt at publishing `forms/<name>/1.0.0`."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        answer = await client.put(
            f"/api/v1/forms/{name}/versions/1.0.0", headers=headers, content=content
        )
    except httpx.TransportError:
        outcome.statuses.append(None)
    else:
        outcome.statuses.append(answer.status_code)


async def publish_until_answered(
    client: httpx.AsyncClient, token: str, outcome: Outcome, *, retries: int = RETRIES
) -> None:
    """Send the same request until it is answered with something other than 503."""
    for _ in range(retries):
        await publish(client, token, outcome.name, core_named(outcome.name), outcome)
        if outcome.statuses[-1] not in {None, 503}:
            return
        await asyncio.sleep(PAUSE)


def client_of(served: Served) -> httpx.AsyncClient:
    """A client without a bound on connections."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    return httpx.AsyncClient(base_url=served.url, limits=limits, timeout=60, trust_env=False)


async def publish_all(
    served: Served,
    names: Iterable[str],
    *,
    at_once: int = AT_ONCE,
    when: int = 0,
    then: Callable[[], None] = lambda: None,
    retries: int = RETRIES,
) -> list[Outcome]:
    """Publish all names, so many at once; after `when` acknowledgements do something, once."""
    outcomes = [Outcome(name) for name in names]
    acknowledged = 0
    turn = asyncio.Semaphore(at_once)

    async def one(client: httpx.AsyncClient, outcome: Outcome) -> None:
        nonlocal acknowledged
        async with turn:
            await publish_until_answered(client, served.tokens.steward, outcome, retries=retries)
        if outcome.acknowledged:
            acknowledged += 1
            if acknowledged == when:
                then()

    async with client_of(served) as client:
        await asyncio.gather(*(one(client, outcome) for outcome in outcomes))
    return outcomes


def stored(database: str, prefix: str) -> set[str]:
    """The names of the cores that the database has."""
    sql = "select form from core_version where form like $1 || '%'"
    return {row["form"] for row in rows(database, sql, prefix)}


def torn(database: str) -> list[str]:
    """Names that are not in every table a publication writes to, and gaps in the log."""
    sql = """
      select coalesce(l.name, v.name, g.name, o.name, a.object) as name
      from name_ledger l
      full join (select name from core_version union all select name from component
                 union all select name from local_revision) v on v.name = l.name
      full join log_leaf g on g.name = coalesce(l.name, v.name)
      full join (select name from outbox where digest is not null) o on o.name = coalesce(l.name, v.name, g.name)
      full join (select object from audit
                 where action in ('publish-core', 'publish-diff', 'load-component')) a
        on a.object = coalesce(l.name, v.name, g.name, o.name)
      where l.name is null or v.name is null or g.name is null or o.name is null
         or a.object is null"""
    missing = [str(row["name"]) for row in rows(database, sql)]
    # In one statement: a database goes on with what a killed client has sent it.
    (log,) = rows(
        database,
        "select size, array(select index from log_leaf order by 1) as indexes from log_counter",
    )
    if log["indexes"] != list(range(log["size"])):
        missing.append("log")
    return missing


def statuses(outcomes: Iterable[Outcome]) -> Counter[int | None]:
    """How often each status was given."""
    return Counter(status for outcome in outcomes for status in outcome.statuses)
