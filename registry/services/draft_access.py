"""Which drafts are whose, and whether one can be written to: what all work on drafts asks first."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from registry.db import drafts
from registry.db.drafts import Author, Draft, Kind
from registry.db.pool import Connection
from registry.db.tokens import Holder
from registry.preconditions import edited_meanwhile
from registry.problems import RefusedError
from registry.services import rights
from soroe.errors import Problem

SCOPE: Final[dict[Kind, str]] = {"diff": rights.DIFF_PUBLISH, "core": rights.CORE_PUBLISH}
"""Who may publish something sees its drafts: a municipality its own, stewards those of cores."""


def visible(actor: Holder | None, draft: Draft) -> bool:
    """Whether the actor works on such drafts; the operator (None) does on all."""
    if actor is None:
        return True
    mine = draft.kind == "core" or draft.municipality == actor.municipality
    return mine and rights.has(actor, SCOPE[draft.kind])


async def find(connection: Connection, actor: Holder | None, id_: UUID) -> Draft:
    """The draft; `RefusedError` `no-such-draft` where there is none, and where it is another's."""
    return _theirs(actor, await drafts.get(connection, id_), id_)


async def locked(connection: Connection, by: rights.By, id_: UUID) -> tuple[Holder | None, Draft]:
    """Who acts, and the draft, which nobody else changes before the transaction ends."""
    actor = await rights.confirm(connection, by, *SCOPE.values())
    return actor, _theirs(actor, await drafts.get(connection, id_, lock=True), id_)


def author(actor: Holder | None) -> Author:
    """The actor as edits name it."""
    return (actor.organisation, actor.token) if actor else None


def closed(draft: Draft) -> Problem | None:
    """Why a draft takes no text now; None where it does."""
    if draft.state == "discarded":
        return Problem("draft-discarded", params={"draft": str(draft.id)})
    if draft.state == "published":
        return Problem("draft-published", params={"name": draft.published or "-"})
    return None


def meanwhile(draft: Draft, tag: str) -> Problem | None:
    """The problem of who names another text than the draft has now; None where it is this one."""
    yours = f"sha256:{tag}"
    if yours == draft.digest:
        return None
    return edited_meanwhile(
        yours=yours, current=draft.digest, number=draft.edit, by=draft.edited_by
    )


def _theirs(actor: Holder | None, found: Draft | None, id_: UUID) -> Draft:
    if found is None or not visible(actor, found):
        raise RefusedError(Problem("no-such-draft", params={"draft": str(id_)}))
    return found
