"""Publishing a core as a part of something larger: a review, a proposal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

import msgspec

from registry.context import Context
from registry.db.pool import Connection, transaction
from registry.problems import RefusedError
from registry.services.commit_cores import Submission, commit_cores
from registry.services.publication import Publication
from registry.services.publish_core import ATTEMPTS
from registry.services.versioning import HeadMovedError, judge_version


async def publish_within(
    context: Context,
    submission: Submission,
    work: Callable[[Connection, Submission], Awaitable[Publication]],
) -> Publication:
    """What `work` makes of the submission in one transaction.

    The number is judged, and judged again where another version was published meanwhile; `work`
    asks each time whether publishing still is allowed.
    """
    core = submission.core

    async def attempt(one: Submission) -> Publication:
        return await transaction(context.pool, lambda c: work(c, one))

    for _ in range(ATTEMPTS - 1):
        with suppress(HeadMovedError):
            return await attempt(submission)
        judged = await judge_version(context, core.form, core.version, core.document)
        submission = msgspec.structs.replace(submission, judged=judged)
    return await attempt(submission)


async def commit_one(connection: Connection, submission: Submission) -> Publication:
    """The receipt; a refusal undoes everything else."""
    (outcome,) = await commit_cores(connection, [submission])
    if isinstance(outcome, RefusedError):
        raise outcome
    return outcome
