"""Signing in with an access code: it is used up and a session opened, both or neither."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Final

from registry import access_code
from registry.context import Context
from registry.db import access_codes, sign_in_failures
from registry.db.pool import Connection, transaction
from registry.limits import MAX_WRONG_CODES
from registry.problems import RefusedError
from registry.services import open_session
from registry.services.open_session import CODE, Person
from soroe.errors import Problem

WINDOW: Final = timedelta(minutes=10)
"""For so long wrong codes are counted."""


async def sign_in_with_code(context: Context, typed: str, address: str, hash_: bytes) -> None:
    """Open a session, known by the hash of its secret, for the person the code was issued to.

    `address` is where the request came from, of which only a digest is kept for a while.

    Raises `RefusedError`: `access-code-wrong`, `access-codes-too-many` where too many wrong ones
    came from there.
    """
    place = sha256(b"soroe address\0" + address.encode()).digest()
    await transaction(context.pool, lambda c: _welcome(c, place))
    code = access_code.parse(typed)
    known = await code.hash() if code else None

    async def work(connection: Connection) -> bool:
        used = await access_codes.use(connection, known) if known else None
        if used is None:
            return False
        await sign_in_failures.delete(connection, place)
        person = Person(used.person, CODE, used.person)
        await open_session.begin(connection, context, used.organisation, person, hash_)
        return True

    if not await transaction(context.pool, work):
        raise RefusedError(Problem("access-code-wrong", "/code"))


async def _welcome(connection: Connection, place: bytes) -> None:
    """Count an attempt before it is looked at, so that none of many at once slips through."""
    await sign_in_failures.lock(connection, place)
    if await sign_in_failures.count(connection, place, WINDOW) >= MAX_WRONG_CODES:
        minutes = str(int(WINDOW.total_seconds() // 60))
        raise RefusedError(Problem("access-codes-too-many", "/code", {"minutes": minutes}))
    await sign_in_failures.insert(connection, place, WINDOW)
