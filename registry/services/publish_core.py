"""Publishing a core version (steward)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import partial

import msgspec

from registry import days, names
from registry.compute.core import Job, PreparedCore, Wanting, prepare_cores
from registry.context import Context
from registry.db import components, cores
from registry.db.pool import LOST, read, transaction
from registry.remarks import remarked
from registry.services import rights
from registry.services.commit_cores import Submission, commit_cores
from registry.services.dates_in_order import core_in_order
from registry.services.publication import Publication
from registry.services.versioning import HeadMovedError, Judged, judge_version

ATTEMPTS = 4
"""The first, and how often a version is judged anew because another one was published meanwhile."""


async def publish_core(
    context: Context,
    by: rights.By,
    *,
    form: str,
    version: str,
    body: bytes,
    effective_from: date | None = None,
) -> Publication:
    """Publish `body` as a version of a form; the same content again changes nothing.

    `effective_from` is the day from which the version applies, in Japan; without it, today.
    Raises `RefusedError` (names, rights, `content-differs`, `version-not-greater`; `TooSmallError`
    where the number promises more than the document keeps) and `DocumentError`.
    """
    submission = await prepare_submission(
        context, by, form=form, version=version, body=body, effective_from=effective_from
    )
    for _ in range(ATTEMPTS - 1):
        with suppress(HeadMovedError):
            return await _remarked(context, submission)
        judged = await judge_version(context, form, version, submission.core.document)
        submission = msgspec.structs.replace(submission, judged=judged)
    return await _remarked(context, submission)


async def prepare_submission(
    context: Context,
    by: rights.By,
    *,
    form: str,
    version: str,
    body: bytes,
    effective_from: date | None,
) -> Submission:
    """All of a version that is to be published, not judged yet.

    A first version has nothing to be compared with; whoever is not the first is told so when it is
    committed. Raises `RefusedError` for the names, and `DocumentError`.
    """
    names.form(form)
    names.version(version)
    url = f"{context.public_url}/forms/{form}/{version}.json"
    prepared = await prepare(context, body, url)
    new = cores.NewCore(
        form=form,
        version=version,
        title=prepared.title,
        description=prepared.description,
        effective_from=effective_from or days.today(),
        submitted=body,
        submitted_digest=prepared.submitted_digest,
        document=prepared.document,
        digest=prepared.digest,
        name=f"forms/{form}/{version}",
    )
    return Submission(by, new, Judged(None), effective_from, url)


async def _remarked(context: Context, submission: Submission) -> Publication:
    """Publish, and say what its publisher should look at; a first version has nothing before it."""
    publication = await _commit(context, submission)
    if not publication.created or submission.judged.head is None:
        return publication
    core = submission.core
    found = await read(context.pool, lambda c: core_in_order(c, core.form, core.version))
    return msgspec.structs.replace(publication, remarks=tuple(remarked(r) for r in found))


async def _commit(context: Context, submission: Submission) -> Publication:
    """Publish in one transaction, which it may share with cores of other forms."""
    core = submission.core
    together = partial(_together, context)
    weight = len(core.submitted) + len(core.document)
    return await context.cores.join(submission, together, key=core.form, weight=weight)


async def _together(
    context: Context, wanted: Sequence[Submission]
) -> Sequence[Publication | Exception]:
    """Publish all in one transaction; where that fails, each in its own.

    So nobody is refused because of a neighbour. Where the connection is lost, all are told so.
    """
    try:
        return await transaction(context.pool, partial(commit_cores, wanted=wanted))
    except LOST:
        raise
    except Exception:
        if len(wanted) == 1:
            raise
    return await asyncio.gather(*(_alone(context, one) for one in wanted))


async def _alone(context: Context, one: Submission) -> Publication | Exception:
    try:
        (outcome,) = await _together(context, [one])
    except Exception as error:  # noqa: BLE001 - it is its publisher's, who is told
        return error
    return outcome


async def prepare(context: Context, body: bytes, url: str) -> PreparedCore:
    """The core, completed with the components that it refers to, and those that these refer to.

    `url` is its address once it is published. Raises `RefusedError` and `DocumentError`.
    """
    known: dict[str, bytes | None] = {}
    while True:
        job = Job(body, url, known)
        outcome: PreparedCore | Wanting = await context.workers.together(
            prepare_cores, job, weight=len(body)
        )
        if isinstance(outcome, PreparedCore):
            return outcome
        found = await read(context.pool, partial(components.some, keys=outcome.components))
        known = {**known, **dict.fromkeys(outcome.components), **found}
