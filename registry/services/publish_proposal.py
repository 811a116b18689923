"""Publishing what was accepted, and withdrawing what will not be."""

from __future__ import annotations

from registry import days, names
from registry.context import Context
from registry.db import proposals
from registry.db.pool import Connection, read, transaction
from registry.db.proposals import Proposal, Text
from registry.problems import RefusedError
from registry.services import rights
from registry.services.commit_cores import Submission
from registry.services.proposal_state import (
    closed,
    found,
    is_steward,
    refuse_moved,
    refuse_others,
    refuse_stale,
    running,
)
from registry.services.publication import Publication
from registry.services.publish_core import prepare_submission
from registry.services.publish_within import commit_one, publish_within
from registry.services.remark import remark
from soroe.errors import Problem


async def publish_proposal(
    context: Context,
    by: rights.By,
    *,
    form: str,
    number: int,
    reason: str | None = None,
    edit: int | None = None,
) -> Publication:
    """Publish the accepted draft as the version that was computed; again changes nothing.

    Before the closing day is over it takes a reason, which is kept and shown. With `edit`, only
    that text. Whoever has changed what the draft holds gets a rebase, as after any publication.

    Raises `RefusedError`: `no-such-proposal`, `proposal-withdrawn`, `proposal-not-accepted`,
    `proposal-still-open`, `proposal-text-moved`, `proposal-stale`, and what publishing a core
    refuses.
    """
    names.form(form)
    early = remark(reason, "/reason") if reason is not None and reason.strip() else None

    async def now(connection: Connection) -> tuple[Proposal, Text]:
        proposal = await found(connection, form, number)
        text = await proposals.text(connection, form, number, proposal.edit)
        assert text is not None, "a proposal has its text"
        return proposal, text

    before, text = await read(context.pool, now)
    refuse_moved(before, edit)
    submission = await prepare_submission(
        context,
        by,
        form=form,
        version=text.version,
        body=text.submitted,
        effective_from=before.effective_from if before.published is None else None,
    )

    async def work(connection: Connection, submission: Submission) -> Publication:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH)
        await proposals.lock_form(connection, form)  # nobody else publishes the same number
        current = await found(connection, form, number, lock=True)
        refuse_moved(current, before.edit)
        if current.published is None:
            _may(await running(connection, form, number), early)
        receipt = await commit_one(connection, submission)
        if current.published is None:
            why = None if closed(current, days.today()) else early
            await proposals.published(connection, form, number, text.version, why)
            after = receipt.digest
            await rights.record(connection, actor, "publish-proposal", current.name, after=after)
        return receipt

    return await publish_within(context, submission, work)


async def withdraw_proposal(
    context: Context, by: rights.By, *, form: str, number: int, reason: str
) -> Proposal:
    """End a proposal without publishing: by who opened it until it is decided, or by a steward.

    Raises `RefusedError`: `no-such-proposal`, `proposal-published`, `proposal-withdrawn` (with
    another reason), `proposal-not-yours`, and what `remark` refuses.
    """
    names.form(form)
    why = remark(reason, "/reason")

    async def work(connection: Connection) -> Proposal:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH, rights.DIFF_PUBLISH)
        current = await found(connection, form, number, lock=True)
        if not is_steward(actor):
            refuse_others(current, actor)
        if current.withdrawn_at is not None and current.withdraw_reason == why:
            return current
        current = await running(connection, form, number)
        await proposals.withdraw(connection, form, number, why)
        await rights.record(
            connection, actor, "withdraw-proposal", current.name, before=current.digest
        )
        return await found(connection, form, number)

    return await transaction(context.pool, work)


def _may(proposal: Proposal, early: str | None) -> None:
    """The text was accepted, its draft is fresh, and the day is over or there is a reason."""
    params = {"proposal": str(proposal.proposal)}
    refuse_stale(proposal)
    if proposal.decided != "accept":
        raise RefusedError(Problem("proposal-not-accepted", params=params))
    if not closed(proposal, days.today()) and early is None:
        params |= {"closes": str(proposal.closes_on)}
        raise RefusedError(Problem("proposal-still-open", params=params))
