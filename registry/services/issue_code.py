"""Issuing an access code for one person (steward): shown once, used once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from registry import access_code
from registry.access_code import AccessCode
from registry.context import Context
from registry.db import access_codes, organisations
from registry.db.access_codes import Issued
from registry.db.pool import Connection, transaction
from registry.limits import MAX_CODE_HOURS, MAX_TITLE
from registry.problems import RefusedError
from registry.services import rights
from soroe.errors import Problem


async def issue_code(
    context: Context, by: rights.By, *, organisation: str, person: str, hours: int
) -> tuple[Issued, AccessCode]:
    """A code with which a person signs in once for an organisation, within some hours.

    Raises `RefusedError`: `no-such-organisation`, `request-invalid` where the person's name or the
    number of hours is out of bounds.
    """
    if not person.strip() or len(person) > MAX_TITLE:
        raise RefusedError(Problem("request-invalid", "/person", {"detail": f"1-{MAX_TITLE}"}))
    if not 1 <= hours <= MAX_CODE_HOURS:
        raise RefusedError(Problem("request-invalid", "/hours", {"detail": f"1-{MAX_CODE_HOURS}"}))
    code = access_code.issue()
    hash_ = await code.hash()

    async def work(connection: Connection) -> Issued:
        actor = await rights.confirm(connection, by, rights.ORGANISATION_MANAGE)
        if await organisations.get(connection, organisation) is None:
            raise RefusedError(
                Problem("no-such-organisation", "/organisation", {"id": organisation[:100]})
            )
        until = datetime.now(UTC) + timedelta(hours=hours)
        made = await access_codes.insert(connection, organisation, person, hash_, until)
        await rights.record(connection, actor, "issue-code", f"codes/{made.id}")
        return made

    return await transaction(context.pool, work), code
