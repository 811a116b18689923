"""Ending a token (steward)."""

from __future__ import annotations

from uuid import UUID

from registry.context import Context
from registry.db import tokens
from registry.db.pool import Connection, transaction
from registry.problems import RefusedError
from registry.services import rights
from soroe.errors import Problem


async def revoke_token(
    context: Context, by: rights.By, organisation: str, token: UUID
) -> tokens.Token:
    """End a token of an organisation at once; one that was ended stays so.

    Raises `RefusedError` `no-such-token` where the organisation has no such token.
    """

    async def work(connection: Connection) -> tokens.Token:
        actor = await rights.confirm(connection, by, rights.ORGANISATION_MANAGE)
        ended = await tokens.revoke(connection, organisation, token)
        if ended is None:
            raise RefusedError(Problem("no-such-token", params={"id": str(token)}))
        await rights.record(connection, actor, "revoke-token", f"tokens/{token}")
        return ended

    return await transaction(context.pool, work)
