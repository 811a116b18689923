"""What people do to a proposal: saying something, deciding, refreshing, publishing, ending it."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, get_args

from litestar import Response, post
from litestar.params import FromPath

from registry.db.proposal_voices import VoiceStance
from registry.db.proposals import Verdict
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.decide_proposal import decide_proposal, undo_decision
from registry.services.open_proposal import Asked, refresh_proposal
from registry.services.publish_proposal import publish_proposal, withdraw_proposal
from registry.services.voice_on_proposal import comment_on_proposal, voice_on_proposal
from registry.web.forms import Sent, sent
from registry.web.paths import both
from registry.web.promoting.proposal import proposal_page
from registry.web.view import View, view_of
from registry.web.visitor import Visitor
from soroe.errors import Problem, SoroeError

_ONE = "/forms/{form:str}/proposals/{proposal:int}"
_STANCES: tuple[VoiceStance, ...] = get_args(VoiceStance)
_VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@post(both(f"{_ONE}/voice"), status_code=200)
async def post_voice(
    request: StrictRequest, form: FromPath[str], proposal: FromPath[int]
) -> Response[bytes]:
    """The voice of the visitor's municipality about the text that the page showed."""
    view, given = view_of(request), await sent(request)
    visitor = _visitor(view)

    async def work() -> None:
        if visitor.municipality is None:
            kind: str = visitor.holder.kind
            raise RefusedError(Problem("proposal-no-voice", params={"kind": kind}))
        stance = next((one for one in _STANCES if one == given.get("stance")), None)
        if stance is None:
            raise RefusedError(Problem("request-invalid", "/stance", {"detail": "stance"}))
        await voice_on_proposal(
            view.context,
            visitor.by,
            form=form,
            number=proposal,
            code=visitor.municipality,
            said=(stance, given.get("reason")),
            edit=_edit(given),
        )

    return await _done(view, (form, proposal), given, "voice", work())


@post(both(f"{_ONE}/comments"), status_code=200)
async def post_comment(
    request: StrictRequest, form: FromPath[str], proposal: FromPath[int]
) -> Response[bytes]:
    """A comment, or an answer to one."""
    view, given = view_of(request), await sent(request)
    answers = given.get("answers")

    async def work() -> None:
        await comment_on_proposal(
            view.context,
            _visitor(view).by,
            form=form,
            number=proposal,
            text=given.get("text"),
            answers=_number(answers, "/answers") if answers else None,
        )

    return await _done(view, (form, proposal), given, "comment", work())


@post(both(f"{_ONE}/decide"), status_code=200)
async def post_decide(
    request: StrictRequest, form: FromPath[str], proposal: FromPath[int]
) -> Response[bytes]:
    """Accept, reject or postpone the text that the page showed."""
    view, given = view_of(request), await sent(request)

    async def work() -> None:
        verdict = next((one for one in _VERDICTS if one == given.get("verdict")), None)
        if verdict is None:
            raise RefusedError(Problem("request-invalid", "/verdict", {"detail": "verdict"}))
        await decide_proposal(
            view.context,
            _visitor(view).by,
            form=form,
            number=proposal,
            edit=_edit(given),
            verdict=verdict,
            reason=given.get("reason"),
        )

    return await _done(view, (form, proposal), given, "decide", work())


@post(both(f"{_ONE}/undo"), status_code=200)
async def post_undo(
    request: StrictRequest, form: FromPath[str], proposal: FromPath[int]
) -> Response[bytes]:
    """Take the decision back."""
    view, given = view_of(request), await sent(request)
    work = undo_decision(
        view.context, _visitor(view).by, form=form, number=proposal, reason=given.get("reason")
    )
    return await _done(view, (form, proposal), given, "undo", work)


@post(both(f"{_ONE}/refresh"), status_code=200)
async def post_refresh(
    request: StrictRequest, form: FromPath[str], proposal: FromPath[int]
) -> Response[bytes]:
    """Make the draft anew in the newest core, as it was."""
    view, given = view_of(request), await sent(request)
    before = _number(given.get("edit"), "/edit")
    try:
        made = await refresh_proposal(
            view.context, _visitor(view).by, form=form, number=proposal, asked=Asked(), edit=None
        )
    except SoroeError as error:
        return await proposal_page(
            view, form, proposal, problems=error.problems, act="refresh", typed=given
        )
    done = "same" if made.edit == before else "refresh"
    return view.redirect("forms", form, "proposals", str(proposal), done=done)


@post(both(f"{_ONE}/publish"), status_code=200)
async def post_publish(
    request: StrictRequest, form: FromPath[str], proposal: FromPath[int]
) -> Response[bytes]:
    """Publish the accepted draft; leads to what came of it."""
    view, given = view_of(request), await sent(request)
    try:
        await publish_proposal(
            view.context,
            _visitor(view).by,
            form=form,
            number=proposal,
            reason=given.get("reason") or None,
            edit=_edit(given),
        )
    except SoroeError as error:
        return await proposal_page(
            view, form, proposal, problems=error.problems, act="publish", typed=given
        )
    return view.redirect("forms", form, "proposals", str(proposal))


@post(both(f"{_ONE}/withdraw"), status_code=200)
async def post_withdraw(
    request: StrictRequest, form: FromPath[str], proposal: FromPath[int]
) -> Response[bytes]:
    """End the proposal."""
    view, given = view_of(request), await sent(request)
    work = withdraw_proposal(
        view.context, _visitor(view).by, form=form, number=proposal, reason=given.get("reason")
    )
    return await _done(view, (form, proposal), given, "withdraw", work)


async def _done(
    view: View, which: tuple[str, int], given: Sent, act: str, work: Awaitable[Any]
) -> Response[bytes]:
    """The page that says so; or the one that says what is wrong, with all that was typed."""
    form, proposal = which
    try:
        await work
    except SoroeError as error:
        return await proposal_page(
            view, form, proposal, problems=error.problems, act=act, typed=given
        )
    return view.redirect("forms", form, "proposals", str(proposal), done=act)


def _visitor(view: View) -> Visitor:
    assert view.visitor is not None, "the guard lets nobody else in"
    return view.visitor


def _edit(given: Sent) -> int:
    """The number of the text that the page showed."""
    return _number(given.get("edit"), "/edit")


def _number(typed: str, at: str) -> int:
    if typed.isascii() and typed.isdecimal() and len(typed) < 10:
        return int(typed)
    raise RefusedError(Problem("request-invalid", at, {"detail": typed[:40] or "-"}))
