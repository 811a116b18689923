"""Two people edited one draft: both edits beside each other, and one text of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from registry.compute.draft import name_draft
from registry.compute.draft_page import MergedDraft, merged
from registry.db import drafts
from registry.db.drafts import Draft
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.draft_access import find
from registry.services.draft_missing import draft_ground
from registry.services.save_draft import save_draft
from registry.web.drafting.drafts import tag_of, worker
from registry.web.forms import sent
from registry.web.paths import both
from registry.web.view import View, view_of
from soroe.diff.edits import Clash
from soroe.errors import Problem
from soroe.locale import explain

OURS = "ours"
_LAST = 2**31 - 1


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


class Texts(msgspec.Struct, frozen=True):
    """The draft, and the three texts: before both, the one it has now, the one kept beside."""

    draft: Draft
    base: bytes
    theirs: bytes
    ours: bytes


@get(both("/drafts/{draft:uuid}/merge"))
async def get_merge(
    request: StrictRequest, draft: FromPath[UUID], edit: FromQuery[int] = 0
) -> Response[bytes]:
    """Both edits: put together, or what there is to choose; without one, to the draft itself."""
    view = view_of(request)
    if not edit:
        return view.redirect("drafts", str(draft))
    texts = await _texts(view, draft, edit)
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
    number = given.get("edit")
    edit = int(number) if number.isdecimal() and len(number) < 10 else 0
    texts = await _texts(view, draft, edit)
    if tag_of(texts.draft) != given.get("tag"):  # yet another edit came between: look again
        return view.redirect("drafts", str(draft), "merge", edit=edit)
    mine = frozenset(given.get(f"at-{n}") for n in given.all("clash") if given.get(n) == OURS)
    found = await _merged(view, texts, mine)
    if found.problems:
        raise RefusedError(*found.problems)
    await save_draft(view.context, visitor.by, draft, given.get("tag"), found.body)
    return view.redirect("drafts", str(draft), saved="1")


async def _texts(view: View, id_: UUID, edit: int) -> Texts:
    visitor, _ = worker(view)
    edit = max(0, min(edit, _LAST - 1))  # nothing has as many, and the database no number for it

    async def work(connection: Connection) -> Texts:
        draft = await find(connection, visitor.holder, id_)
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
