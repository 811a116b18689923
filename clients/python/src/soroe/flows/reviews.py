"""Reviews of cores (意見照会): reading them, and with a token opening, commenting, ending them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, TypeAlias
from urllib.parse import urlencode

import msgspec

from soroe.errors import IntegrityError, Problem
from soroe.flows.answers import value_of
from soroe.flows.messages import JSON, SCHEMA, Flow, Request
from soroe.flows.names import form_name, refuse
from soroe.jsontext import digest, read
from soroe.listing import Answer, Publication, ReviewEntry, decode
from soroe.versions import parse

Stance: TypeAlias = Literal["support", "object", "question"]


class Promise(Answer, frozen=True):
    """What the number has to promise after the version `against`, with what shows it.

    `undecided` is the slug of the verdict where there is none.
    """

    against: str
    level: str
    smallest: str
    example: str = ""
    witness: Any = None
    undecided: str | None = None


class PublishedAs(Answer, frozen=True):
    """The version that came of a review; not `as_reviewed` where other content was published."""

    url: str
    digest: str
    as_reviewed: bool = True


class Text(Answer, frozen=True):
    """One text of a review: `digest` is of the document as it would be published."""

    edit: int
    digest: str
    title: str = ""
    recorded_at: datetime | None = None
    recorded_by: str | None = None


class Review(ReviewEntry, frozen=True, kw_only=True):
    """A review with its text's facts: its number, the `etag` to write over it, all texts it had."""

    edit: int
    etag: str
    digest: str
    submitted_digest: str
    note: str = ""
    opened_at: datetime | None = None
    opened_by: str | None = None
    edited_at: datetime | None = None
    edited_by: str | None = None
    judgement: Promise | None = None
    published: PublishedAs | None = None
    early_reason: str | None = None
    drop_reason: str | None = None
    texts: tuple[Text, ...] = ()


class Comment(Answer, frozen=True):
    """What an organisation said of the text `edit`; `answers` is the number of another comment."""

    comment: int
    edit: int
    text: str
    at: datetime
    organisation: str | None = None
    name: str = ""
    kind: str | None = None
    municipality: str | None = None
    item: str | None = None
    stance: Stance | None = None
    answers: int | None = None


class _Reviews(Answer, frozen=True):
    reviews: tuple[ReviewEntry, ...]


class _Comments(Answer, frozen=True):
    comments: tuple[Comment, ...]
    next: str | None = None


class Terms(msgspec.Struct, frozen=True):
    """The last day for comments, the day from which it would apply, the covering note.

    None leaves what there is.
    """

    closes_on: date | None = None
    effective_from: date | None = None
    note: str | None = None

    def query(self) -> str:
        """As it stands in an address."""
        given = {
            "closesOn": self.closes_on,
            "effectiveFrom": self.effective_from,
            "note": self.note,
        }
        words = {name: str(value) for name, value in given.items() if value is not None}
        return "?" + urlencode(words) if words else ""


def list_reviews(form: str | None = None) -> Flow[tuple[ReviewEntry, ...]]:
    """All reviews of a form; without one, those of every form that are not over."""
    path = "/api/v1/reviews" if form is None else f"/api/v1/forms/{form_name(form)}/reviews"
    response = yield Request("GET", path, keep="ask")
    return decode(value_of(path, response), _Reviews, path).reviews


def get_review(form: str, version: str) -> Flow[Review]:
    """One review."""
    path = _path(form, version)
    return decode(value_of(path, (yield Request("GET", path, keep="ask"))), Review, path)


def get_review_document(form: str, version: str, edit: int | None = None) -> Flow[bytes]:
    """The text that a review has now, or had, as it would be published; checked on arrival."""
    review = yield from get_review(form, version)
    number = review.edit if edit is None else edit
    wanted = next((text.digest for text in review.texts if text.edit == number), None)
    path = f"{_path(form, version)}/document?edit={number}"
    response = yield Request("GET", path, keep="ask")
    found = digest(value_of(path, response))
    if wanted is not None and found != wanted:
        raise _mismatch(path, wanted, found)
    return response.body


def list_comments(form: str, version: str) -> Flow[tuple[Comment, ...]]:
    """Everything that was said, oldest first."""
    found: list[Comment] = []
    query = {"limit": "500"}
    while True:
        path = f"{_path(form, version)}/comments?" + urlencode(query)
        page = decode(value_of(path, (yield Request("GET", path))), _Comments, path)
        found.extend(page.comments)
        if page.next is None or page.next == query.get("cursor"):
            return tuple(found)
        query["cursor"] = page.next


def open_review(form: str, version: str, body: bytes, terms: Terms, held: str = "") -> Flow[Review]:
    """Open a review, or with the `etag` of the text that was read write over text and terms."""
    path = _path(form, version)
    sent = digest(read(body))
    headers = {"content-type": SCHEMA, "accept": JSON} | ({"if-match": held} if held else {})
    request = Request("PUT", path + terms.query(), headers, body, private=True)
    review = decode(value_of(path, (yield request), (200, 201)), Review, path)
    if review.submitted_digest != sent:
        raise _mismatch(path, sent, review.submitted_digest)
    return review


def comment(
    form: str,
    version: str,
    text: str,
    *,
    item: str | None = None,
    stance: Stance | None = None,
    answers: int | None = None,
) -> Flow[Comment]:
    """Say something of the text that a review has now; the same words again are said once."""
    path = f"{_path(form, version)}/comments"
    said: dict[str, object] = {"text": text, "item": item, "stance": stance, "answers": answers}
    return decode(value_of(path, (yield _post(path, said)), (200, 201)), Comment, path)


def publish_review(
    form: str, version: str, reason: str | None = None, held: str = ""
) -> Flow[Publication]:
    """Publish the text of a review: with an `etag`, only that text; early, with a reason."""
    path = f"{_path(form, version)}/publish"
    response = yield _post(path, {"reason": reason}, held)
    return decode(value_of(path, response, (200, 201)), Publication, path)


def drop_review(form: str, version: str, reason: str) -> Flow[Review]:
    """End a review without publishing."""
    path = f"{_path(form, version)}/drop"
    return decode(value_of(path, (yield _post(path, {"reason": reason}))), Review, path)


def _path(form: str, version: str) -> str:
    if parse(version) is None:
        refuse("version-invalid", version=version)
    return f"/api/v1/forms/{form_name(form)}/reviews/{version}"


def _post(path: str, said: dict[str, object], held: str = "") -> Request:
    headers = {"content-type": JSON, "accept": JSON} | ({"if-match": held} if held else {})
    body = msgspec.json.encode({k: v for k, v in said.items() if v is not None})
    return Request("POST", path, headers, body, private=True)


def _mismatch(path: str, promised: str, found: str) -> IntegrityError:
    params = {"path": path, "promised": promised, "found": found}
    return IntegrityError(Problem("digest-mismatch", params=params))
