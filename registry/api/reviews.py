"""Reviews of cores (意見照会): opening, reading, commenting, publishing, dropping."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from registry import days, names
from registry.answers import SCHEMA, document, listing, private
from registry.api.organisations import Command, page_size
from registry.caching import POINTER
from registry.context import Context
from registry.db import reviews
from registry.db.pool import Connection, read
from registry.db.reviews import Comment, NewComment, Review, Stance, Text
from registry.intake import StrictRequest
from registry.preconditions import required
from registry.problems import RefusedError
from registry.services.comment_on_review import comment_on_review
from registry.services.drop_review import drop_review
from registry.services.open_review import Asked, open_review
from registry.services.publish_review import publish_review
from registry.services.review_state import RUNNING, found, state_of
from soroe.errors import Problem
from soroe.judgement import Judgement
from soroe.model import Undecided
from soroe.versions import Level, parse


class ReviewEntry(msgspec.Struct, frozen=True, rename="camel"):
    """A review in a listing; `closes_on` is the last day for comments."""

    form: str
    version: str
    state: str
    title: str
    closes_on: date
    effective_from: date | None
    comments: int
    url: str


class Promise(msgspec.Struct, frozen=True, rename="camel"):
    """What the number has to promise: the level of the change from the version `against`.

    `smallest` is the smallest number allowed after that one; `witness` an application that only one
    of the two accepts, `example` the same in words; `undecided` why there is no verdict.
    """

    against: str
    level: Level
    smallest: str
    example: str
    witness: Any
    undecided: str | None


class PublishedAs(msgspec.Struct, frozen=True, rename="camel"):
    """The version that came of it; `as_reviewed` is false where other content was published."""

    url: str
    digest: str
    recorded_at: datetime
    as_reviewed: bool


class ReviewDocument(ReviewEntry, frozen=True, rename="camel"):
    """A review with the facts of the text it has now, of its number, and of its end.

    `edit` is the number of the text, `etag` what If-Match takes to write over it, `digest` the
    digest of the document as it would be published. Without an organisation it was the operator.
    """

    note: str
    edit: int
    etag: str
    digest: str
    submitted_digest: str
    opened_at: datetime
    opened_by: str | None
    edited_at: datetime
    edited_by: str | None
    judgement: Promise | None
    published: PublishedAs | None
    early_reason: str | None
    dropped_at: datetime | None
    drop_reason: str | None
    texts: list[Text]
    document_url: str


class Reviews(msgspec.Struct, frozen=True):
    """Reviews in the order of forms and versions."""

    reviews: list[ReviewEntry]


class Comments(msgspec.Struct, frozen=True):
    """A page of comments, oldest first; `next` is the cursor of the later ones."""

    comments: list[Comment]
    next: str | None


class GiveComment(Command, frozen=True):
    """A comment: on an item (`/child/grade`) or the whole; `answers` is the number of another."""

    text: str
    item: str | None = None
    stance: Stance | None = None
    answers: int | None = None


class PublishReview(Command, frozen=True):
    """Publishing; the reason is needed before the last day for comments is over."""

    reason: str | None = None


class DropReview(Command, frozen=True):
    """Ending a review without publishing, and why."""

    reason: str


@get("/api/v1/reviews")
async def get_all_reviews(request: StrictRequest) -> Response[bytes]:
    """The reviews of all forms that are not over."""
    context: Context = request.app.state["context"]
    everything = await read(context.pool, reviews.everything)
    return listing(Reviews([e for e in _entries(everything, context) if e.state in RUNNING]))


@get("/api/v1/forms/{form:str}/reviews")
async def get_reviews(request: StrictRequest, form: FromPath[str]) -> Response[bytes]:
    """All reviews of a form, those that are over included; of a form without any there are none."""
    context: Context = request.app.state["context"]
    names.form(form)
    everything = await read(context.pool, lambda c: reviews.everything(c, form))
    return listing(Reviews(_entries(everything, context)))


@get("/api/v1/forms/{form:str}/reviews/{version:str}")
async def get_review(
    request: StrictRequest, form: FromPath[str], version: FromPath[str]
) -> Response[bytes]:
    """One review: its state, days, number, texts."""
    context: Context = request.app.state["context"]
    _names(form, version)
    return listing(await read(context.pool, lambda c: _document(c, context, form, version)))


@put("/api/v1/forms/{form:str}/reviews/{version:str}")
async def put_review(
    request: StrictRequest,
    form: FromPath[str],
    version: FromPath[str],
    *,
    closes_on: Annotated[date | None, QueryParameter(name="closesOn")] = None,
    effective_from: Annotated[date | None, QueryParameter(name="effectiveFrom")] = None,
    note: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Open a review (201), or write over its text or terms (200, If-Match)."""
    context: Context = request.app.state["context"]
    opened = await open_review(
        context,
        request.scope["state"]["by"],
        form=form,
        version=version,
        body=await request.document(),
        asked=Asked(closes_on, effective_from, note),
        held=_held(request),
    )
    made = await read(context.pool, lambda c: _document(c, context, form, version))
    if opened.created:
        return private(made, 201, {"Location": made.url})
    return private(made)


