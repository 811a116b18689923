"""Reading a findings report that somebody sends in; what it counts is counted again."""

from __future__ import annotations

from collections import Counter

import msgspec

from registry.compute.depth import bounded
from registry.db.reports import Sent
from soroe.errors import DocumentError, Problem
from soroe.jsontext import digest, read
from soroe.model import Input, Report
from soroe.report.levels import certain, level


class Reported(msgspec.Struct, frozen=True):
    """What is kept of a report, and the core that it says it has compared with."""

    sent: Sent
    core: Input


@bounded
def reported(body: bytes) -> Reported:
    """The report in the body; raises `DocumentError`.

    `report-unfit` where it is no report, `report-core-unnamed` where the core was a file.
    """
    value = read(body)
    try:
        report = msgspec.convert(value, Report)
    except msgspec.ValidationError as e:
        raise DocumentError(Problem("report-unfit", params={"detail": str(e)})) from None
    if report.core.version is None:
        params = {"name": report.core.name[:100]}
        raise DocumentError(Problem("report-core-unnamed", "/core", params))
    counts = Counter(level(finding) for finding in report.findings)
    sent = Sent(
        core=report.core.version,
        municipality=report.form.municipality,
        grounded=counts["grounded"],
        practice=counts["practice"],
        unexplained=counts["unexplained"],
        beyond=sum(map(certain, report.slots)),
        digest=digest(value),
        body=body,
    )
    return Reported(sent, report.core)
