"""One proposal: what it changes, what that does, what was said and decided, and what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery

from registry import days
from registry.compute.proposal_page import Touched
from registry.db.proposal_voices import Comment, Voice
from registry.intake import StrictRequest
from registry.problems import encode
from registry.services import rights
from registry.services.proposal_state import closed, stale, state_of
from registry.services.show_proposal import (
    Told,
    draft_of,
    effects_of,
    evidence_of,
    show_proposal,
)
from registry.web.forms import Sent
from registry.web.markup import table_html, trusted
from registry.web.paths import both
from registry.web.reading.forms_shown import find_family
from registry.web.view import View, view_of
from soroe.errors import Problem
from soroe.locale import explain

NAMED: Final = 15
"""Municipalities that the page names; the page of the impact has all."""

VOICES: Final = 100
"""Voices of each stance that the page shows; the table to download has all."""

PLACES: Final = 100
"""Municipalities on one page of the impact."""

STANCES: Final = ("object", "support", "neutral")
VERDICTS: Final = ("accept", "postpone", "reject")
DEEPEST: Final = 3

_NOTHING: Final = Sent({}, {})


class May(msgspec.Struct, frozen=True):
    """What the visitor may do with the proposal as it stands today."""

    voice: bool
    comment: bool
    change: bool
    decide: bool
    undo: bool
    publish: bool
    withdraw: bool

    @property
    def anything(self) -> bool:
        """Whether there is something to do besides saying something."""
        return any((self.change, self.decide, self.undo, self.publish, self.withdraw))


class Said(msgspec.Struct, frozen=True):
    """A comment, and how many others it lies under."""

    one: Comment
    depth: int


@get(both("/forms/{form:str}/proposals/{proposal:int}"))
async def get_proposal(
    request: StrictRequest,
    form: FromPath[str],
    proposal: FromPath[int],
    *,
    edit: FromQuery[int | None] = None,
    done: FromQuery[str] = "",
) -> Response[bytes]:
    """The proposal; with `edit` as it was in an earlier text."""
    view = view_of(request)
    return await proposal_page(view, form, proposal, edit=edit, done=done)


@get(both("/forms/{form:str}/proposals/{proposal:int}/impact"))
async def get_impact(
    request: StrictRequest,
    form: FromPath[str],
    proposal: FromPath[int],
    *,
    edit: FromQuery[int | None] = None,
    page: FromQuery[int] = 1,
) -> Response[bytes]:
    """What the draft does to each municipality, the most urgent first, some at a time."""
    view = view_of(request)
    told = await show_proposal(view.context, form, proposal, edit)
    found = await effects_of(view.context, told, view.lang)
    last = max(1, -(-len(found.places) // PLACES))
    page = min(max(page, 1), last)
    return view.render(
        "proposal-impact.html",
        family=await find_family(view.context, form),
        told=told,
        effects=found,
        places=found.places[(page - 1) * PLACES : page * PLACES],
        page=page,
        last=last,
    )


async def proposal_page(
    view: View,
    form: str,
    number: int,
    *,
    edit: int | None = None,
    done: str = "",
    problems: tuple[Problem, ...] = (),
    act: str = "",
    typed: Sent = _NOTHING,
) -> Response[bytes]:
    """The page; where `act` was refused, with the `problems` and what was `typed`."""
    told = await show_proposal(view.context, form, number, edit)
    proposal = told.proposal
    sides = (
        view.say("proposal.side-core", version=told.edit.against),
        view.say("proposal.side-draft", version=told.edit.version, edit=told.edit.edit),
    )
    found = await effects_of(view.context, told, view.lang)
    table = await draft_of(view.context, told, sides, view.lang)
    label = view.say("proposal.evidence")
    urgent = [one for one in found.places if one.urgent]
    code = view.visitor.municipality if view.visitor else None
    today = days.today()
    may = _may(view, told)
    return view.render(
        "proposal.html",
        status=encode(problems, view.context.public_url)[0] if problems else 200,
        keep=not problems,
        family=await find_family(view.context, form),
        told=told,
        one=proposal,
        state=state_of(proposal, today),
        stale=stale(proposal),
        closed=closed(proposal, today),
        current=told.edit.edit == proposal.edit,
        may=may,
        offered=act != "refresh" and getattr(may, act, False),
        effects=found,
        urgent=urgent[:NAMED],
        urgent_more=max(0, len(urgent) - NAMED),
        does={place.code for place in found.places if place.away},
        away=sum(len(place.away) for place in found.places),
        own=_own(code, found.of(code) if code else None, told.voices),
        table=table_html(table, view.lang),
        evidence=trusted(await evidence_of(view.context, told, label, view.lang)),
        voices=[(s, [v for v in told.voices if v.stance == s]) for s in STANCES],
        most=VOICES,
        comments=list(_threads(told.comments)),
        verdicts=VERDICTS,
        done=done if done in DONE else "",
        act=act,
        wrong=[explain(problem, view.lang) for problem in problems],
        typed=typed,
    )


DONE: Final = frozenset(
    {"opened", "there", "voice", "comment", "decide", "undo", "refresh", "same", "withdraw"}
)
"""What the page can say was just done."""


def _own(code: str | None, place: Touched | None, voices: Sequence[Voice]) -> dict[str, Any] | None:
    """What concerns the visitor's municipality; None where the visitor is of none."""
    if code is None:
        return None
    return {"place": place, "voice": next((v for v in voices if v.municipality == code), None)}


def _may(view: View, told: Told) -> May:
    """What the services would not refuse for the state and the visitor."""
    visitor, proposal = view.visitor, told.proposal
    over = proposal.published is not None or proposal.withdrawn_at is not None
    if visitor is None or over:
        return May(*[False] * 7)
    late = closed(proposal, days.today())
    steward = visitor.steward and visitor.may(rights.CORE_PUBLISH)
    says = visitor.may(rights.COMMENT)
    own = proposal.opened_by == visitor.holder.organisation and visitor.may(rights.DIFF_PUBLISH)
    mine = steward or (own and not late and proposal.decided is None)
    return May(
        voice=says and visitor.municipality is not None and not late,
        comment=says and (visitor.steward or not late),
        change=mine and proposal.decided != "reject",
        decide=steward and proposal.decided in (None, "postpone"),
        undo=steward and proposal.decided is not None and not late,
        publish=steward and proposal.decided == "accept" and not stale(proposal),
        withdraw=mine,
    )


def _threads(comments: Sequence[Comment]) -> Iterator[Said]:
    """Each comment and below it its answers, however deep they go, in the order they came."""
    answers: defaultdict[int | None, list[Comment]] = defaultdict(list)
    known = {comment.comment for comment in comments}
    for comment in comments:
        answers[comment.answers if comment.answers in known else None].append(comment)
    waiting = [(comment, 0) for comment in reversed(answers[None])]
    while waiting:
        comment, depth = waiting.pop()
        yield Said(comment, min(depth, DEEPEST))
        waiting += [(answer, depth + 1) for answer in reversed(answers[comment.comment])]
