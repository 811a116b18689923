"""Drafts of diffs: which there are, beginning one, putting one aside."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from registry.db import drafts, rebases
from registry.db.drafts import Draft
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.discard_draft import discard_draft, restore_draft
from registry.services.draft_access import find
from registry.services.draft_from_check import draft_from_check, draft_from_latest
from registry.web.choices import forms_in_use
from registry.web.forms import sent
from registry.web.paths import both
from registry.web.view import View, view_of
from registry.web.visitor import Visitor
from soroe.errors import Problem

_SHOWN = 100
_NEWEST = 2**63 - 1


def worker(view: View) -> tuple[Visitor, str]:
    """Who works on drafts of diffs, and for which municipality; else `RefusedError`."""
    visitor = view.visitor
    if visitor is None:
        raise RefusedError(Problem("sign-in-needed"))
    if visitor.municipality is None:
        params = {"code": "-", "yours": "-"}
        raise RefusedError(Problem("not-your-municipality", params=params))
    return visitor, visitor.municipality


def check_id(text: str) -> UUID:
    """The id of a checked form as a page sends it, or `RefusedError`."""
    try:
        return UUID(text)
    except ValueError:
        detail = {"detail": "check"}
        raise RefusedError(Problem("request-invalid", "/check", detail)) from None


async def drafts_of(view: View, code: str, form: str | None = None) -> list[Draft]:
    """The drafts of a municipality, newest first."""
    return await read(
        view.context.pool,
        lambda c: drafts.page(c, "diff", code, form=form, state=None, before=_NEWEST, limit=_SHOWN),
    )


@get(both("/drafts"))
async def get_drafts(request: StrictRequest) -> Response[bytes]:
    """The municipality's drafts, and where to begin one."""
    view = view_of(request)
    _, code = worker(view)
    found = await drafts_of(view, code)
    groups = {
        state: [draft for draft in found if draft.state == state]
        for state in ("open", "discarded", "published")
    }

    async def look(connection: Connection) -> list[rebases.Mine]:
        return await rebases.mine(connection, code)

    waiting = await read(view.context.pool, look)
    forms = await forms_in_use(view.context)
    return view.render(
        "drafts.html", groups=groups, forms=forms, titles=dict(forms), waiting=waiting
    )


@post(both("/drafts/new"), status_code=200)
async def post_new(request: StrictRequest) -> Response[bytes]:
    """Begin a draft: from a form that was checked, or from what is published."""
    view = view_of(request)
    visitor, code = worker(view)
    given = await sent(request)
    if check := given.get("check"):
        draft = await draft_from_check(view.context, visitor.by, code, check_id(check))
    else:
        draft = await draft_from_latest(view.context, visitor.by, code, given.get("form"))
    return view.redirect("drafts", str(draft.id))


@post(both("/drafts/{draft:uuid}/discard"), status_code=200)
async def post_discard(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Put a draft aside; it can be brought back."""
    view = view_of(request)
    visitor, _ = worker(view)
    await sent(request)
    await discard_draft(view.context, visitor.by, draft)
    return view.redirect("drafts")


@post(both("/drafts/{draft:uuid}/restore"), status_code=200)
async def post_restore(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Bring a draft back."""
    view = view_of(request)
    visitor, _ = worker(view)
    await sent(request)
    await restore_draft(view.context, visitor.by, draft)
    return view.redirect("drafts", str(draft))


@get(both("/drafts/{draft:uuid}/file"))
async def get_file(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """The text of a draft as a file, for the command and for who keeps a copy."""
    view = view_of(request)
    visitor, _ = worker(view)

    async def work(connection: Connection) -> tuple[Draft, bytes]:
        found = await find(connection, visitor.holder, draft)
        body = await drafts.body(connection, draft, found.edit)
        assert body is not None, "a draft has the text of its edit"
        return found, body

    found, body = await read(view.context.pool, work)
    name = f"{found.form}.{found.municipality}.diff.json"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(body, media_type="application/json", headers=headers)


def tag_of(draft: Draft) -> str:
    """What a page says of the text that it was made from."""
    return draft.digest.removeprefix("sha256:")
