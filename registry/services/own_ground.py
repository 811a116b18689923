"""The diff of a municipality whose changes can be proposed as they are."""

from __future__ import annotations

import msgspec

from registry.compute.proposal_file import OwnChange, own_changes
from registry.context import Context
from registry.db import cores, local_revisions
from registry.db.cores import CoreText
from registry.db.local_revisions import Latest
from registry.db.pool import Connection, read


class Ground(msgspec.Struct, frozen=True):
    """A municipality's latest diff, which is pinned to the newest core and lies on it alone."""

    revision: int
    submitted: bytes
    changes: tuple[OwnChange, ...]


async def own_ground(context: Context, form: str, code: str) -> Ground | None:
    """The diff with its changes in words; None where its changes say nothing of the newest core.

    That is: there is none, it is pinned to an older core, or it lies on a prefecture's.
    """

    async def work(connection: Connection) -> tuple[Latest | None, CoreText | None]:
        latest = await local_revisions.latest(connection, form, code)
        return latest, await cores.latest(connection, form)

    latest, core = await read(context.pool, work)
    if latest is None or core is None or latest.core != core.version or latest.over is not None:
        return None
    key = (form, code, latest.revision, core.digest)
    offered = await context.made.get(
        context.workers, key, own_changes, core.document, latest.submitted
    )
    return Ground(latest.revision, latest.submitted, offered)
