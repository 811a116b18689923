"""Issuing a token (steward): shown once, kept as a hash."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from registry import secret
from registry.context import Context
from registry.db import organisations, tokens
from registry.db.pool import Connection, transaction
from registry.limits import MAX_TITLE, MAX_TOKEN_DAYS
from registry.problems import RefusedError
from registry.secret import Secret
from registry.services import rights
from soroe.errors import Problem


async def issue_token(
    context: Context,
    by: rights.By,
    *,
    organisation: str,
    label: str,
    scopes: tuple[str, ...],
    days: int,
) -> tuple[tokens.Token, Secret]:
    """A new token of an organisation, valid for some days, and the secret to be shown now only.

    Raises `RefusedError`: `no-such-organisation`, `scope-not-for-kind` where the organisation
    cannot have a scope, `request-invalid` where the label or the number of days is out of bounds.
    """
    if not label.strip() or len(label) > MAX_TITLE:
        raise RefusedError(Problem("request-invalid", "/label", {"detail": f"1-{MAX_TITLE}"}))
    if not 1 <= days <= MAX_TOKEN_DAYS:
        raise RefusedError(Problem("request-invalid", "/days", {"detail": f"1-{MAX_TOKEN_DAYS}"}))
    if not scopes:
        raise RefusedError(Problem("request-invalid", "/scopes", {"detail": "1-"}))
    issued = secret.issue()

    async def work(connection: Connection) -> tokens.Token:
        actor = await rights.confirm(connection, by, rights.ORGANISATION_MANAGE)
        owner = await organisations.get(connection, organisation)
        if owner is None:
            raise RefusedError(Problem("no-such-organisation", params={"id": organisation[:100]}))
        for index, scope in enumerate(scopes):
            if scope not in rights.SCOPES[owner.kind]:
                allowed = ", ".join(rights.SCOPES[owner.kind]) or "-"
                params = {"scope": scope[:100], "allowed": allowed}
                raise RefusedError(Problem("scope-not-for-kind", f"/scopes/{index}", params))
        until = datetime.now(UTC) + timedelta(days=days)
        kept = tuple(dict.fromkeys(scopes))
        made = await tokens.insert(
            connection, organisation, issued.hash(), label=label, scopes=kept, expires_at=until
        )
        await rights.record(connection, actor, "issue-token", f"tokens/{made.id}")
        return made

    return await transaction(context.pool, work), issued
