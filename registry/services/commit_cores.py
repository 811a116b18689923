"""Publishing several core versions, of different forms, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from registry import names
from registry.db import cores
from registry.db.pool import Connection
from registry.db.tokens import Holder
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

    Every step is one statement for all. What is refused writes nothing. To be called in a
    transaction, with one submission per form at most.
    """
    actors = await rights.confirm_each(connection, [s.by for s in wanted], rights.CORE_PUBLISH)
    pairs = list(zip(wanted, actors, strict=True))
    forms = [s.core.form for s, actor in pairs if not isinstance(actor, RefusedError)]
    await cores.lock_forms(connection, forms)
    standing = await cores.standing(connection, [s.core for s in wanted])
    outcomes: list[Publication | RefusedError] = []
    new: list[tuple[cores.NewCore, cores.Recorded]] = []
    for (submission, actor), now in zip(pairs, standing, strict=True):
        outcome = actor if isinstance(actor, RefusedError) else _decide(submission, now)
        outcomes.append(outcome)
        if isinstance(outcome, Publication) and outcome.created:
            by = actor if isinstance(actor, Holder) else None
            new.append((submission.core, cores.Recorded(by, now.highest_digest)))
    taken = await cores.publish(connection, new) if new else set()
    lost = {core.name for core, _ in new} - taken
    return [_moved() if isinstance(o, Publication) and o.name in lost else o for o in outcomes]


def _moved() -> HeadMovedError:
    return HeadMovedError(Problem("registry-busy"))


def _decide(submission: Submission, now: cores.Standing) -> Publication | RefusedError:
    """What becomes of a submission as its form stands."""
    core = submission.core
    try:
        if now.digest is not None and now.submitted_digest is not None:
            same_content(core.name, now.submitted_digest, core.submitted_digest)
            _same_day(now.effective_from, submission.day)
            return submission.receipt(now.digest, created=False)
        if now.highest is not None and names.version(now.highest) >= names.version(core.version):
            params = {"form": core.form, "version": core.version, "highest": now.highest}
            return RefusedError(Problem("version-not-greater", params=params))
        if now.highest != submission.judged.head:
            return _moved()
        submission.judged.enforce(core.version)
    except RefusedError as refusal:
        return refusal
    return submission.receipt(core.digest, created=True)


def _same_day(published: date | None, wanted: date | None) -> None:
    """The day of a published version does not change; asking for another one is told so."""
    if wanted is not None and published != wanted:
        params = {"published": str(published), "submitted": str(wanted)}
        raise RefusedError(Problem("effective-date-differs", params=params))
