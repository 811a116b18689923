"""Who acts, and whether they may: read before the work, and again inside the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from registry.context import Context
from registry.db import audits, tokens
from registry.db.pool import Connection, read
from registry.db.tokens import Holder
from registry.problems import RefusedError
from soroe.errors import Problem

CORE_PUBLISH: Final = "core:publish"
DIFF_PUBLISH: Final = "diff:publish"
ORGANISATION_MANAGE: Final = "organisation:manage"
AUDIT_READ: Final = "audit:read"
COMMENT: Final = "review:comment"
REPORT: Final = "report:submit"
WEBHOOK: Final = "webhook:manage"

ONE_OF: Final = " | "
"""Between scopes of which one is enough."""

DRAFT: Final = f"{DIFF_PUBLISH}{ONE_OF}{CORE_PUBLISH}"
"""Who may publish something may draft it."""

SCOPES: Final = {
    "steward": (CORE_PUBLISH, COMMENT, ORGANISATION_MANAGE, AUDIT_READ, WEBHOOK),
    "municipality": (DIFF_PUBLISH, COMMENT, REPORT, WEBHOOK),
    "vendor": (COMMENT, REPORT, WEBHOOK),
}
"""What each kind of organisation may be allowed to do."""

By: TypeAlias = "bytes | None"
"""The hash of the token that acts; None is the operator."""


async def holder(context: Context, hash_: bytes) -> Holder:
    """Whose token it is, if it still holds; else `RefusedError`.

    Requests that come at once ask the database together, after they came: nothing is remembered,
    and a token that was revoked before is refused.
    """

    async def look(hashes: Sequence[bytes]) -> list[Holder | None]:
        found = await read(context.pool, lambda c: tokens.holders(c, set(hashes)))
        return [found.get(one) for one in hashes]

    return _valid(await context.holders.join(hash_, look))


async def confirm(connection: Connection, by: By, *scopes: str) -> Holder | None:
    """The actor, who has one of the scopes, confirmed inside the transaction; None: the operator.

    The token's row is locked against change: a token that is revoked meanwhile is either revoked
    before, and refused here, or after the write.
    """
    if by is None:
        return None
    found = await tokens.holders(connection, [by], lock=True)
    return confirmed(found.get(by), *scopes)


def confirmed(found: Holder | None, *scopes: str) -> Holder:
    """The holder that was found, if the token still holds and has one of the scopes, if any."""
    actor = _valid(found)
    if scopes:
        require(actor, *scopes)
    return actor


def kinds_with(scope: str) -> list[str]:
    """The kinds of organisations that may be allowed this."""
    return [kind for kind, scopes in SCOPES.items() if scope in scopes]


def has(actor: Holder, scope: str) -> bool:
    """Whether the token has the scope and its holder may have it."""
    return scope in actor.scopes and scope in SCOPES[actor.kind]


def require(actor: Holder, *scopes: str) -> None:
    """Refused with `scope-missing` unless the actor has one of the scopes."""
    if not any(has(actor, scope) for scope in scopes):
        raise RefusedError(Problem("scope-missing", params={"scope": ONE_OF.join(scopes)}))


def require_municipality(actor: Holder | None, code: str) -> None:
    """`RefusedError` unless the actor is that municipality (or the operator)."""
    if actor is not None and actor.municipality != code:
        params = {"code": code, "yours": actor.municipality or "-"}
        raise RefusedError(Problem("not-your-municipality", params=params))


def require_organisation(actor: Holder, organisation: str) -> None:
    """`RefusedError` unless the actor is of that organisation."""
    if actor.organisation != organisation:
        params = {"organisation": organisation, "yours": actor.organisation}
        raise RefusedError(Problem("not-your-organisation", params=params))


async def record(
    connection: Connection,
    actor: Holder | None,
    action: str,
    object_: str,
    *,
    after: str | None = None,
    before: str | None = None,
) -> None:
    """Write the audit row of what the actor did."""
    who = (actor.organisation, actor.token) if actor else None
    await audits.insert(connection, who, action, object_, (before, after))


def _valid(found: Holder | None) -> Holder:
    if found is None:
        raise RefusedError(Problem("token-unknown"))
    if found.revoked:
        raise RefusedError(Problem("token-revoked"))
    if found.expired:
        raise RefusedError(
            Problem("token-expired", params={"date": f"{found.expires_at:%Y-%m-%d}"})
        )
    return found
