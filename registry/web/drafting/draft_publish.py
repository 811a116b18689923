"""What a draft makes of the form, and publishing it."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from registry.compute.draft_page import preview
from registry.db.pool import read
from registry.intake import StrictRequest
from registry.problems import encode
from registry.services.draft_access import find
from registry.services.draft_work import draft_work
from registry.services.publish_draft import Wish, publish_draft
from registry.web.drafting.draft_pages import Shown, shown_draft
from registry.web.drafting.draft_rows import notes_of
from registry.web.drafting.drafts import tag_of, worker
from registry.web.forms import sent
from registry.web.markup import form_html, table_html
from registry.web.paths import both
from registry.web.view import View, view_of
from soroe.errors import Problem, SoroeError
from soroe.locale import explain


@get(both("/drafts/{draft:uuid}/preview"))
async def get_preview(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """What the draft makes of the form: as 新旧対照表, and as applicants see it."""
    view = view_of(request)
    visitor, _ = worker(view)
    work = await draft_work(view.context, visitor.holder, draft)
    core = work.ground.core
    if work.diff is None or core is None:
        return view.redirect("drafts", str(draft))
    names = view.say("draft.side-core", version=work.diff.core), visitor.organisation_name
    try:
        shown = await view.context.workers.run(
            preview, work.body, core, work.ground.below, names, view.lang
        )
    except SoroeError:
        return view.redirect("drafts", str(draft))  # where it is said what does not fit
    return view.render(
        "draft_preview.html",
        draft=work.draft,
        title=shown.table.title,
        table=table_html(shown.table, view.lang),
        before=form_html(shown.before, view.lang, 3, whole=False),
        after=form_html(shown.after, view.lang, 3, whole=False),
    )


@get(both("/drafts/{draft:uuid}/publish"))
async def get_publish(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """What is published, and what is still missing before it can be."""
    view = view_of(request)
    return _publishing(view, await shown_draft(view, draft), ())


@post(both("/drafts/{draft:uuid}/publish"), status_code=200)
async def post_publish(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Publish the text that the page showed."""
    view = view_of(request)
    visitor, _ = worker(view)
    given = await sent(request)
    number = given.get("revision")
    wish = Wish(revision=int(number) if number.isdecimal() and len(number) < 9 else None)
    try:
        receipt = await publish_draft(view.context, visitor.by, draft, given.get("tag"), wish)
    except SoroeError as error:
        return _publishing(view, await shown_draft(view, draft), error.problems)
    _, form, _, code, revision = receipt.name.split("/")
    return view.redirect("drafts", str(draft), "published", form=form, code=code, revision=revision)


@get(both("/drafts/{draft:uuid}/published"))
async def get_published(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """That it is done, and what others see of it now."""
    view = view_of(request)
    visitor, _ = worker(view)
    found = await read(view.context.pool, lambda c: find(c, visitor.holder, draft))
    if found.published is None:
        return view.redirect("drafts", str(draft))
    _, form, _, code, revision = found.published.split("/")
    return view.render("draft_published.html", form=form, code=code, revision=revision)


def _publishing(view: View, shown: Shown, problems: tuple[Problem, ...]) -> Response[bytes]:
    status = encode(problems, view.context.public_url)[0] if problems else 200
    behind = any(problem.type == "draft-behind" for problem in problems)
    return view.render(
        "draft_publish.html",
        status=status,
        keep=False,
        draft=shown.work.draft,
        diff=shown.work.diff,
        latest=shown.work.latest,
        behind=behind or shown.work.latest != shown.work.draft.follows,
        tag=tag_of(shown.work.draft),
        page=shown.page,
        title=shown.described.title if shown.described else shown.work.draft.form,
        complete=shown.missing.complete,
        notes=notes_of(shown.missing.lacks, view.lang),
        told=[explain(problem, view.lang) for problem in problems],
    )
