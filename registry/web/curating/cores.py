"""Drafts of cores: which there are, beginning one, putting one aside; and reviews that run."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from registry.db import drafts, reviews
from registry.db.drafts import Draft
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.core_work import draft_from_core, draft_of_new_form
from registry.services.discard_draft import discard_draft, restore_draft
from registry.services.draft_access import find
from registry.web.choices import forms_in_use
from registry.web.forms import Sent, sent
from registry.web.mistakes import Mistakes, mistakes
from registry.web.paths import both
from registry.web.view import View, view_of
from registry.web.visitor import Visitor
from soroe.errors import Problem, SoroeError

_SHOWN = 100
_NEWEST = 2**63 - 1


def steward(view: View) -> Visitor:
    """Who works on cores; the guard lets nobody else in."""
    if view.visitor is None:
        raise RefusedError(Problem("sign-in-needed"))
    return view.visitor


@get(both("/cores"))
async def get_cores(request: StrictRequest) -> Response[bytes]:
    """The drafts of cores, and where to begin one."""
    return await _list(view_of(request), Mistakes(), "", "")


@get(both("/cores/new"))
async def get_new(request: StrictRequest, form: FromQuery[str] = "") -> Response[bytes]:
    """The same page, with a form chosen."""
    view = view_of(request)
    return await _list(view, Mistakes(), form, "")


@post(both("/cores/new"), status_code=200)
async def post_new(request: StrictRequest) -> Response[bytes]:
    """Begin a draft: of the next version of a form, or of a new form."""
    view = view_of(request)
    by = steward(view).by
    given = await sent(request)
    try:
        draft = await _begun(view, by, given)
    except SoroeError as error:
        new = given.get("new") == "1"
        said = mistakes(view, error, ("name",) if new else ("form",), _ABOUT[new])
        return await _list(view, said, given.get("form"), given.get("name"), given.get("title"))
    return view.redirect("cores", str(draft.id))


_ABOUT = {
    True: {"form-name-invalid": "name"},
    False: {"no-such-form": "form", "form-name-invalid": "form"},
}


async def _begun(view: View, by: bytes, given: Sent) -> Draft:
    if given.get("new") == "1":
        name = given.get("name")
        title = given.get("title") or name
        return await draft_of_new_form(view.context, by, name, title)
    return await draft_from_core(view.context, by, given.get("form"))


@post(both("/cores/{draft:uuid}/discard"), status_code=200)
async def post_discard(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Put a draft aside; it can be brought back."""
    view = view_of(request)
    by = steward(view).by
    await sent(request)
    await discard_draft(view.context, by, draft)
    return view.redirect("cores")


@post(both("/cores/{draft:uuid}/restore"), status_code=200)
async def post_restore(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Bring a draft back."""
    view = view_of(request)
    by = steward(view).by
    await sent(request)
    await restore_draft(view.context, by, draft)
    return view.redirect("cores", str(draft))


@get(both("/cores/{draft:uuid}/file"))
async def get_file(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """The text of a draft as a file, for the command and for who keeps a copy."""
    view = view_of(request)
    holder = steward(view).holder

    async def work(connection: Connection) -> tuple[Draft, bytes]:
        found = await find(connection, holder, draft)
        body = await drafts.body(connection, draft, found.edit)
        assert body is not None, "a draft has the text of its edit"
        return found, body

    found, body = await read(view.context.pool, work)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.form}.json"',
        "Cache-Control": "private, no-store",
    }
    return Response(body, media_type="application/json", headers=headers)


async def _list(
    view: View, wrong: Mistakes, form: str, name: str, title: str = ""
) -> Response[bytes]:
    found = await read(
        view.context.pool,
        lambda c: drafts.page(c, "core", None, form=None, state=None, before=_NEWEST, limit=_SHOWN),
    )
    groups = {
        state: [draft for draft in found if draft.state == state]
        for state in ("open", "discarded", "published")
    }
    forms = await forms_in_use(view.context)
    going = await read(view.context.pool, reviews.everything)
    return view.render(
        "cores.html",
        status=422 if wrong.said else 200,
        keep=False,
        groups=groups,
        forms=forms,
        titles=dict(forms),
        reviews=[r for r in going if r.published_at is None and r.dropped_at is None],
        wrong=wrong,
        form=form,
        name=name,
        title=title,
    )
