"""Ending a review without publishing (steward)."""

from __future__ import annotations

from registry import days, names
from registry.context import Context
from registry.db import reviews
from registry.db.pool import Connection, transaction
from registry.db.reviews import Review
from registry.services import rights
from registry.services.remark import remark
from registry.services.review_state import found, refuse_over, state_of


async def drop_review(
    context: Context, by: rights.By, *, form: str, version: str, reason: str
) -> Review:
    """Drop what was sent round; texts and comments stay, and the same again changes nothing.

    Raises `RefusedError`: `no-such-review`, `review-published`, `review-dropped`, and what
    `remark` refuses.
    """
    names.form(form)
    names.version(version)
    why = remark(reason, "/reason")

    async def work(connection: Connection) -> Review:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH)
        review = await found(connection, form, version, lock=True)
        if state_of(review, days.today()) == "dropped" and review.drop_reason == why:
            return review
        refuse_over(review)
        await reviews.drop(connection, form, version, why)
        name = f"reviews/{form}/{version}"
        await rights.record(connection, actor, "drop-review", name, before=review.digest)
        return await found(connection, form, version)

    return await transaction(context.pool, work)
