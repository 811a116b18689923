"""What awaits a municipality: prepared rebases, amended citations, reviews, drafts, successions."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

import msgspec

from registry import days
from registry.compute.handover import RebaseText
from registry.db import (
    citations,
    drafts,
    handover,
    municipalities,
    proposals,
    reviews,
    successions,
)
from registry.db.citations import Awaiting
from registry.db.drafts import Draft, State
from registry.db.handover import Prepared
from registry.db.pool import Connection
from registry.limits import DISCARDED_DAYS, DRAFTS_SHOWN
from registry.services import proposal_state
from registry.services.review_state import state_of
from soroe.citation import substance
from soroe.handover.facts import AmendedFact, DraftFact, ProposalFact, RebaseFact, ReviewFact
from soroe.listing import Succession
from soroe.model import Citation

_NEWEST = 2**63 - 1


async def open_reviews(
    connection: Connection, code: str, form: str | None, day: date
) -> tuple[ReviewFact, ...]:
    """The reviews that are open on the day, and whether the municipality has said something."""
    said = await handover.commented(connection, code)
    return tuple(
        ReviewFact(
            form=review.form,
            version=review.version,
            closes=review.closes_on.isoformat(),
            opened=review.opened_at.isoformat(),
            title=review.title,
            commented=(review.form, review.version) in said,
        )
        for review in await reviews.everything(connection, form)
        if state_of(review, day) == "open"
    )


async def open_proposals(
    connection: Connection, code: str, form: str | None, day: date
) -> tuple[ProposalFact, ...]:
    """The proposals that take voices on the day and have none of the municipality."""
    return tuple(
        ProposalFact(one.form, one.proposal, one.title, one.closes_on.isoformat())
        for one in await proposals.unvoiced(connection, code, day, form)
        if proposal_state.state_of(one, day) == "open"
    )


async def amended(
    connection: Connection, code: str, form: str | None, day: date
) -> tuple[AmendedFact, ...]:
    """The citations whose changes await review on the day, by key.

    A text that has ended and stands so in the diff itself is not among them: the diff tells that.
    """
    rows = await citations.awaiting(connection, code, day)
    mine = sorted(
        (r for r in rows if form in (None, r.form) and not _told_by_diff(r)), key=lambda r: r.cite
    )
    out: list[AmendedFact] = []
    for key, group in groupby(mine, key=lambda r: r.cite):
        changes = list(group)
        first = changes[0]
        out.append(
            AmendedFact(
                citation=msgspec.json.decode(first.body, type=Citation),
                since=days.day_of(first.since).isoformat(),
                note=first.note,
                changes=tuple((r.form, r.item) for r in changes),
                key=key,
            )
        )
    return tuple(out)


def _told_by_diff(row: Awaiting) -> bool:
    """Whether the diff has the very text that stands now, with the day on which it ended."""
    if row.why != "ended" or row.before is None:
        return False
    return substance(msgspec.json.decode(row.before, type=Citation)) == row.substance


async def prepared(
    connection: Connection, code: str, form: str | None
) -> tuple[list[Prepared], tuple[RebaseText, ...]]:
    """The rebases that wait to be confirmed: as they are kept, and as facts without outcomes."""
    rows = await handover.rebases(connection, code, form)
    texts = (
        RebaseText(
            RebaseFact(r.form, r.core, r.version, prepared_at=r.ended_at.isoformat()),
            r.result,
            r.decisions,
        )
        for r in rows
    )
    return rows, tuple(texts)


async def unpublished(
    connection: Connection, code: str, form: str | None, rebases: list[Prepared]
) -> tuple[DraftFact, ...]:
    """The drafts that people or successions have begun, newest first.

    One that was prepared for a rebase is told with the rebase. A discarded one is told for a while,
    if somebody had worked on it.
    """
    told = {rebase.draft for rebase in rebases}
    since = days.beginning(days.today() - timedelta(days=DISCARDED_DAYS))
    open_ = [d for d in await _drafts(connection, code, form, "open") if d.id not in told]
    discarded = [
        d
        for d in await _drafts(connection, code, form, "discarded")
        if d.edited_by is not None and d.updated_at >= since
    ]
    found = [*open_, *discarded]
    names = await handover.names(connection, {d.edited_by for d in found if d.edited_by})
    return tuple(
        DraftFact(
            form=draft.form,
            id=str(draft.id),
            updated_at=draft.updated_at.isoformat(),
            by=names.get(draft.edited_by) if draft.edited_by else None,
            discarded=draft.state == "discarded",
        )
        for draft in found
    )


async def _drafts(connection: Connection, code: str, form: str | None, state: State) -> list[Draft]:
    return await drafts.page(
        connection, "diff", code, form=form, state=state, before=_NEWEST, limit=DRAFTS_SHOWN
    )


async def recorded(connection: Connection, code: str) -> tuple[Succession, ...]:
    """The successions in which the municipality has a part, but for those that were cancelled."""
    found = [
        one
        for one in await successions.successions(connection, None, code)
        if one.cancelled_at is None
    ]
    codes = {name for one in found for name in (*one.codes, one.heir)}
    places = await municipalities.some(connection, codes)
    return tuple(
        Succession(
            id=one.id,
            from_codes=tuple(one.codes),
            to=one.heir,
            effective=one.effective,
            kind=one.kind,
            note=one.note,
            recorded_at=one.recorded_at,
            names={name: places[name].name for name in (*one.codes, one.heir)},
        )
        for one in found
    )
