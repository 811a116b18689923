"""Having a rebase that failed prepared again (the municipality itself, or a steward)."""

from __future__ import annotations

from registry.context import Context
from registry.db import rebases
from registry.db.pool import Connection, transaction
from registry.problems import RefusedError
from registry.services import rights
from registry.services.find_rebase import find_rebase, require_reader
from soroe.errors import Problem


async def retry_rebase(
    context: Context, by: rights.By, *, form: str, code: str, onto: str | None
) -> None:
    """Queue it again. Raises `RefusedError`: rights, `rebase-not-failed`."""
    found = (await find_rebase(context, form, code, onto)).one

    async def work(connection: Connection) -> None:
        actor = await rights.confirm(connection, by, rights.DIFF_PUBLISH, rights.CORE_PUBLISH)
        if actor is not None:
            require_reader(actor, code)
        now = await rebases.locked(connection, found.id) if found is not None else None
        if now is None or now.state != "failed":
            state: str = now.state if now is not None else "none"
            raise RefusedError(Problem("rebase-not-failed", params={"state": state}))
        await rebases.retry(connection, now.id)
        name = f"forms/{form}/local/{code}/{now.revision}"
        await rights.record(connection, actor, "retry-rebase", name)

    await transaction(context.pool, work)
