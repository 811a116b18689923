"""What a steward makes of a review: other terms, another text, a version, or nothing."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromPath

from registry import names
from registry.compute.core_page import impact_inside
from registry.compute.impact import View as ImpactView
from registry.db import drafts, pages, reviews
from registry.db.drafts import digest_of
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.services.core_work import draft_from_review
from registry.services.drop_review import drop_review
from registry.services.impact import impact_of_review
from registry.services.open_review import Asked, open_review
from registry.services.publish_draft import Wish, publish_draft
from registry.services.publish_review import publish_review
from registry.services.review_state import found
from registry.web.curating.core_publish import day_of
from registry.web.curating.cores import steward
from registry.web.curating.reviews import AT, review_page
from registry.web.forms import sent
from registry.web.markup import trusted
from registry.web.paths import address, both
from registry.web.view import View, view_of
from soroe.errors import SoroeError

_NEWEST = 2**63 - 1
_SHOWN = 100


@get(both(f"{AT}/impact"))
async def get_impact(
    request: StrictRequest, form: FromPath[str], version: FromPath[str]
) -> Response[bytes]:
    """What publishing the text would do to each municipality; kept until somebody publishes."""
    view = view_of(request)
    names.form(form)
    names.version(version)
    review = await read(view.context.pool, lambda c: found(c, form, version))
    size = await read(view.context.pool, pages.log_size)

    async def make() -> str:
        asked = ImpactView("json", view.lang)
        made = await impact_of_review(view.context, form, version, asked)
        return await view.context.workers.run(impact_inside, made, view.lang)

    key = ("review-impact", form, version, review.digest, size, view.lang)
    html = await view.context.made.keep(key, make)
    back = address(view.lang, "forms", form, "reviews", version)
    return view.render(
        "core_impact.html",
        title=f"{review.title} {version}",
        html=trusted(html),
        back=back,
        onward="",
    )


@post(both(f"{AT}/terms"), status_code=200)
async def post_terms(
    request: StrictRequest, form: FromPath[str], version: FromPath[str]
) -> Response[bytes]:
    """Another last day, another day from which it applies, another note; the text stays."""
    view = view_of(request)
    given = await sent(request)
    try:
        asked = Asked(
            day_of(given.get("closes"), "/closes"),
            day_of(given.get("from"), "/from"),
            given.get("note"),
        )
        await open_review(
            view.context,
            steward(view).by,
            form=form,
            version=version,
            body=await _submitted(view, form, version),
            asked=asked,
            held=given.get("held") or None,
        )
    except SoroeError as error:
        return await review_page(view, form, version, error.problems, given)
    return view.redirect("forms", form, "reviews", version, done="terms")


@post(both(f"{AT}/draft"), status_code=200)
async def post_draft(
    request: StrictRequest, form: FromPath[str], version: FromPath[str]
) -> Response[bytes]:
    """A draft with the text of the review, to be worked on and put in its place."""
    view = view_of(request)
    await sent(request)
    draft = await draft_from_review(view.context, steward(view).by, form, version)
    return view.redirect("cores", str(draft.id))


@post(both(f"{AT}/publish"), status_code=200)
async def post_publish(
    request: StrictRequest, form: FromPath[str], version: FromPath[str]
) -> Response[bytes]:
    """Publish the text that the page showed; drafts with the same text are done with it, too."""
    view = view_of(request)
    by = steward(view).by
    given = await sent(request)
    body = await _submitted(view, form, version)
    try:
        await publish_review(
            view.context,
            by,
            form=form,
            version=version,
            reason=given.get("reason") or None,
            held=given.get("held") or None,
        )
    except SoroeError as error:
        return await review_page(view, form, version, error.problems, given)
    await _close_drafts(view, by, form, version, body)
    return view.redirect("forms", form, "reviews", version, done="published")


@post(both(f"{AT}/drop"), status_code=200)
async def post_drop(
    request: StrictRequest, form: FromPath[str], version: FromPath[str]
) -> Response[bytes]:
    """End it without publishing."""
    view = view_of(request)
    given = await sent(request)
    by = steward(view).by
    try:
        await drop_review(view.context, by, form=form, version=version, reason=given.get("reason"))
    except SoroeError as error:
        return await review_page(view, form, version, error.problems, given)
    return view.redirect("forms", form, "reviews", version, done="dropped")


async def _submitted(view: View, form: str, version: str) -> bytes:
    async def work(connection: Connection) -> bytes:
        review = await found(connection, form, version)
        text = await reviews.submitted(connection, form, version, review.edit)
        assert text is not None, "a review has its text"
        return text

    names.form(form)
    names.version(version)
    return await read(view.context.pool, work)


async def _close_drafts(view: View, by: bytes, form: str, version: str, body: bytes) -> None:
    """The drafts that this text was worked on in are published with it."""
    digest = digest_of(body)
    known = await read(
        view.context.pool,
        lambda c: drafts.page(
            c, "core", None, form=form, state="open", before=_NEWEST, limit=_SHOWN
        ),
    )
    for draft in known:
        if draft.digest == digest:
            tag = digest.removeprefix("sha256:")
            await publish_draft(view.context, by, draft.id, tag, Wish(version=version))
