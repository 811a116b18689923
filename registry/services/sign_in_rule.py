"""Saying whom of a provider is taken for which organisation (steward)."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from registry.context import Context
from registry.db import organisations, sign_in_rules
from registry.db.pool import Connection, transaction
from registry.db.sign_in_rules import Rule
from registry.limits import MAX_TITLE
from registry.problems import RefusedError
from registry.services import rights
from soroe.errors import Problem

MAX_VALUE: Final = 500
"""Letters of an issuer's address and of a claim's value."""


async def add_rule(
    context: Context,
    by: rights.By,
    *,
    issuer: str,
    claim: str,
    value: str,
    organisation: str,
    note: str = "",
) -> Rule:
    """Whose `claim` at `issuer` is `value` works for the organisation from now on.

    Raises `RefusedError`: `request-invalid`, `no-such-organisation`, `sign-in-rule-exists`.
    """
    for name, text, most in (
        ("issuer", issuer, MAX_VALUE),
        ("claim", claim, MAX_TITLE),
        ("value", value, MAX_VALUE),
    ):
        if not text.strip() or len(text) > most:
            raise RefusedError(Problem("request-invalid", f"/{name}", {"detail": f"1-{most}"}))
    if len(note) > MAX_TITLE:
        raise RefusedError(Problem("request-invalid", "/note", {"detail": f"0-{MAX_TITLE}"}))

    async def work(connection: Connection) -> Rule:
        actor = await rights.confirm(connection, by, rights.ORGANISATION_MANAGE)
        if await organisations.get(connection, organisation) is None:
            raise RefusedError(
                Problem("no-such-organisation", "/organisation", {"id": organisation[:100]})
            )
        made = await sign_in_rules.insert(
            connection, issuer, claim, value, organisation=organisation, note=note
        )
        if made is None:
            params = {"issuer": issuer, "claim": claim, "value": value}
            raise RefusedError(Problem("sign-in-rule-exists", "/value", params))
        await rights.record(connection, actor, "add-sign-in-rule", f"sign-in-rules/{made.id}")
        return made

    return await transaction(context.pool, work)


async def remove_rule(context: Context, by: rights.By, rule: UUID) -> None:
    """Take a rule away: nobody signs in by it any more; sessions that are open go on.

    Raises `RefusedError` `no-such-sign-in-rule`.
    """

    async def work(connection: Connection) -> None:
        actor = await rights.confirm(connection, by, rights.ORGANISATION_MANAGE)
        if await sign_in_rules.delete(connection, rule) is None:
            raise RefusedError(Problem("no-such-sign-in-rule", params={"id": str(rule)}))
        await rights.record(connection, actor, "remove-sign-in-rule", f"sign-in-rules/{rule}")

    await transaction(context.pool, work)
