"""Sending in a findings report: what an organisation's badge shows from then on."""

from __future__ import annotations

from typing import NamedTuple

from registry import names
from registry.compute.reported import Reported, reported
from registry.context import Context
from registry.db import cores, reports
from registry.db.pool import Connection, transaction
from registry.db.reports import Kept
from registry.problems import RefusedError
from registry.services import rights
from soroe.errors import Problem


class Submitted(NamedTuple):
    """What holds now, and whether it did not before."""

    report: Kept
    fresh: bool


async def submit_report(
    context: Context, by: rights.By, organisation: str, form: str, body: bytes
) -> Submitted:
    """Keep the report in the place of the one before; the same report again changes nothing.

    The counts of the badge are made from the findings, not taken from the summary. Raises
    `DocumentError` where it is no report, and `RefusedError`: rights, `not-your-organisation`,
    `report-of-other-form`, `no-such-version`, `report-core-differs`, `not-your-municipality`.
    """
    names.form(form)
    told: Reported = await context.workers.run(reported, body)
    if told.core.name != form:
        params = {"form": form, "found": told.core.name[:100]}
        raise RefusedError(Problem("report-of-other-form", "/core/name", params))
    names.version(told.sent.core)

    async def work(connection: Connection) -> Submitted:
        actor = await rights.confirm(connection, by, rights.REPORT)
        if actor is not None:
            rights.require_organisation(actor, organisation)
            if actor.municipality and told.sent.municipality:
                rights.require_municipality(actor, told.sent.municipality)
        await _same_core(connection, form, told)
        before = await reports.locked(connection, organisation, form)
        if before != told.sent.digest:
            await reports.save(connection, organisation, form, told.sent)
            name = f"reports/{organisation}/{form}"
            await rights.record(
                connection, actor, "submit-report", name, before=before, after=told.sent.digest
            )
        kept = await reports.get(connection, organisation, form)
        assert kept is not None, "it was written, or was there"
        return Submitted(kept, before != told.sent.digest)

    return await transaction(context.pool, work)


async def _same_core(connection: Connection, form: str, told: Reported) -> None:
    """The core that was compared with is the one that was published under that version."""
    version = told.sent.core
    published = await cores.by_version(connection, form, version)
    if published is None:
        known = ", ".join(v.version for v in await cores.versions(connection, form)) or "-"
        params = {"form": form, "version": version, "known": known}
        raise RefusedError(Problem("no-such-version", "/core/version", params))
    if published.digest != told.core.digest:
        params = {
            "name": f"{form}@{version}",
            "found": told.core.digest[:100],
            "published": published.digest,
        }
        raise RefusedError(Problem("report-core-differs", "/core/digest", params))
