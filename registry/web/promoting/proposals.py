"""Proposals of all forms, or of one: those that can still become a version, and those over."""

from __future__ import annotations

from typing import Final

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from registry import days, names
from registry.db import proposals
from registry.db.pool import Connection, read
from registry.db.proposals import Proposal
from registry.intake import StrictRequest
from registry.services.proposal_state import RUNNING, ProposalState, stale, state_of
from registry.web.choices import forms_in_use
from registry.web.paths import both
from registry.web.view import view_of

PAGE: Final = 30


class Listed(msgspec.Struct, frozen=True):
    """A proposal with the state that it is in today; `voiceless`: it waits for the visitor's."""

    one: Proposal
    state: ProposalState
    stale: bool
    voiceless: bool


class Found(msgspec.Struct, frozen=True):
    """Those that run, those that are over, and the numbers that wait for somebody's voice."""

    running: list[Proposal]
    over: list[Proposal]
    unvoiced: set[tuple[str, int]]


@get(both("/proposals"))
async def get_proposals(
    request: StrictRequest, *, form: FromQuery[str] = "", page: FromQuery[int] = 1
) -> Response[bytes]:
    """All of them, or those of a form; what is over a page at a time."""
    view = view_of(request)
    if form:
        names.form(form)
    page = min(max(page, 1), 1000)
    municipality = view.visitor.municipality if view.visitor else None

    async def work(connection: Connection) -> Found:
        waiting: set[tuple[str, int]] = set()
        if municipality:
            unvoiced = await proposals.unvoiced(connection, municipality, days.today())
            waiting = {(one.form, one.proposal) for one in unvoiced}
        if form:
            every = await proposals.everything(connection, form)
            over = [one for one in every if _over(one)]
            running = sorted((o for o in every if not _over(o)), key=lambda o: o.closes_on)
            return Found(running, over[(page - 1) * PAGE : page * PAGE + 1], waiting)
        over = await proposals.over(connection, PAGE + 1, (page - 1) * PAGE)
        return Found(await proposals.running(connection), over, waiting)

    found = await read(view.context.pool, work)
    today = days.today()

    def listed(several: list[Proposal]) -> list[Listed]:
        return [
            Listed(o, state_of(o, today), stale(o), (o.form, o.proposal) in found.unvoiced)
            for o in several
        ]

    running = listed(found.running)
    forms = await forms_in_use(view.context)
    return view.render(
        "proposals.html",
        open=[o for o in running if o.state == "open"],
        deciding=[o for o in running if o.state != "open" and o.state in RUNNING],
        over=[
            *([o for o in running if o.state not in RUNNING] if page == 1 else []),
            *listed(found.over[:PAGE]),
        ],
        more=len(found.over) > PAGE,
        page=page,
        form=form,
        forms=forms,
        titles=dict(forms),
    )


def _over(proposal: Proposal) -> bool:
    return proposal.published is not None or proposal.withdrawn_at is not None
