"""What every service needs: the database, the worker processes, the registry's address."""

from __future__ import annotations

import msgspec

from registry.compute.workers import Workers
from registry.db.pool import Pool


class Context(msgspec.Struct, frozen=True):
    """One registry. `public_url` has no final slash and never comes from a request."""

    pool: Pool
    workers: Workers
    public_url: str
