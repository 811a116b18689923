"""Two people worked on one core: both edits put together, and what there is to choose."""

from __future__ import annotations

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from registry.compute.core_merge import CoreClash, MergedCore, merge_cores
from registry.intake import StrictRequest
from registry.services.save_draft import save_draft
from registry.web.curating.cores import steward
from registry.web.drafting.drafts import tag_of
from registry.web.forms import sent
from registry.web.paths import both
from registry.web.two_edits import Texts, chosen, texts_of
from registry.web.view import View, view_of
from soroe.pointer import split


class Shown(msgspec.Struct, frozen=True):
    """A place where both changed the same, with the names that lead to it."""

    clash: CoreClash
    named: str


@get(both("/cores/{draft:uuid}/merge"))
async def get_merge(
    request: StrictRequest, draft: FromPath[UUID], edit: FromQuery[int] = 0
) -> Response[bytes]:
    """Both edits: put together, or what there is to choose; without one, to the draft itself."""
    view = view_of(request)
    if not edit:
        return view.redirect("cores", str(draft))
    texts = await texts_of(view, steward(view).holder, draft, edit)
    found = await _merged(view, texts, frozenset())
    return view.render(
        "core_merge.html",
        keep=False,
        draft=texts.draft,
        edit=edit,
        tag=tag_of(texts.draft),
        clashes=[Shown(clash, _named(clash.at)) for clash in found.clashes],
    )


@post(both("/cores/{draft:uuid}/merge"), status_code=200)
async def post_merge(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Save what was chosen, over the text that the page showed."""
    view = view_of(request)
    by = steward(view).by
    given = await sent(request)
    edit, mine = chosen(given)
    texts = await texts_of(view, steward(view).holder, draft, edit)
    if tag_of(texts.draft) != given.get("tag"):  # yet another edit came between: look again
        return view.redirect("cores", str(draft), "merge", edit=edit)
    found = await _merged(view, texts, mine)
    await save_draft(view.context, by, draft, given.get("tag"), found.body)
    return view.redirect("cores", str(draft), saved="merge")


async def _merged(view: View, texts: Texts, mine: frozenset[str]) -> MergedCore:
    three = (texts.base, texts.theirs, texts.ours)
    return await view.context.workers.run(merge_cores, *three, mine)


def _named(at: str) -> str:
    """The place without the words of JSON Schema that only say that there are items."""
    steps = [step for step in split(at) if step not in ("properties", "items")]
    return " › ".join(steps)
