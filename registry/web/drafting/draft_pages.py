"""Working on a draft: its changes with basis and reason, what it makes of the form, publishing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from registry import days
from registry.caching import NEVER
from registry.compute.draft_page import Described, describe, ground_key
from registry.db import drafts
from registry.db.drafts import Draft
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.draft_access import find
from registry.services.draft_missing import Missing, draft_missing
from registry.services.draft_work import DraftWork, draft_work, shared_of
from registry.services.save_draft import save_draft
from registry.web.drafting import draft_text
from registry.web.drafting.draft_rows import DraftPage, draft_page, notes_of
from registry.web.drafting.drafts import tag_of, worker
from registry.web.forms import Sent, sent
from registry.web.paths import address, both
from registry.web.view import View, go, view_of
from soroe.citation import cite
from soroe.diff import decode_diff
from soroe.diff.draft import document
from soroe.errors import Problem
from soroe.jsontext import pretty
from soroe.jsontext import read as read_json
from soroe.locale import explain
from soroe.model import Citation, LocalDiff

_LATE = frozenset({"edited-meanwhile", "draft-discarded", "draft-published"})


class Shown(msgspec.Struct, frozen=True):
    """A draft with all that its page shows."""

    work: DraftWork
    described: Described | None
    missing: Missing
    page: DraftPage | None


@get(both("/drafts/{draft:uuid}"))
async def get_draft(
    request: StrictRequest, draft: FromPath[UUID], saved: FromQuery[str] = ""
) -> Response[bytes]:
    """The draft to be worked on."""
    view = view_of(request)
    shown = await shown_draft(view, draft)
    if shown.work.draft.state == "published":
        return view.redirect("drafts", str(draft), "published")
    return await _page(view, shown, saved=bool(saved))


@post(both("/drafts/{draft:uuid}"), status_code=200)
async def post_draft(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Save what was typed and do what the button says; what is wrong is said beside its field."""
    view = view_of(request)
    visitor, _ = worker(view)
    given = await sent(request)
    typed = await _typed(view, draft, given)
    try:
        await _save(view, visitor.by, draft, given.get("tag"), typed.diff)
    except RefusedError as refusal:
        return _late(view, draft, refusal)
    if typed.wrong:
        shown = await shown_draft(view, draft)
        return await _page(view, shown, wrong=typed.wrong, given=given)
    what, _, which = given.get("do", "save").partition(" ")
    if what == "preview":
        return view.redirect("drafts", str(draft), "preview")
    if what == "publish":
        return view.redirect("drafts", str(draft), "publish")
    there = address(view.lang, "drafts", str(draft), saved="1")
    mark = f"#change-{which}" if what == "fill" and _is_place(which) else "#done"
    return go(there + mark)


