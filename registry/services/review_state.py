"""In which state a review is, and refusing what that state does not allow."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

from registry.db import reviews
from registry.db.pool import Connection
from registry.db.reviews import Review
from registry.problems import RefusedError
from soroe.errors import Problem

ReviewState: TypeAlias = Literal["open", "closed", "published", "dropped"]

RUNNING = frozenset({"open", "closed"})
"""States in which a review can still become a version."""


def state_of(review: Review, today: date) -> ReviewState:
    """Open until the last day is over in Japan, then closed; ended by publishing or dropping."""
    if review.published_at is not None:
        return "published"
    if review.dropped_at is not None:
        return "dropped"
    return "open" if today <= review.closes_on else "closed"


async def found(connection: Connection, form: str, version: str, *, lock: bool = False) -> Review:
    """The review, or `RefusedError` `no-such-review` with those that there are."""
    review = await reviews.get(connection, form, version, lock=lock)
    if review is None:
        known = ", ".join(r.version for r in await reviews.everything(connection, form)) or "-"
        params = {"form": form, "version": version, "known": known}
        raise RefusedError(Problem("no-such-review", params=params))
    return review


async def running(connection: Connection, form: str, version: str) -> Review:
    """The review, locked, if it is not over; else as `refuse_over`."""
    review = await found(connection, form, version, lock=True)
    refuse_over(review)
    return review


def refuse_over(review: Review) -> None:
    """`RefusedError` `review-published`, `review-dropped` where nothing can be done any more."""
    params = {"version": review.version}
    if review.published_at is not None:
        raise RefusedError(Problem("review-published", params=params))
    if review.dropped_at is not None:
        params["reason"] = review.drop_reason or "-"
        raise RefusedError(Problem("review-dropped", params=params))
