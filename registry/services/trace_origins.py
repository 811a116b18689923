"""Tracing a local form back to the diffs that it is made of."""

from __future__ import annotations

import msgspec

from registry.compute.local import BelowDiff
from registry.compute.origins import origins
from registry.context import Context
from registry.db import cores, local_revisions
from registry.db.pool import Connection, read
from registry.problems import RefusedError
from registry.services.layers_below import published_below
from soroe.diff.layers import Origin
from soroe.errors import Problem


class Origins(msgspec.Struct, frozen=True):
    """The core, the names of the layers (`990001@2`), the lowest first, and every operation's."""

    form: str
    core: str
    layers: tuple[str, ...]
    origins: tuple[Origin, ...]


async def trace_origins(context: Context, form: str, code: str, revision: int) -> Origins:
    """Where each operation of a published revision comes from; `RefusedError` `no-such-revision`.

    What is published does not change, and neither does this.
    """

    async def look(connection: Connection) -> tuple[cores.CoreText, tuple[BelowDiff, ...]]:
        found = await local_revisions.text(connection, form, code, revision)
        if found is None:
            params = {"form": form, "municipality": code, "revision": str(revision)}
            raise RefusedError(Problem("no-such-revision", params=params))
        core = await cores.by_version(connection, form, found.core)
        assert core is not None, "a revision rests on a version that is there"
        below = await published_below(connection, form, found.over)
        return core, (*below, BelowDiff(revision, found.submitted))

    core, stack = await read(context.pool, look)
    layers, traced = await context.workers.run(origins, core.document, stack)
    return Origins(form, core.version, layers, traced)
