"""What every service needs: the database, the worker processes, the registry's address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import msgspec

from registry.bundles import Bundles
from registry.compute.workers import Workers
from registry.db.pool import Pool
from registry.gathering import Gathering
from registry.limits import INLINE_WORK, MAX_IMPACTS, MAX_TOGETHER
from registry.made import Made
from registry.outgoing.rules import Rules
from registry.signer import Signer
from registry.standings import Standings

if TYPE_CHECKING:
    from registry.db.tokens import Holder
    from registry.oidc.provider import Provider
    from registry.services.commit_cores import Submission
    from registry.services.publication import Publication

T = TypeVar("T")


class Context(msgspec.Struct, frozen=True):
    """One registry. `public_url` has no final slash and never comes from a request.

    `holders` are the tokens that are looked up together, `cores` what is published together,
    `impacts` is held by those who have an impact worked out. `signer` signs the log's checkpoints,
    `bundles` are those that were made, `standings` is the process that measures. A session is over
    after `session_idle` without a request, and after `session_lasts` anyway. People of `provider`
    can sign in. As many web servers stand in front as there are `trusted_proxies`. What the
    registry sends to webhooks follows `outgoing`.
    """

    pool: Pool
    workers: Workers
    public_url: str
    holders: Gathering[bytes, Holder | None] = msgspec.field(default_factory=Gathering)
    cores: Gathering[Submission, Publication] = msgspec.field(
        default_factory=lambda: Gathering(load=MAX_TOGETHER)
    )

    signer: Signer | None = None
    bundles: Bundles = msgspec.field(default_factory=Bundles)
    made: Made = msgspec.field(default_factory=Made)
    impacts: asyncio.Semaphore = msgspec.field(
        default_factory=lambda: asyncio.Semaphore(MAX_IMPACTS)
    )

    session_idle: timedelta = timedelta(minutes=60)
    session_lasts: timedelta = timedelta(hours=12)
    provider: Provider | None = None
    trusted_proxies: int = 0

    standings: Standings = msgspec.field(default_factory=Standings)
    outgoing: Rules = Rules()

    async def read(self, look: Callable[[bytes], T], body: bytes) -> T:
        """What `look` sees in a document; a large one is read in a worker process."""
        if len(body) <= INLINE_WORK:
            return look(body)
        return await self.workers.run(look, body)
