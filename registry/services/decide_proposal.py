"""Deciding about a proposal, and taking that back before the closing day is over (steward)."""

from __future__ import annotations

from registry import days, names
from registry.context import Context
from registry.db import proposal_voices
from registry.db.pool import Connection, read, transaction
from registry.db.proposals import Proposal, Verdict
from registry.problems import RefusedError
from registry.services import rights
from registry.services.proposal_state import (
    closed,
    found,
    refuse_moved,
    refuse_over,
    refuse_stale,
    running,
)
from registry.services.proposal_text import unchanged
from registry.services.remark import remark
from soroe.errors import Problem


async def decide_proposal(
    context: Context,
    by: rights.By,
    *,
    form: str,
    number: int,
    edit: int,
    verdict: Verdict,
    reason: str,
) -> Proposal:
    """Accept, reject or postpone the text `edit`; the same again changes nothing.

    What is postponed can be decided at any time. Raises `RefusedError`: `no-such-proposal`,
    `proposal-published`, `proposal-withdrawn`, `proposal-text-moved`, `proposal-decided`,
    `proposal-stale` where a core was published since the draft was made,
    `proposal-candidate-changed` where it would come out differently now, and what `remark`
    refuses.
    """
    names.form(form)
    why = remark(reason, "/reason")
    before = await read(context.pool, lambda c: found(c, form, number))
    refuse_over(before)
    refuse_moved(before, edit)
    refuse_stale(before)
    if not await unchanged(context, before):
        params = {"proposal": str(number)}
        raise RefusedError(Problem("proposal-candidate-changed", params=params))

    async def work(connection: Connection) -> Proposal:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH)
        current = await running(connection, form, number)
        refuse_moved(current, edit)
        refuse_stale(current)
        if (current.decided, current.decision_reason) == (verdict, why):
            return current
        if current.decided not in {None, "postpone"}:
            params = {"proposal": str(number), "verdict": str(current.decided)}
            raise RefusedError(Problem("proposal-decided", params=params))
        organisation = actor.organisation if actor else None
        await proposal_voices.insert_decision(
            connection, current.at, (verdict, why), by=organisation
        )
        await rights.record(
            connection, actor, f"{verdict}-proposal", current.name, after=current.digest
        )
        return await found(connection, form, number)

    return await transaction(context.pool, work)


async def undo_decision(
    context: Context, by: rights.By, *, form: str, number: int, reason: str
) -> Proposal:
    """Take back what was decided about the text that there is now; it stays on record.

    Raises `RefusedError`: `no-such-proposal`, `proposal-published`, `proposal-withdrawn`,
    `proposal-not-decided`, `proposal-undo-late` where the closing day is over, and what `remark`
    refuses.
    """
    names.form(form)
    why = remark(reason, "/reason")

    async def work(connection: Connection) -> Proposal:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH)
        current = await running(connection, form, number)
        params = {"proposal": str(number)}
        if current.decided is None:
            raise RefusedError(Problem("proposal-not-decided", params=params))
        if closed(current, days.today()):
            params |= {"closed": str(current.closes_on)}
            raise RefusedError(Problem("proposal-undo-late", params=params))
        organisation = actor.organisation if actor else None
        await proposal_voices.insert_decision(
            connection, current.at, ("undo", why), by=organisation
        )
        await rights.record(connection, actor, "undo-proposal", current.name, before=current.digest)
        return await found(connection, form, number)

    return await transaction(context.pool, work)
