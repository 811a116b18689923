"""Whether the days of what is to be published fit what is there: contradictions are refused."""

from __future__ import annotations

from datetime import date

from registry import days
from registry.db import cores, local_revisions, successions
from registry.db.local_revisions import NewRevision
from registry.db.pool import Connection
from registry.problems import RefusedError
from registry.services.prepare_heirs import prepare
from soroe.citation import Remark
from soroe.errors import Problem
from soroe.heirs import ending_of


async def revision_in_order(connection: Connection, new: NewRevision) -> tuple[Remark, ...]:
    """What the publisher of a revision should look at.

    Raises `RefusedError`: `municipality-ended`; `effective-after-end` where the revision would
    begin only after that; `effective-before-core` where it is to begin on a day to come on which
    its core does not apply yet. Where the core applies by now, an earlier day is only remarked
    upon: the revision applies from its core's first day.
    """
    # A succession that is recorded meanwhile sees this revision, and carries it over.
    await successions.share(connection)
    await _goes_on(connection, new)
    versions = await cores.versions(connection, new.form)
    first = next(v.effective_from for v in versions if v.version == new.core)
    if new.effective_from is None:
        return ()
    remarks: list[Remark] = []
    if new.effective_from < first:
        params = {"effective": str(new.effective_from), "core": new.core, "first": str(first)}
        if first > days.today():
            raise RefusedError(Problem("effective-before-core", "/effectiveFrom", params))
        remarks.append(Remark("effective-before-core", "/effectiveFrom", params))
    rows = await local_revisions.revisions(connection, new.form, new.municipality)
    earlier = next((r for r in reversed(rows) if r.revision < new.revision), None)
    if earlier is not None and earlier.effective_from is not None:
        name, before = f"第{new.revision}版", f"第{earlier.revision}版"
        remarks += _before(name, new.effective_from, before, earlier.effective_from)
    return tuple(remarks)


async def core_in_order(connection: Connection, form: str, version: str) -> tuple[Remark, ...]:
    """What the publisher of a core should look at: it applies before the version before it does."""
    rows = await cores.versions(connection, form)
    at = next(i for i, row in enumerate(rows) if row.version == version)
    if at == 0:
        return ()
    new, earlier = rows[at], rows[at - 1]
    return _before(version, new.effective_from, earlier.version, earlier.effective_from)


async def carry_over(connection: Connection, form: str, code: str) -> None:
    """Bring the draft of the heir up to date where the municipality is about to end."""
    ending = ending_of(await successions.endings(connection), code)
    if ending is not None:
        await prepare(connection, ending, form)


async def _goes_on(connection: Connection, new: NewRevision) -> None:
    ending = ending_of(await successions.endings(connection), new.municipality)
    if ending is None:
        return
    params = {"code": new.municipality, "heir": ending.heir}
    if ending.effective <= days.today():
        params["effective"] = str(ending.effective)
        raise RefusedError(Problem("municipality-ended", "/municipality", params))
    if new.effective_from is not None and new.effective_from >= ending.effective:
        params |= {"effective": str(new.effective_from), "end": str(ending.effective)}
        raise RefusedError(Problem("effective-after-end", "/effectiveFrom", params))


def _before(name: str, day: date, earlier: str, first: date) -> tuple[Remark, ...]:
    if day >= first:
        return ()
    params = {"name": name, "effective": str(day), "earlier": earlier, "first": str(first)}
    return (Remark("effective-before-earlier", "/effectiveFrom", params),)
