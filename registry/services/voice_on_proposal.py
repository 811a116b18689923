"""What a municipality says to a proposal (one voice each), and what anybody remarks on it."""

from __future__ import annotations

from registry import days, names
from registry.context import Context
from registry.db import municipalities, proposal_voices, successions
from registry.db.pool import Connection, transaction
from registry.db.proposal_voices import Comment, Voice, VoiceStance
from registry.problems import RefusedError
from registry.services import rights
from registry.services.proposal_state import is_steward, refuse_closed, refuse_moved, running
from registry.services.remark import remark
from soroe.errors import Problem
from soroe.heirs import ending_of


async def voice_on_proposal(
    context: Context,
    by: rights.By,
    *,
    form: str,
    number: int,
    code: str,
    said: tuple[VoiceStance, str],
    edit: int | None = None,
) -> tuple[Voice, bool]:
    """Keep the municipality's voice (stance and reason), and whether it says something new.

    A later voice takes the place of an earlier one, which stays on record. With `edit`, only of
    that text. Raises `RefusedError`: `no-such-proposal`, `proposal-published`,
    `proposal-withdrawn`, `proposal-closed`, `proposal-text-moved`, `proposal-no-voice` for those
    who are no municipality, `not-your-municipality`, `no-such-municipality`,
    `municipality-ended`, and what `remark` refuses.
    """
    names.form(form)
    names.code(code)
    said = (said[0], remark(said[1], "/reason"))

    async def work(connection: Connection) -> tuple[Voice, bool]:
        actor = await rights.confirm(connection, by, rights.COMMENT)
        proposal = await running(connection, form, number)
        if actor is not None and actor.municipality is None:
            raise RefusedError(Problem("proposal-no-voice"))
        rights.require_municipality(actor, code)
        refuse_closed(proposal)
        refuse_moved(proposal, edit)
        await _stands(connection, code)
        known = await proposal_voices.last_voice(connection, form, number, code)
        if known is not None and (known.edit, known.stance, known.reason) == (proposal.edit, *said):
            return known, False
        organisation = actor.organisation if actor else None
        kept = await proposal_voices.insert_voice(
            connection, proposal.at, code, said, by=organisation
        )
        name = f"{proposal.name}/voices/{code}"
        await rights.record(connection, actor, "voice-on-proposal", name)
        return kept, True

    return await transaction(context.pool, work)


async def comment_on_proposal(
    context: Context, by: rights.By, *, form: str, number: int, text: str, answers: int | None
) -> tuple[Comment, bool]:
    """Keep a comment on the text that there is now, and whether it was not there before.

    Until the last day is over anybody with the right may comment; after it only the stewards, who
    have to answer. Raises `RefusedError`: `no-such-proposal`, `proposal-published`,
    `proposal-withdrawn`, `proposal-closed`, `no-such-comment`, and what `remark` refuses.
    """
    names.form(form)
    said = (remark(text, "/text"), answers)

    async def work(connection: Connection) -> tuple[Comment, bool]:
        actor = await rights.confirm(connection, by, rights.COMMENT)
        proposal = await running(connection, form, number)
        if not is_steward(actor):
            refuse_closed(proposal)
        if answers is not None and not 1 <= answers <= proposal.comments:
            params = {"comment": str(answers)[:20], "last": str(proposal.comments)}
            raise RefusedError(Problem("no-such-comment", "/answers", params))
        organisation = actor.organisation if actor else None
        known = await proposal_voices.same_comment(connection, proposal.at, said, by=organisation)
        if known is not None:
            return known, False
        kept = await proposal_voices.insert_comment(connection, proposal.at, said, by=organisation)
        name = f"{proposal.name}/comments/{kept.comment}"
        await rights.record(connection, actor, "comment-on-proposal", name)
        return kept, True

    return await transaction(context.pool, work)


async def _stands(connection: Connection, code: str) -> None:
    """The municipality is there, and has not become another one."""
    if await municipalities.get(connection, code) is None:
        raise RefusedError(Problem("no-such-municipality", params={"code": code}))
    ending = ending_of(await successions.endings(connection), code)
    if ending is not None and ending.effective <= days.today():
        params = {"code": code, "heir": ending.heir, "effective": str(ending.effective)}
        raise RefusedError(Problem("municipality-ended", params=params))
