"""Ending sessions: one's own, all of one's own, and (steward) anybody's."""

from __future__ import annotations

from uuid import UUID

from registry.context import Context
from registry.db import sessions, tokens
from registry.db.pool import Connection, transaction
from registry.problems import RefusedError
from registry.services import rights
from soroe.errors import Problem


async def sign_out(context: Context, by: bytes) -> None:
    """End the session that acts; one that is over already stays so."""

    async def work(connection: Connection) -> None:
        found = await sessions.find(connection, by)
        if found is None or found.holder.revoked:
            return
        actor = found.holder
        await tokens.revoke(connection, actor.organisation, actor.token)
        await rights.record(connection, actor, "sign-out", f"sessions/{actor.token}")

    await transaction(context.pool, work)


async def sign_out_everywhere(context: Context, by: bytes) -> None:
    """End all sessions of the person who acts, this one too."""

    async def work(connection: Connection) -> None:
        actor = rights.confirmed((await tokens.holders(connection, [by], lock=True)).get(by))
        found = await sessions.find(connection, by)
        assert found is not None, "who acts here has a session"
        ended = await sessions.revoke_all(
            connection, found.provider, found.subject, actor.organisation
        )
        for session in ended:
            await rights.record(connection, actor, "sign-out", f"sessions/{session}")

    await transaction(context.pool, work)


async def end_session(context: Context, by: rights.By, session: UUID) -> None:
    """End a session at once (steward); `no-such-session` where there is none."""

    async def work(connection: Connection) -> None:
        actor = await rights.confirm(connection, by, rights.ORGANISATION_MANAGE)
        if not await sessions.revoke(connection, session):
            raise RefusedError(Problem("no-such-session", params={"id": str(session)}))
        await rights.record(connection, actor, "revoke-session", f"sessions/{session}")

    await transaction(context.pool, work)
