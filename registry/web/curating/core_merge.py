"""Two people worked on one core: both edits put together, and what there is to choose."""

from __future__ import annotations

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from registry.compute.core_merge import CoreClash, MergedCore, merge_cores
from registry.db import drafts
from registry.db.drafts import Draft
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.draft_access import find
from registry.services.save_draft import save_draft
from registry.web.curating.cores import steward
from registry.web.drafting.drafts import tag_of
from registry.web.forms import sent
from registry.web.paths import both
from registry.web.view import View, view_of
from soroe.errors import Problem
from soroe.pointer import split

OURS = "ours"
_LAST = 2**31 - 1


class Texts(msgspec.Struct, frozen=True):
    """The draft, and the three texts: before both, the one it has now, the one kept beside."""

    draft: Draft
    base: bytes
    theirs: bytes
    ours: bytes


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
    texts = await _texts(view, draft, edit)
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
    number = given.get("edit")
    edit = int(number) if number.isdecimal() and len(number) < 10 else 0
    texts = await _texts(view, draft, edit)
    if tag_of(texts.draft) != given.get("tag"):  # yet another edit came between: look again
        return view.redirect("cores", str(draft), "merge", edit=edit)
    mine = frozenset(given.get(f"at-{n}") for n in given.all("clash") if given.get(n) == OURS)
    found = await _merged(view, texts, mine)
    await save_draft(view.context, by, draft, given.get("tag"), found.body)
    return view.redirect("cores", str(draft), saved="merge")


async def _texts(view: View, id_: UUID, edit: int) -> Texts:
    holder = steward(view).holder
    edit = max(0, min(edit, _LAST - 1))  # nothing has as many, and the database no number for it

    async def work(connection: Connection) -> Texts:
        draft = await find(connection, holder, id_)
        known = await drafts.edits(connection, id_, edit + 1, 1)
        base = known[0].base if known and known[0].edit == edit else None
        bodies = [
            await drafts.body(connection, id_, number) if number else None
            for number in (base, draft.edit, edit)
        ]
        if None in bodies:
            params = {"draft": str(id_), "edit": str(edit)[:20]}
            raise RefusedError(Problem("no-such-edit", params=params))
        return Texts(draft, *(body or b"" for body in bodies))

    return await read(view.context.pool, work)


async def _merged(view: View, texts: Texts, mine: frozenset[str]) -> MergedCore:
    three = (texts.base, texts.theirs, texts.ours)
    return await view.context.workers.run(merge_cores, *three, mine)


def _named(at: str) -> str:
    """The place without the words of JSON Schema that only say that there are items."""
    steps = [step for step in split(at) if step not in ("properties", "items")]
    return " › ".join(steps)
