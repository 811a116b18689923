"""What a draft of a core makes of the form and of municipalities; publishing, sending round."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from registry import days
from registry.compute.core_page import core_preview, impact_inside
from registry.compute.impact import View as ImpactView
from registry.db import pages, reviews
from registry.db.pool import read
from registry.intake import StrictRequest
from registry.problems import RefusedError, encode
from registry.services.core_work import CoreWork, core_work, number_of
from registry.services.impact import impact_of_core
from registry.services.open_review import Asked, open_review
from registry.services.publish_draft import Wish, publish_draft
from registry.web.curating.core_builder import core_page
from registry.web.curating.cores import steward
from registry.web.drafting.drafts import tag_of
from registry.web.forms import Sent, sent
from registry.web.markup import form_html, table_html, trusted
from registry.web.paths import address, both
from registry.web.view import View, view_of
from soroe.errors import DocumentError, Problem, SoroeError
from soroe.locale import explain
from soroe.wareki import read_date


@get(both("/cores/{draft:uuid}/preview"))
async def get_preview(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """What the draft makes of the form: as 新旧対照表, and as applicants see it."""
    view = view_of(request)
    work = await core_work(view.context, steward(view).holder, draft)
    if work.made is None:
        return view.redirect("cores", str(draft))  # where it is said what does not fit
    old = None
    if work.old is not None and work.head is not None:
        old = (view.say("core.side-old", version=work.head), work.old.document)
    new = (view.say("core.side-new"), work.made.document)
    key = (old and old[0], work.old and work.old.digest, work.made.digest, view.lang)
    shown = await view.context.made.get(
        view.context.workers, key, core_preview, old, new, view.lang
    )
    return view.render(
        "core_preview.html",
        draft=work.draft,
        title=work.made.title,
        table=table_html(shown.table, view.lang) if shown.table else "",
        rows=len(shown.table.rows) if shown.table else 0,
        after=form_html(shown.after, view.lang, 3),
    )


@get(both("/cores/{draft:uuid}/impact"))
async def get_impact(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """What publishing the draft would do to each municipality; kept until somebody publishes."""
    view = view_of(request)
    work = await core_work(view.context, steward(view).holder, draft)
    if work.made is None:
        return view.redirect("cores", str(draft))
    html = ""
    if work.head is not None:
        number = await number_of(view.context, work)
        html = await _impact(view, work, number.smallest)
    return view.render(
        "core_impact.html",
        title=work.made.title,
        html=trusted(html),
        back=address(view.lang, "cores", str(draft)),
        onward=address(view.lang, "cores", str(draft), "publish"),
    )


@get(both("/cores/{draft:uuid}/publish"))
async def get_publish(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """What is published, what should be mended first, and the two ways: at once, or by a review."""
    return await _publishing(view_of(request), draft, (), None)


@post(both("/cores/{draft:uuid}/publish"), status_code=200)
async def post_publish(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Publish the text that the page showed, or send it round, as the button says."""
    view = view_of(request)
    visitor = steward(view)
    given = await sent(request)
    try:
        version, tag = given.get("version"), given.get("tag")
        day = _day(given, "from")
        if given.get("do") != "review":
            wish = Wish(version=version, effective_from=day)
            receipt = await publish_draft(view.context, visitor.by, draft, tag, wish)
            return view.redirect(*receipt.name.split("/"))
        work = await core_work(view.context, visitor.holder, draft)
        if tag_of(work.draft) != tag:
            raise RefusedError(Problem("form-stale"))
        asked = Asked(_day(given, "closes"), day, given.get("note"))
        await open_review(
            view.context,
            visitor.by,
            form=work.draft.form,
            version=version,
            body=work.body,
            asked=asked,
            held=given.get("held") or None,
        )
        return view.redirect("forms", work.draft.form, "reviews", version, done="opened")
    except SoroeError as error:
        return await _publishing(view, draft, error.problems, given)


def day_of(typed: str, at: str) -> date | None:
    """The day that was typed (2027-04-01, 令和9年4月1日); None for nothing.

    Raises `DocumentError` with the place of the field.
    """
    if not typed:
        return None
    try:
        return read_date(typed)
    except DocumentError as error:
        problem = error.problem
        raise DocumentError(Problem(problem.type, at, problem.params)) from None


def _day(given: Sent, name: str) -> date | None:
    return day_of(given.get(name), f"/{name}")


async def _impact(view: View, work: CoreWork, version: str) -> str:
    assert work.made is not None, "it can be published"
    size = await read(view.context.pool, pages.log_size)

    async def make() -> str:
        asked = ImpactView("json", view.lang)
        found = await impact_of_core(view.context, work.draft.form, version, work.body, asked)
        return await view.context.workers.run(impact_inside, found, view.lang)

    key = ("core-impact", work.draft.form, version, work.made.digest, size, view.lang)
    return await view.context.made.keep(key, make)


async def _publishing(
    view: View, id_: UUID, problems: tuple[Problem, ...], given: Sent | None
) -> Response[bytes]:
    page = await core_page(view, id_)
    work = page.work
    if page.verdict is None:
        return view.redirect("cores", str(id_))
    running = await read(view.context.pool, lambda c: reviews.everything(c, work.draft.form))
    known = given.fields if given else {}
    return view.render(
        "core_publish.html",
        status=encode(problems, view.context.public_url)[0] if problems else 200,
        keep=False,
        draft=work.draft,
        work=work,
        tag=tag_of(work.draft),
        title=page.outline.title,
        verdict=page.verdict,
        today=days.today(),
        running=[r for r in running if r.published_at is None and r.dropped_at is None],
        told=[explain(problem, view.lang) for problem in problems],
        typed={name: values[0] for name, values in known.items()},
    )
