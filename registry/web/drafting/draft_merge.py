"""Two people edited one draft: both edits beside each other, and one text of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from registry.compute.draft import name_draft
from registry.compute.draft_page import MergedDraft, merged
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.draft_missing import draft_ground
from registry.services.save_draft import save_draft
from registry.web.drafting.drafts import tag_of, worker
from registry.web.forms import sent
from registry.web.paths import both
from registry.web.two_edits import Texts, chosen, texts_of
from registry.web.view import View, view_of
from soroe.diff.edits import Clash
from soroe.locale import explain


class Side(msgspec.Struct, frozen=True):
    """What stands at a place in one of the texts, in words, one line each; none: nothing."""

    lines: tuple[str, ...]


class ClashShown(msgspec.Struct, frozen=True):
    """A place where both changed the same: its name, and what stands there on each side."""

    at: str
    title: str
    was: Side
    theirs: Side
    ours: Side


@get(both("/drafts/{draft:uuid}/merge"))
async def get_merge(
    request: StrictRequest, draft: FromPath[UUID], edit: FromQuery[int] = 0
) -> Response[bytes]:
    """Both edits: put together, or what there is to choose; without one, to the draft itself."""
    view = view_of(request)
    if not edit:
        return view.redirect("drafts", str(draft))
    texts = await texts_of(view, worker(view)[0].holder, draft, edit)
    found = await _merged(view, texts, frozenset())
    return view.render(
        "draft_merge.html",
        keep=False,
        draft=texts.draft,
        edit=edit,
        tag=tag_of(texts.draft),
        clashes=[_shown(view, title, clash) for title, clash in found.clashes],
        broken=[explain(p, view.lang) for p in found.problems] if not found.clashes else [],
    )


@post(both("/drafts/{draft:uuid}/merge"), status_code=200)
async def post_merge(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Save what was chosen, over the text that the page showed."""
    view = view_of(request)
    visitor, _ = worker(view)
    given = await sent(request)
    edit, mine = chosen(given)
    texts = await texts_of(view, worker(view)[0].holder, draft, edit)
    if tag_of(texts.draft) != given.get("tag"):  # yet another edit came between: look again
        return view.redirect("drafts", str(draft), "merge", edit=edit)
    found = await _merged(view, texts, mine)
    if found.problems:
        raise RefusedError(*found.problems)
    await save_draft(view.context, visitor.by, draft, given.get("tag"), found.body)
    return view.redirect("drafts", str(draft), saved="1")


async def _merged(view: View, texts: Texts, mine: frozenset[str]) -> MergedDraft:
    named = await view.context.read(name_draft, texts.theirs)
    ground, _ = await draft_ground(view.context, texts.draft, named)
    three = (texts.base, texts.theirs, texts.ours)
    return await view.context.workers.run(merged, *three, mine, ground.core or b"{}")


def _shown(view: View, title: str, clash: Clash) -> ClashShown:
    named = title if clash.is_item else _named(view, clash.at)
    sides = (_side(view, value, clash) for value in (clash.base, clash.theirs, clash.ours))
    return ClashShown(clash.at, named, *sides)


def _named(view: View, at: str) -> str:
    member, _, key = at.removeprefix("/").partition("/")
    if member == "effectiveFrom":
        return view.say("draft.merge-from")
    if member in ("citations", "aliases"):
        part = "citation" if member == "citations" else "alias"
        return view.say(f"draft.merge-{part}", key=key)
    return view.say("draft.merge-other", name=member)


def _side(view: View, value: Any, clash: Clash) -> Side:
    if value is None:
        return Side(())
    if not clash.is_item:
        if isinstance(value, dict):
            return Side(tuple(f"{v}" for v in value.values() if isinstance(v, str)))
        return Side((str(value),))
    lines = []
    for change in value:
        lines.append(view.say("draft.merge-ops", count=len(change.get("ops", ()))))
        if basis := change.get("basis"):
            shown = f"{basis['cite']} {basis.get('article') or ''}".strip()
            lines.append(view.say("draft.merge-basis", basis=shown))
        if reason := change.get("reason"):
            lines.append(view.say("draft.merge-reason", reason=reason))
    return Side(tuple(lines))
