"""What every service needs: the database, the worker processes, the registry's address."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

from registry.compute.workers import Workers
from registry.db.pool import Pool
from registry.limits import INLINE_WORK

T = TypeVar("T")


class Context(msgspec.Struct, frozen=True):
    """One registry. `public_url` has no final slash and never comes from a request."""

    pool: Pool
    workers: Workers
    public_url: str

    async def read(self, look: Callable[[bytes], T], body: bytes) -> T:
        """What `look` sees in a document; a large one is read in a worker process."""
        if len(body) <= INLINE_WORK:
            return look(body)
        return await self.workers.run(look, body)
