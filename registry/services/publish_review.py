"""Publishing what was sent round (steward)."""

from __future__ import annotations

from registry import days, names
from registry.context import Context
from registry.db import reviews
from registry.db.pool import Connection, read
from registry.db.reviews import Review
from registry.preconditions import edited_meanwhile
from registry.problems import RefusedError
from registry.services import rights
from registry.services.commit_cores import Submission
from registry.services.publication import Publication
from registry.services.publish_core import prepare_submission
from registry.services.publish_within import commit_one, publish_within
from registry.services.remark import remark
from registry.services.review_state import found, refuse_over, state_of
from soroe.errors import Problem


async def publish_review(
    context: Context,
    by: rights.By,
    *,
    form: str,
    version: str,
    reason: str | None = None,
    held: str | None = None,
) -> Publication:
    """Publish the text that the review has now; publishing it again changes nothing.

    Before the last day for comments is over it takes a reason, which is kept and shown. `held` is
    the SHA-256 of the text that is meant, if the steward wants to be sure of it.

    Raises `RefusedError`: `no-such-review`, `review-dropped`, `review-still-open`,
    `edited-meanwhile`, and what publishing a core refuses (the number is judged again, as the form
    stands now).
    """
    names.form(form)
    names.version(version)
    early = remark(reason, "/reason") if reason is not None and reason.strip() else None

    async def now(connection: Connection) -> tuple[Review, bytes]:
        review = await found(connection, form, version)
        text = await reviews.submitted(connection, form, version, review.edit)
        assert text is not None, "a review has its text"
        return review, text

    review, body = await read(context.pool, now)
    day = review.effective_from if review.published_at is None else None
    submission = await prepare_submission(
        context, by, form=form, version=version, body=body, effective_from=day
    )

    async def work(connection: Connection, submission: Submission) -> Publication:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH)
        current = await found(connection, form, version, lock=True)
        _meant(current, review.etag if held is None else held)
        state = state_of(current, days.today())
        if state == "dropped":
            refuse_over(current)
        if state == "open" and early is None:
            params = {"version": version, "closes": str(current.closes_on)}
            raise RefusedError(Problem("review-still-open", params=params))
        receipt = await commit_one(connection, submission)
        if receipt.created:
            if state == "open" and early is not None:
                await reviews.publish_early(connection, form, version, early)
            name = f"reviews/{form}/{version}"
            await rights.record(connection, actor, "publish-review", name, after=receipt.digest)
        return receipt

    return await publish_within(context, submission, work)


def _meant(current: Review, held: str) -> None:
    """The text is the one that was prepared, and that the steward has read."""
    if current.etag != held:
        raise RefusedError(
            edited_meanwhile(
                yours=f"sha256:{held}",
                current=f"sha256:{current.etag}",
                number=current.edit,
                by=current.edited_by,
            )
        )
