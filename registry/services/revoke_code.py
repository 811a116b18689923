"""Withdrawing an access code that nobody has used (steward)."""

from __future__ import annotations

from uuid import UUID

from registry.context import Context
from registry.db import access_codes
from registry.db.pool import Connection, transaction
from registry.problems import RefusedError
from registry.services import rights
from soroe.errors import Problem


async def revoke_code(context: Context, by: rights.By, code: UUID) -> None:
    """Withdraw a code at once; `no-such-code` where none of that id is open."""

    async def work(connection: Connection) -> None:
        actor = await rights.confirm(connection, by, rights.ORGANISATION_MANAGE)
        if await access_codes.revoke(connection, code) is None:
            raise RefusedError(Problem("no-such-code", params={"id": str(code)}))
        await rights.record(connection, actor, "revoke-code", f"codes/{code}")

    await transaction(context.pool, work)
