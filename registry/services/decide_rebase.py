"""Deciding about conflicts of a rebase (the municipality itself)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from registry.compute.rebase import decide, read_decisions
from registry.context import Context
from registry.db import drafts, rebases
from registry.db.pool import Connection, read, transaction
from registry.problems import RefusedError
from registry.services import rights
from registry.services.draft_access import author, closed
from registry.services.find_rebase import (
    find_rebase,
    refuse_unprepared,
    refuse_unseen,
    require_owner,
)
from soroe.diff.resolve import Decision
from soroe.errors import DiffError


async def decide_rebase(
    context: Context,
    by: rights.By,
    *,
    form: str,
    code: str,
    onto: str | None,
    tag: str,
    decisions: Mapping[str, Decision | None],
) -> None:
    """Put decisions into the draft, as a new edit of it; None takes a decision back.

    Raises `RefusedError`: rights, `rebase-missing`, `edited-meanwhile` where `tag` is not of the
    state that there is now, `rebase-text-differs` where the draft was edited in the same places,
    `draft-discarded`, `draft-published`; `DiffError` for a part or a choice that there is not, and
    `DocumentError`.
    """
    await require_owner(context, by, code)
    found = refuse_unprepared(form, code, (await find_rebase(context, form, code, onto)).one)
    refuse_unseen(found, tag)
    draft, edit, result = found.draft, found.draft_edit, found.result
    assert draft is not None, "it is prepared"
    assert edit is not None, "a draft has an edit"
    assert result is not None, "it is prepared"
    wanted = read_decisions(found.decisions) | dict(decisions)
    after = msgspec.json.encode({k: v for k, v in wanted.items() if v is not None})
    text = await read(context.pool, lambda c: drafts.body(c, draft, edit))
    assert text is not None, "a draft has the text of its edit"
    try:
        decided = await context.workers.run(decide, result, found.decisions, after, text)
    except DiffError as error:
        if error.problem.type == "rebase-text-differs":
            raise RefusedError(*error.problems) from None
        raise

    async def work(connection: Connection) -> None:
        actor = await rights.confirm(connection, by, rights.DIFF_PUBLISH)
        now = await rebases.locked(connection, found.id)
        there = await drafts.get(connection, draft, lock=True)
        assert now is not None, "a rebase is never deleted"
        assert there is not None, "a draft is never deleted"
        refuse_unprepared(form, code, now)
        refuse_unseen(now, tag)
        if why := closed(there):
            raise RefusedError(why)
        saved = await drafts.save(connection, draft, edit, decided.body, author(actor))
        assert saved is not None, "a draft is never deleted"
        assert saved.accepted, "it is locked, and the edit is the last"
        await rebases.decided(connection, found.id, after, decided.undecided, saved.edit)
        name = f"drafts/{draft}/edits/{saved.edit}"
        after_digest = drafts.digest_of(decided.body)
        await rights.record(
            connection, actor, "decide-rebase", name, before=there.digest, after=after_digest
        )

    await transaction(context.pool, work)
