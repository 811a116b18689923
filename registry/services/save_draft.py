"""Saving a draft: over the text that was read, or beside the one that came between."""

from __future__ import annotations

from uuid import UUID

from registry.compute.draft import read_draft
from registry.context import Context
from registry.db import drafts
from registry.db.drafts import Draft, Saved
from registry.db.pool import Connection, transaction
from registry.limits import MAX_EDITS
from registry.problems import RefusedError
from registry.services import rights
from registry.services.begin_draft import BOM
from registry.services.draft_access import author, closed, locked, meanwhile
from soroe.errors import Problem


async def save_draft(context: Context, by: rights.By, id_: UUID, tag: str, body: bytes) -> Draft:
    """The draft with this text, which was made from the text that `tag` names.

    What comes too late is kept as an edit beside, and refused: `RefusedError` with
    `edited-meanwhile`, `draft-discarded` or `draft-published`, and `draft-text-kept`, which names
    that edit. Also raises `no-such-draft`, `draft-full` and `DocumentError`.
    """
    body = body.removeprefix(BOM)
    await context.read(read_draft, body)

    async def work(connection: Connection) -> Saved:
        actor, found = await locked(connection, by, id_)
        if await drafts.last_edit(connection, id_) >= MAX_EDITS:
            params = {"limit": str(MAX_EDITS)}
            raise RefusedError(Problem("draft-full", params=params))
        base = await drafts.with_digest(connection, id_, f"sha256:{tag}")
        expected = base.edit if base else None
        saved = await drafts.save(connection, id_, expected, body, author(actor))
        assert saved is not None, "it is locked"
        if saved.new:
            await rights.record(
                connection,
                actor,
                "save-draft" if saved.accepted else "keep-edit",
                f"drafts/{id_}/edits/{saved.edit}",
                before=found.digest,
                after=drafts.digest_of(body),
            )
        return saved

    saved = await transaction(context.pool, work)
    if not saved.accepted:  # only now, when it is kept
        why = closed(saved.draft) or meanwhile(saved.draft, tag)
        assert why is not None, "a text is kept beside for a reason"
        kept = {"draft": str(id_), "edit": str(saved.edit)}
        raise RefusedError(why, Problem("draft-text-kept", params=kept))
    return saved.draft
