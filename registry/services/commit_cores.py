"""Publishing several core versions, of different forms, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from registry import names
from registry.db import cores
from registry.db.pool import Connection
from registry.problems import RefusedError
from registry.services import rights
from registry.services.publication import Publication, same_content
from registry.services.versioning import HeadMovedError, Judged
from soroe.errors import Problem


class Submission(msgspec.Struct, frozen=True):
    """A version to be published: by whom, with which verdict, from which day if it was said."""

    by: rights.By
    core: cores.NewCore
    judged: Judged
    day: date | None
    url: str

    def offer(self) -> cores.Offer:
        """What the database is asked to publish."""
        fits = self.judged.fits(self.core.version)
        return cores.Offer(self.by, self.judged.head, fits, self.core)

    def receipt(self, digest: str, *, created: bool) -> Publication:
        """What the publisher is told."""
        return Publication(
            name=self.core.name,
            url=self.url,
            digest=digest,
            submitted_digest=self.core.submitted_digest,
            created=created,
        )


async def commit_cores(
    connection: Connection, wanted: Sequence[Submission]
) -> list[Publication | RefusedError]:
    """Publish each or refuse it, as if it were alone; the receipts and refusals in order.

    What is refused writes nothing. To be called in a transaction, with one submission per form at
    most. The database publishes by the same rules by which `_outcome` says what happened.
    """
    kinds = rights.kinds_with(rights.CORE_PUBLISH)
    offers = [
        cores.Offer(s.by, s.judged.head, s.judged.fits(s.core.version), s.core) for s in wanted
    ]
    found = await cores.publish(connection, offers, rights.CORE_PUBLISH, kinds)
    return [_outcome(s, one) for s, one in zip(wanted, found, strict=True)]


def _outcome(submission: Submission, found: cores.Found) -> Publication | RefusedError:
    outcome: Publication | RefusedError
    try:
        if submission.by is not None:
            rights.confirmed(found.holder, rights.CORE_PUBLISH)
        outcome = _decide(submission, found.standing)
    except RefusedError as refusal:
        outcome = refusal
    created = isinstance(outcome, Publication) and outcome.created
    if created and not found.taken:
        return _moved()
    assert created == found.taken, "published against the rules"
    return outcome


def _moved() -> HeadMovedError:
    return HeadMovedError(Problem("registry-busy"))


def _decide(submission: Submission, now: cores.Standing) -> Publication:
    """What becomes of a submission as its form stands; raises why it is refused."""
    core = submission.core
    if now.digest is not None and now.submitted_digest is not None:
        same_content(core.name, now.submitted_digest, core.submitted_digest)
        _same_day(now.effective_from, submission.day)
        return submission.receipt(now.digest, created=False)
    if now.highest is not None and names.version(now.highest) >= names.version(core.version):
        params = {"form": core.form, "version": core.version, "highest": now.highest}
        raise RefusedError(Problem("version-not-greater", params=params))
    if now.highest != submission.judged.head:
        raise _moved()
    submission.judged.enforce(core.version)
    return submission.receipt(core.digest, created=True)


def _same_day(published: date | None, wanted: date | None) -> None:
    """The day of a published version does not change; asking for another one is told so."""
    if wanted is not None and published != wanted:
        params = {"published": str(published), "submitted": str(wanted)}
        raise RefusedError(Problem("effective-date-differs", params=params))
