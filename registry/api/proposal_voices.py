"""Proposals (昇格提案): what is said to them, and what the stewards decide."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from registry import names
from registry.answers import listing, private
from registry.api.organisations import Command, page_size
from registry.api.proposals import described
from registry.api.tables import Shape, sheet
from registry.context import Context
from registry.db import proposal_voices
from registry.db.pool import Connection, read
from registry.db.proposal_voices import Comment, Voice, VoiceStance
from registry.db.proposals import Verdict
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.decide_proposal import decide_proposal, undo_decision
from registry.services.proposal_state import found
from registry.services.publish_proposal import publish_proposal, withdraw_proposal
from registry.services.voice_on_proposal import comment_on_proposal, voice_on_proposal
from soroe.errors import Problem
from soroe.flows.proposals import Voice as ShownVoice
from soroe.model import Lang
from soroe.report.proposals import voices_grid


class GiveVoice(Command, frozen=True):
    """A municipality's voice and its reason; with `edit`, only of that text."""

    stance: VoiceStance
    reason: str
    edit: int | None = None


class SayOfProposal(Command, frozen=True):
    """A comment; `answers` is the number of another."""

    text: str
    answers: int | None = None


class DecideProposal(Command, frozen=True):
    """A decision about the text `edit`, and why."""

    edit: int
    verdict: Verdict
    reason: str


class GiveReason(Command, frozen=True):
    """Why something is taken back."""

    reason: str


class PublishProposal(Command, frozen=True):
    """Publishing; the reason is needed before the closing day is over, `edit` is for certainty."""

    reason: str | None = None
    edit: int | None = None


class Voices(msgspec.Struct, frozen=True):
    """A page of voices, oldest first; `next` is the cursor of the later ones."""

    voices: list[Voice]
    next: str | None


class ProposalComments(msgspec.Struct, frozen=True):
    """A page of comments, oldest first; `next` is the cursor of the later ones."""

    comments: list[Comment]
    next: str | None


_ONE = "/api/v1/forms/{form:str}/proposals/{proposal:int}"


@get(_ONE + "/voices")
async def get_voices(
    request: StrictRequest,
    form: FromPath[str],
    proposal: FromPath[int],
    *,
    shape: Annotated[Shape, QueryParameter(name="as")] = "json",
    lang: FromQuery[Lang] = "ja",
    limit: FromQuery[int] = 100,
    cursor: FromQuery[str] = "",
) -> Response[bytes]:
    """Every voice that was given, oldest first; as a table, those that count."""
    context: Context = request.app.state["context"]
    size, after = page_size(limit), _after(cursor)

    async def work(connection: Connection) -> list[Voice]:
        names.form(form)
        await found(connection, form, proposal)
        if shape != "json":
            return await proposal_voices.counting(connection, form, proposal)
        return await proposal_voices.voices(connection, form, proposal, after, size + 1)

    voices = await read(context.pool, work)
    if shape != "json":
        shown = msgspec.convert(msgspec.to_builtins(voices), list[ShownVoice])
        return await sheet(context, voices_grid(shown, lang), shape)
    more = str(voices[size - 1].voice) if len(voices) > size else None
    return listing(Voices(voices[:size], more))


@put(_ONE + "/voices/{code:str}")
async def put_voice(
    request: StrictRequest,
    form: FromPath[str],
    proposal: FromPath[int],
    code: FromPath[str],
    data: JSONBody[GiveVoice],
) -> Response[bytes]:
    """Support, object or neither: one voice for each municipality, the last one counts."""
    kept, new = await voice_on_proposal(
        request.app.state["context"],
        request.scope["state"]["by"],
        form=form,
        number=proposal,
        code=code,
        said=(data.stance, data.reason),
        edit=data.edit,
    )
    return private(kept, 201 if new else 200)


@get(_ONE + "/comments")
async def get_proposal_comments(
    request: StrictRequest,
    form: FromPath[str],
    proposal: FromPath[int],
    *,
    limit: FromQuery[int] = 100,
    cursor: FromQuery[str] = "",
) -> Response[bytes]:
    """What was said, oldest first."""
    context: Context = request.app.state["context"]
    size, after = page_size(limit), _after(cursor)

    async def work(connection: Connection) -> ProposalComments:
        names.form(form)
        await found(connection, form, proposal)
        page = await proposal_voices.comments(connection, form, proposal, after, size + 1)
        more = str(page[size - 1].comment) if len(page) > size else None
        return ProposalComments(page[:size], more)

    return listing(await read(context.pool, work))


@post(_ONE + "/comments")
async def post_proposal_comment(
    request: StrictRequest,
    form: FromPath[str],
    proposal: FromPath[int],
    data: JSONBody[SayOfProposal],
) -> Response[bytes]:
    """Say something of a proposal without a voice."""
    context: Context = request.app.state["context"]
    by = request.scope["state"]["by"]
    kept, new = await comment_on_proposal(
        context, by, form=form, number=proposal, text=data.text, answers=data.answers
    )
    return private(kept, 201 if new else 200)


@post(_ONE + "/decide", status_code=200)
async def post_decide(
    request: StrictRequest,
    form: FromPath[str],
    proposal: FromPath[int],
    data: JSONBody[DecideProposal],
) -> Response[bytes]:
    """Accept, reject or postpone the text that was read."""
    await decide_proposal(
        request.app.state["context"],
        request.scope["state"]["by"],
        form=form,
        number=proposal,
        edit=data.edit,
        verdict=data.verdict,
        reason=data.reason,
    )
    return await _told(request, form, proposal)


@post(_ONE + "/undo", status_code=200)
async def post_undo(
    request: StrictRequest, form: FromPath[str], proposal: FromPath[int], data: JSONBody[GiveReason]
) -> Response[bytes]:
    """Take back what was decided, before the closing day is over."""
    context: Context = request.app.state["context"]
    by = request.scope["state"]["by"]
    await undo_decision(context, by, form=form, number=proposal, reason=data.reason)
    return await _told(request, form, proposal)


@post(_ONE + "/publish", status_code=200)
async def post_publish_proposal(
    request: StrictRequest,
    form: FromPath[str],
    proposal: FromPath[int],
    data: JSONBody[PublishProposal],
) -> Response[bytes]:
    """Publish the accepted draft as the next version."""
    receipt = await publish_proposal(
        request.app.state["context"],
        request.scope["state"]["by"],
        form=form,
        number=proposal,
        reason=data.reason,
        edit=data.edit,
    )
    if receipt.created:
        return private(receipt, 201, {"Location": receipt.url})
    return private(receipt)


@post(_ONE + "/withdraw", status_code=200)
async def post_withdraw(
    request: StrictRequest, form: FromPath[str], proposal: FromPath[int], data: JSONBody[GiveReason]
) -> Response[bytes]:
    """End a proposal without publishing."""
    context: Context = request.app.state["context"]
    by = request.scope["state"]["by"]
    await withdraw_proposal(context, by, form=form, number=proposal, reason=data.reason)
    return await _told(request, form, proposal)


async def _told(request: StrictRequest, form: str, number: int) -> Response[bytes]:
    context: Context = request.app.state["context"]
    return private(await read(context.pool, lambda c: described(c, context, form, number)))


def _after(cursor: str) -> int:
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        params = {"name": "cursor", "wanted": "next"}
        raise RefusedError(Problem("parameter-invalid", params=params))
    return int(cursor or 0)