@post(both("/drafts/{draft:uuid}/auto"), status_code=200)
async def post_auto(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Save what was typed, for the module of the page; the answer is JSON."""
    view = view_of(request)
    visitor, _ = worker(view)
    given = await sent(request)
    typed = await _typed(view, draft, given)
    try:
        now = await _save(view, visitor.by, draft, given.get("tag"), typed.diff)
    except RefusedError as refusal:
        there = _late(view, draft, refusal).headers["Location"]
        return _json({"late": there}, 409)
    found = await draft_missing(view.context, visitor.holder, draft)
    left = [
        index
        for index in range(len(typed.diff.changes))
        if any(n.missing and n.at.startswith(f"/changes/{index}/") for n in found.lacks)
    ]
    wrong = {name: " ".join(explain(p, view.lang)[1:]) for name, p in typed.wrong.items()}
    bases = [
        [c.basis.cite, c.basis.article or ""] if c.basis else ["", ""] for c in typed.diff.changes
    ]
    cited = [[key, cite(one)] for key, one in typed.diff.citations.items()]
    return _json(
        {
            "tag": tag_of(now),
            "wrong": wrong,
            "open": left,
            "bases": bases,
            "citations": cited,
            "added": list(typed.added),
            "said": view.say("draft.saved-at", at=f"{now.updated_at.astimezone(days.JAPAN):%H:%M}"),
            "left": view.say("draft.left" if left else "draft.none-left", count=len(left)),
        }
    )


async def shown_draft(view: View, id_: UUID) -> Shown:
    """The draft with all that its pages show."""
    visitor, _ = worker(view)
    work = await draft_work(view.context, visitor.holder, id_)
    missing = await draft_missing(view.context, visitor.holder, id_)
    core = work.ground.core
    if work.diff is None or core is None:
        return Shown(work, None, missing, None)
    below = work.ground.below
    key = (ground_key(work.body), tuple(b.submitted for b in below), view.lang)
    described = await view.context.made.get(
        view.context.workers, key, describe, work.body, core, below, view.lang
    )
    today = days.today().isoformat()
    return Shown(work, described, missing, draft_page(work, described, missing, view.lang, today))


async def _page(
    view: View,
    shown: Shown,
    *,
    saved: bool = False,
    wrong: dict[str, Problem] | None = None,
    given: Sent | None = None,
) -> Response[bytes]:
    """The page; with `given`, fields that are wrong keep what was typed."""
    told = {name: explain(problem, view.lang) for name, problem in (wrong or {}).items()}
    typed = {name: given.get(name) for name in told} if given else {}
    problems = (*shown.work.problems, *(shown.described.problems if shown.described else ()))
    return view.render(
        "draft.html" if shown.page else "draft_unread.html",
        status=422 if told else 200,
        keep=False,
        work=shown.work,
        draft=shown.work.draft,
        diff=shown.work.diff,
        tag=tag_of(shown.work.draft),
        page=shown.page,
        title=shown.described.title if shown.described else shown.work.draft.form,
        problems=[explain(problem, view.lang) for problem in problems],
        notes=notes_of(shown.missing.lacks, view.lang),
        told=told,
        typed=typed,
        saved=saved,
        kinds=draft_text.KINDS,
    )


async def _typed(view: View, id_: UUID, given: Sent) -> draft_text.Typed:
    """What was typed, in the text that the page was made from."""
    visitor, code = worker(view)

    async def work(connection: Connection) -> tuple[bytes, dict[str, Citation]]:
        draft = await find(connection, visitor.holder, id_)
        base = await drafts.with_digest(connection, id_, f"sha256:{given.get('tag')}")
        if base is None:
            raise RefusedError(Problem("form-stale"))
        body = await drafts.body(connection, draft.id, base.edit)
        assert body is not None, "an edit has a text"
        return body, await shared_of(connection, code)

    body, shared = await read(view.context.pool, work)
    diff = decode_diff(read_json(body))

    def get_field(name: str) -> str | None:
        return given.get(name) if name in given.fields else None

    typed = draft_text.write(diff, get_field, shared)
    done = await _done(view, id_, typed.diff, given)
    if given.get("do") and not typed.wrong:  # the page is made anew, and with it its places
        done = draft_text.tidy(done, shared)
    return msgspec.structs.replace(typed, diff=done)


async def _done(view: View, id_: UUID, diff: LocalDiff, given: Sent) -> LocalDiff:
    """What the button says, beside saving."""
    what, _, which = given.get("do", "save").partition(" ")
    if what == "uncite":
        return draft_text.uncited(diff, which)
    if not _is_place(which) or int(which) >= len(diff.changes):
        return diff
    index = int(which)
    if what == "drop":
        return draft_text.without(diff, index)
    if what == "fill":
        visitor, _ = worker(view)
        found = await draft_missing(view.context, visitor.holder, id_)
        open_ = {
            int(lack.at.split("/")[2])
            for lack in found.lacks
            if lack.missing and lack.at.startswith("/changes/")
        }
        return draft_text.alike(diff, index, tuple(sorted(open_ - {index})))
    return diff


async def _save(view: View, by: bytes, id_: UUID, tag: str, diff: LocalDiff) -> Draft:
    return await save_draft(view.context, by, id_, tag, pretty(document(diff)).encode())


def _late(view: View, id_: UUID, refusal: RefusedError) -> Response[bytes]:
    """To where both texts are put together, if somebody else was first; else it is raised."""
    if refusal.problem.type not in _LATE:
        raise refusal
    kept = next((p.params["edit"] for p in refusal.problems if p.type == "draft-text-kept"), None)
    return view.redirect("drafts", str(id_), "merge", edit=kept)


def _is_place(text: str) -> bool:
    """Whether a button names a change by its place."""
    return text.isascii() and text.isdecimal() and len(text) < 7


def _json(value: dict[str, Any], status: int = 200) -> Response[bytes]:
    body = msgspec.json.encode(value)
    headers = {"Cache-Control": NEVER}
    return Response(body, status_code=status, media_type="application/json", headers=headers)
