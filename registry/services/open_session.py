"""Opening a session: a person has shown who they are, by a code or to their provider."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from registry.context import Context
from registry.db import organisations, sessions, tokens
from registry.db.pool import Connection, transaction
from registry.limits import MAX_TITLE
from registry.problems import RefusedError
from registry.services import rights
from soroe.errors import Problem

CODE = "code"
"""The provider of those who signed in with an access code."""


class Person(msgspec.Struct, frozen=True):
    """Who signs in: the name to be shown, who says so, and who it is for them."""

    name: str
    provider: str
    subject: str


async def open_session(context: Context, organisation: str, person: Person, hash_: bytes) -> None:
    """Open a session, known by the hash of its secret; `no-such-organisation`."""
    await transaction(context.pool, lambda c: begin(c, context, organisation, person, hash_))


async def begin(
    connection: Connection, context: Context, organisation: str, person: Person, hash_: bytes
) -> None:
    """The same inside a transaction.

    The session may do everything that organisations of its kind may, until its end.
    """
    owner = await organisations.get(connection, organisation)
    if owner is None:
        raise RefusedError(Problem("no-such-organisation", params={"id": organisation[:100]}))
    made = await tokens.insert(
        connection,
        organisation,
        hash_,
        label=person.name[:MAX_TITLE],
        scopes=rights.SCOPES[owner.kind],
        expires_at=datetime.now(UTC) + context.session_lasts,
    )
    await sessions.insert(
        connection,
        made.id,
        person=person.name[:MAX_TITLE],
        provider=person.provider,
        subject=person.subject,
        idle=context.session_idle,
    )
    actor = (await tokens.holders(connection, [hash_]))[hash_]
    await rights.record(connection, actor, "sign-in", f"sessions/{made.id}")
