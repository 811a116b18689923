"""Saying something to a core that is sent round (any organisation)."""

from __future__ import annotations

import msgspec

from registry import days, names
from registry.compute.comment import knows_item
from registry.context import Context
from registry.db import reviews
from registry.db.pool import Connection, read, transaction
from registry.db.reviews import Comment, NewComment
from registry.problems import RefusedError
from registry.services import rights
from registry.services.remark import remark
from registry.services.review_state import found, running, state_of
from soroe.errors import Problem


async def comment_on_review(
    context: Context, by: rights.By, *, form: str, version: str, new: NewComment
) -> tuple[Comment, bool]:
    """Keep a comment on the text that the review has now, and whether it was not there before.

    Who sends the same words again has said them once: an answer may be lost on its way.
    Until the last day is over anybody with the right may comment; after it only the stewards, who
    have to answer. Raises `RefusedError`: `no-such-review`, `review-published`,
    `review-dropped`, `review-closed`, `comment-item-unknown`, `no-such-comment`, and what `remark`
    refuses.
    """
    names.form(form)
    names.version(version)
    new = msgspec.structs.replace(new, text=remark(new.text, "/text"))
    if new.item is not None:
        await _on_an_item(context, form, version, new.item)

    async def work(connection: Connection) -> tuple[Comment, bool]:
        actor = await rights.confirm(connection, by, rights.COMMENT)
        review = await running(connection, form, version)
        steward = actor is None or actor.kind == "steward"
        if state_of(review, days.today()) == "closed" and not steward:
            params = {"version": version, "closed": str(review.closes_on)}
            raise RefusedError(Problem("review-closed", params=params))
        if new.answers is not None and not 1 <= new.answers <= review.comments:
            params = {"comment": str(new.answers)[:20], "last": str(review.comments)}
            raise RefusedError(Problem("no-such-comment", "/answers", params))
        organisation = actor.organisation if actor else None
        said = (form, version, review.edit, new)
        known = await reviews.same_comment(connection, *said, by=organisation)
        if known is not None:
            return known, False
        kept = await reviews.insert_comment(connection, *said, by=organisation)
        name = f"reviews/{form}/{version}/comments/{kept.comment}"
        await rights.record(connection, actor, "comment-on-review", name)
        return kept, True

    return await transaction(context.pool, work)


async def _on_an_item(context: Context, form: str, version: str, item: str) -> None:
    """The item is one of the text, so that a misspelt one is not lost among the comments."""

    async def text(connection: Connection) -> bytes:
        review = await found(connection, form, version)
        document = await reviews.document(connection, form, version, review.edit)
        assert document is not None, "a review has its text"
        return document

    document = await read(context.pool, text)
    if not await context.workers.run(knows_item, document, item):
        params = {"item": item[:200], "version": version}
        raise RefusedError(Problem("comment-item-unknown", "/item", params))
