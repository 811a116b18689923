"""What happened since an instant and what waits now, for whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import groupby

from registry import days
from registry.context import Context
from registry.db import citations, cores, digests, handover, proposals, reviews
from registry.db.pool import Connection, snapshot
from registry.limits import DIGEST_EVENTS
from registry.services import proposal_state, review_state
from registry.services.concerned import Concerned, find_concerned
from registry.services.events import newest
from soroe.news.model import Digest, Waiting

_TO_END = ("closed", "accepted")
"""States in which a proposal waits for the stewards."""


async def make_digest(
    context: Context,
    *,
    since: datetime,
    form: str | None,
    municipality: str | None,
    prefecture: str | None,
) -> Digest:
    """The digest of a form and an area; only what is public is in it.

    Raises `RefusedError` as `find_concerned`.
    """

    async def work(connection: Connection) -> Digest:
        concerned = await find_concerned(
            connection, form=form, municipality=municipality, prefecture=prefecture
        )
        found = await newest(
            connection, concerned, context.public_url, since=since, limit=DIGEST_EVENTS + 1
        )
        return Digest(
            since=since,
            until=datetime.now(UTC),
            registry=context.public_url,
            form=concerned.form,
            title=concerned.title,
            code=concerned.code,
            place=concerned.place,
            events=tuple(found[:DIGEST_EVENTS]),
            more=len(found) > DIGEST_EVENTS,
            waiting=tuple(await _waiting(connection, concerned, municipality)),
        )

    return await snapshot(context.pool, work)


async def _waiting(
    connection: Connection, concerned: Concerned, municipality: str | None
) -> list[Waiting]:
    """What awaits a municipality; without one, what awaits the stewards as well."""
    day = days.today()
    found = await _rebases(connection, concerned)
    if municipality is not None:
        found += await _citations(connection, concerned, municipality, day)
    found += await _reviews(connection, concerned, municipality, day)
    found += await _proposals(connection, concerned, municipality, day)
    return found


async def _rebases(connection: Connection, concerned: Concerned) -> list[Waiting]:
    rows = await digests.rebases(connection, concerned.form, concerned.area, DIGEST_EVENTS)
    return [
        Waiting(
            kind="rebase" if row.state == "prepared" else "rebase-failed",
            subject=row.version,
            form=row.form,
            title=row.title,
            municipality=row.municipality,
            place=row.place,
        )
        for row in rows
    ]


async def _citations(
    connection: Connection, concerned: Concerned, municipality: str, day: date
) -> list[Waiting]:
    rows = [
        row
        for row in await citations.awaiting(connection, municipality, day)
        if concerned.form in (None, row.form)
    ]
    titles = {
        edition.key: edition.title for edition in await citations.current(connection, municipality)
    }
    rows.sort(key=lambda row: row.cite)
    return [
        Waiting(
            kind="citation",
            subject=key,
            about=titles.get(key, key),
            municipality=municipality,
            place=concerned.place,
            count=len(list(changes)),
        )
        for key, changes in groupby(rows, key=lambda row: row.cite)
    ]


async def _reviews(
    connection: Connection, concerned: Concerned, municipality: str | None, day: date
) -> list[Waiting]:
    known = await reviews.everything(connection, concerned.form)
    said = await handover.commented(connection, municipality) if municipality else frozenset()

    def entries() -> Iterator[Waiting]:
        for review in known:
            state = review_state.state_of(review, day)
            done = (review.form, review.version) in said
            if (state == "open" and not done) or (state == "closed" and municipality is None):
                yield Waiting(
                    kind="review" if state == "open" else "review-closed",
                    subject=review.version,
                    form=review.form,
                    title=review.title,
                    day=review.closes_on if state == "open" else None,
                )

    return list(entries())


async def _proposals(
    connection: Connection, concerned: Concerned, municipality: str | None, day: date
) -> list[Waiting]:
    if municipality is not None:
        known = await proposals.unvoiced(connection, municipality, day, concerned.form)
    else:
        known = await proposals.running(connection)
    titles = {one.form: one.title for one in await cores.versions(connection, concerned.form)}
    out: list[Waiting] = []
    for proposal in known:
        state = proposal_state.state_of(proposal, day)
        if concerned.form not in (None, proposal.form) or state not in ("open", *_TO_END):
            continue
        closed = state in _TO_END
        out.append(
            Waiting(
                kind="proposal-closed" if closed else "proposal",
                subject=str(proposal.proposal),
                form=proposal.form,
                title=titles.get(proposal.form, proposal.form),
                about=proposal.title,
                day=None if closed else proposal.closes_on,
            )
        )
    return out
