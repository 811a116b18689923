"""On what diffs lie before and after a rebase: the core, or what the diff below makes of it."""

from __future__ import annotations

from registry.compute.rebase import Ground
from registry.db import local_revisions, rebases
from registry.db.pool import Connection
from registry.db.rebases import Rebase


async def ground(
    connection: Connection, form: str, *, old: tuple[str, str], new: tuple[str, str]
) -> Ground:
    """The documents; `old` and `new` are the core's version and the diff over it, "" for none."""
    version, over = new
    core = await rebases.core(connection, form, version)
    assert core is not None, "a rebase is onto a version that is there"
    return Ground(
        await _below(connection, form, *old),
        await _below(connection, form, version, over),
        version,
        core.effective_from.isoformat(),
        over,
    )


async def ground_of(connection: Connection, rebase: Rebase) -> Ground:
    """The documents of one rebase."""
    old, new = (rebase.core, rebase.lies_over or ""), (rebase.version, rebase.over)
    return await ground(connection, rebase.form, old=old, new=new)


async def _below(connection: Connection, form: str, version: str, over: str) -> bytes:
    if not over:
        core = await rebases.core(connection, form, version)
        assert core is not None, "a diff is pinned to a version that is there"
        return core.document
    code, _, revision = over.partition("@")
    below = await local_revisions.local_form(connection, form, code, int(revision))
    assert below is not None, "a diff lies over a revision that is there"
    return below
