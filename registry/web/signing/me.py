"""My page: what awaits my organisation, and where I am signed in."""

from __future__ import annotations

import msgspec
from litestar import Response, get

from registry import days
from registry.compute.awaiting import awaited
from registry.context import Context
from registry.db import proposals, reviews, sessions
from registry.db.pool import read
from registry.db.proposals import Proposal
from registry.db.reviews import Review
from registry.db.sessions import Session
from registry.intake import StrictRequest
from registry.limits import MAX_PAGE
from registry.services.handover import Asked, collect_handover
from registry.services.proposal_state import RUNNING, state_of
from registry.web.paths import address, both
from registry.web.view import View, view_of
from registry.web.visitor import Visitor
from soroe.handover.awaiting import Awaiting
from soroe.handover.model import Todo
from soroe.model import Lang


class Waiting(msgspec.Struct, frozen=True):
    """Something to do, and the page on which to do it."""

    todo: Todo
    there: str


@get(both("/me"))
async def get_me(request: StrictRequest) -> Response[bytes]:
    """What awaits whoever is signed in."""
    view = view_of(request)
    visitor = view.visitor
    assert visitor is not None, "the guard lets nobody else in"
    awaiting = await _awaiting(view, visitor)
    todo = awaiting.todo if awaiting else ()
    return view.render(
        "me.html",
        waiting=[Waiting(one, _there(view.lang, visitor, one)) for one in todo],
        deadlines=awaiting.deadlines if awaiting else (),
        reviews=[] if visitor.municipality else await _open_reviews(view.context),
        proposals=await _open_proposals(view.context) if visitor.steward else [],
        sessions=await _sessions(view.context, visitor),
    )


async def _awaiting(view: View, visitor: Visitor) -> Awaiting | None:
    """What awaits the municipality; None where the organisation is none."""
    if visitor.municipality is None:
        return None
    asked = Asked(visitor.municipality, days.today())
    facts = await collect_handover(view.context, visitor.holder, asked)
    return await view.context.workers.run(awaited, facts, view.lang)


async def _open_reviews(context: Context) -> list[Review]:
    found = await read(context.pool, reviews.everything)
    going = [one for one in found if one.published_at is None and one.dropped_at is None]
    return sorted(going, key=lambda one: (one.closes_on, one.form, one.version))


async def _open_proposals(context: Context) -> list[tuple[Proposal, str]]:
    """The proposals that a steward still has to do something about, with their states."""
    found = await read(context.pool, proposals.running)
    today = days.today()
    states = [(one, state_of(one, today)) for one in found]
    return [(one, state) for one, state in states if state in RUNNING]


async def _sessions(context: Context, visitor: Visitor) -> list[Session]:
    return await read(
        context.pool,
        lambda c: sessions.of_person(
            c, visitor.provider, visitor.subject, visitor.holder.organisation, MAX_PAGE
        ),
    )


def _there(lang: Lang, visitor: Visitor, todo: Todo) -> str:
    """The page on which it is done; else that of the municipality, which lists what waits."""
    if todo.url and todo.url.startswith("/"):
        return todo.url
    return address(lang, "municipalities", visitor.municipality or "")
