"""Confirming a rebase: its draft becomes the next revision (the municipality itself)."""

from __future__ import annotations

from registry.compute.rebase import look
from registry.context import Context
from registry.problems import RefusedError
from registry.services import rights
from registry.services.find_rebase import (
    find_rebase,
    refuse_unprepared,
    refuse_unseen,
    require_owner,
)
from registry.services.publication import Publication
from registry.services.publish_draft import Wish, publish_draft
from soroe.errors import Problem


async def confirm_rebase(
    context: Context, by: rights.By, *, form: str, code: str, onto: str | None, tag: str
) -> Publication:
    """The receipt of the next revision; the same again for one that is confirmed.

    Raises `RefusedError`: rights, `rebase-missing`, `edited-meanwhile` where `tag` is not of the
    state that there is now, `rebase-undecided` which names the conflicts, and all that publishing
    a draft raises.
    """
    await require_owner(context, by, code)
    found = (await find_rebase(context, form, code, onto)).one
    if found is None or found.state != "confirmed":
        found = refuse_unprepared(form, code, found)
        refuse_unseen(found, tag)
    elif found.draft is None:
        refuse_unprepared(form, code, found)
    if found.state == "prepared" and found.result is not None:
        looked = await context.workers.run(look, found.result, found.decisions)
        if looked.undecided:
            items = {p.id: o.item for o in looked.rebased.outcomes for p in o.parts}
            parts = ", ".join(f"{id_} {items[id_]}" for id_ in looked.undecided)
            params = {"count": str(len(looked.undecided)), "parts": parts}
            raise RefusedError(Problem("rebase-undecided", params=params))
    assert found.draft is not None, "it has a draft"
    assert found.draft_digest is not None, "a draft has a text"
    text = found.draft_digest.removeprefix("sha256:")
    return await publish_draft(context, by, found.draft, text, Wish())
