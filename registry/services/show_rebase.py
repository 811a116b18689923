"""Where a municipality stands with the newest core, for itself and for stewards."""

from __future__ import annotations

from typing import Literal

import msgspec

from registry.compute.rebase import look
from registry.compute.rebase_page import Wish, render_rebase
from registry.context import Context
from registry.db.pool import read
from registry.db.rebases import Rebase
from registry.services.find_rebase import Found, refuse_unprepared
from registry.services.rebase_ground import ground_of
from soroe.errors import Problem
from soroe.flows.rebases import OtherRebase, RebaseState, State
from soroe.model import Lang


async def show_rebase(context: Context, found: Found) -> RebaseState:
    """The state with what was prepared, decided and left open."""
    one = found.one
    if one is None:
        return _nothing(found)
    state = RebaseState(
        form=found.form,
        municipality=found.code,
        name=found.name,
        state=_state(one),
        revision=one.revision,
        core=one.core,
        lies_over=one.lies_over,
        version=one.version,
        over=one.over or None,
        published=one.published,
        draft=str(one.draft) if one.draft is not None else None,
        problems=read_problems(one.problems),
        others=tuple(
            OtherRebase(o.version, _state(o), str(o.draft) if o.draft is not None else None)
            for o in found.others
        ),
        queued_at=one.queued_at,
        ended_at=one.ended_at,
    )
    if one.result is None:
        return state
    looked = await context.workers.run(look, one.result, one.decisions)
    return msgspec.structs.replace(
        state,
        rebased=looked.rebased,
        decisions=looked.decisions,
        undecided=looked.undecided,
        edited=one.draft_digest != looked.text,
        effective_from=looked.rebased.diff.effective_from,
    )


async def render(
    context: Context, found: Found, shown: Literal["markdown", "html"], lang: Lang
) -> str:
    """What was prepared as a document for people. Raises `RefusedError` `rebase-missing`."""
    wish = Wish(shown, lang, found.name)
    one = found.one
    if one is None or one.result is None:
        one = refuse_unprepared(found.form, found.code, one)
    assert one.result is not None, "it is prepared"
    ground = await read(context.pool, lambda c: ground_of(c, one))
    return await context.workers.run(render_rebase, one.result, one.decisions, ground, wish)


def read_problems(text: bytes | None) -> tuple[Problem, ...]:
    """The problems as they were kept."""
    return msgspec.json.decode(text, type=tuple[Problem, ...]) if text is not None else ()


def _nothing(found: Found) -> RebaseState:
    behind = found.behind
    waits = found.waits_for
    return RebaseState(
        form=found.form,
        municipality=found.code,
        name=found.name,
        state="none" if waits is None else "waiting",
        revision=behind.revision if behind is not None else None,
        core=behind.core if behind is not None else None,
        lies_over=behind.over if behind is not None else None,
        version=found.target if waits is not None else None,
        waits_for=waits,
    )


def _state(rebase: Rebase) -> State:
    assert rebase.state != "superseded", "what was superseded is not shown"
    return rebase.state