@get("/api/v1/forms/{form:str}/reviews/{version:str}/document")
async def get_review_document(
    request: StrictRequest,
    form: FromPath[str],
    version: FromPath[str],
    edit: FromQuery[int | None] = None,
) -> Response[bytes]:
    """The text that the review has now, or had, as it would be published."""
    context: Context = request.app.state["context"]
    _names(form, version)

    async def work(connection: Connection) -> bytes:
        review = await found(connection, form, version)
        number = review.edit if edit is None else edit
        if not 1 <= number <= review.edit:
            wanted = {"name": "edit", "wanted": f"1-{review.edit}"}
            raise RefusedError(Problem("parameter-invalid", params=wanted))
        text = await reviews.document(connection, form, version, number)
        assert text is not None, "the texts of a review are numbered without gaps"
        return text

    return document(await read(context.pool, work), POINTER, SCHEMA)


@get("/api/v1/forms/{form:str}/reviews/{version:str}/comments")
async def get_comments(
    request: StrictRequest,
    form: FromPath[str],
    version: FromPath[str],
    limit: FromQuery[int] = 100,
    cursor: FromQuery[str] = "",
) -> Response[bytes]:
    """What was said, oldest first."""
    context: Context = request.app.state["context"]
    _names(form, version)
    size = page_size(limit)
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        params = {"name": "cursor", "wanted": "next"}
        raise RefusedError(Problem("parameter-invalid", params=params))

    async def work(connection: Connection) -> Comments:
        await found(connection, form, version)
        page = await reviews.comments(connection, form, version, int(cursor or 0), size + 1)
        more = str(page[size - 1].comment) if len(page) > size else None
        return Comments(page[:size], more)

    return listing(await read(context.pool, work))


@post("/api/v1/forms/{form:str}/reviews/{version:str}/comments")
async def post_comment(
    request: StrictRequest, form: FromPath[str], version: FromPath[str], data: JSONBody[GiveComment]
) -> Response[bytes]:
    """Say something to what is sent round."""
    new = NewComment(data.text, data.item, data.stance, data.answers)
    context: Context = request.app.state["context"]
    by = request.scope["state"]["by"]
    kept, created = await comment_on_review(context, by, form=form, version=version, new=new)
    return private(kept, 201 if created else 200)


@post("/api/v1/forms/{form:str}/reviews/{version:str}/publish", status_code=200)
async def post_publish_review(
    request: StrictRequest,
    form: FromPath[str],
    version: FromPath[str],
    data: JSONBody[PublishReview],
) -> Response[bytes]:
    """Publish the text that the review has now; with If-Match, only the text that was read."""
    receipt = await publish_review(
        request.app.state["context"],
        request.scope["state"]["by"],
        form=form,
        version=version,
        reason=data.reason,
        held=_held(request),
    )
    if receipt.created:
        return private(receipt, 201, {"Location": receipt.url})
    return private(receipt)


@post("/api/v1/forms/{form:str}/reviews/{version:str}/drop", status_code=200)
async def post_drop_review(
    request: StrictRequest, form: FromPath[str], version: FromPath[str], data: JSONBody[DropReview]
) -> Response[bytes]:
    """End a review without publishing."""
    context: Context = request.app.state["context"]
    by = request.scope["state"]["by"]
    await drop_review(context, by, form=form, version=version, reason=data.reason)
    return private(await read(context.pool, lambda c: _document(c, context, form, version)))


def entry(review: Review, public_url: str) -> ReviewEntry:
    """A review as a listing shows it today."""
    return ReviewEntry(
        form=review.form,
        version=review.version,
        state=state_of(review, days.today()),
        title=review.title,
        closes_on=review.closes_on,
        effective_from=review.effective_from,
        comments=review.comments,
        url=f"{public_url}/api/v1/forms/{review.form}/reviews/{review.version}",
    )


def _entries(everything: list[Review], context: Context) -> list[ReviewEntry]:
    return [entry(review, context.public_url) for review in everything]


async def _document(
    connection: Connection, context: Context, form: str, version: str
) -> ReviewDocument:
    review = await found(connection, form, version)
    brief = entry(review, context.public_url)
    return ReviewDocument(
        **msgspec.structs.asdict(brief),
        note=review.note,
        edit=review.edit,
        etag=f'"{review.etag}"',
        digest=review.digest,
        submitted_digest=review.submitted_digest,
        opened_at=review.opened_at,
        opened_by=review.opened_by,
        edited_at=review.edited_at,
        edited_by=review.edited_by,
        judgement=_promise(review),
        published=_published(review, context.public_url),
        early_reason=review.early_reason,
        dropped_at=review.dropped_at,
        drop_reason=review.drop_reason,
        texts=await reviews.texts(connection, form, version),
        document_url=f"{brief.url}/document",
    )


def _promise(review: Review) -> Promise | None:
    if review.judgement is None or review.head is None:
        return None
    judged = msgspec.json.decode(review.judgement, type=Judgement)
    against = parse(review.head)
    assert against is not None, "a published version is one"
    told = judged.old_in_new if judged.level == "major" else judged.new_in_old
    return Promise(
        against=review.head,
        level=judged.level,
        smallest=str(against.raised(judged.level)),
        example=judged.example,
        witness=judged.witness,
        undecided=told.reason if isinstance(told, Undecided) else None,
    )


def _published(review: Review, public_url: str) -> PublishedAs | None:
    if review.published_at is None or review.published_digest is None:
        return None
    return PublishedAs(
        url=f"{public_url}/forms/{review.form}/{review.version}.json",
        digest=review.published_digest,
        recorded_at=review.published_at,
        as_reviewed=review.published_digest == review.digest,
    )


def _held(request: StrictRequest) -> str | None:
    """The text that the writer says to have read."""
    return required(request) if "if-match" in request.headers else None


def _names(form: str, version: str) -> None:
    names.form(form)
    names.version(version)
