"""Discarding a draft, and restoring it: nothing of it is deleted."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from registry.context import Context
from registry.db import drafts
from registry.db.drafts import Draft
from registry.db.pool import Connection, transaction
from registry.problems import RefusedError
from registry.services import rights
from registry.services.draft_access import closed, locked


async def discard_draft(context: Context, by: rights.By, id_: UUID) -> Draft:
    """The draft, put aside; one that was discarded stays so.

    Raises `RefusedError`: `no-such-draft`, `draft-published`.
    """
    return await _set(context, by, id_, "discarded")


async def restore_draft(context: Context, by: rights.By, id_: UUID) -> Draft:
    """The draft with the text it had, to be worked on again; one that is open stays so.

    Raises `RefusedError`: `no-such-draft`, `draft-published`.
    """
    return await _set(context, by, id_, "open")


async def _set(
    context: Context, by: rights.By, id_: UUID, state: Literal["open", "discarded"]
) -> Draft:
    async def work(connection: Connection) -> Draft:
        actor, found = await locked(connection, by, id_)
        if found.state == "published" and (why := closed(found)):
            raise RefusedError(why)
        if found.state != state:
            await drafts.set_state(connection, id_, state)
            action = "discard-draft" if state == "discarded" else "restore-draft"
            await rights.record(connection, actor, action, f"drafts/{id_}", after=found.digest)
        after = await drafts.get(connection, id_)
        assert after is not None, "a draft is never deleted"
        return after

    return await transaction(context.pool, work)
