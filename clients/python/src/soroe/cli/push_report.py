"""`soroe push` of what a check has found: a findings report, or the run of a project."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from soroe.cli.screen import Screen
from soroe.cli.sources import Source
from soroe.errors import DocumentError, Problem
from soroe.flows.reports import push_report
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.model import Report
from soroe.report.run_json import CheckReport

if TYPE_CHECKING:
    from soroe.client import Client

_REPORT = {"core", "form", "findings"}
_RUN = {"result", "forms"}


def reports_in(source: Source) -> tuple[Report, ...] | None:
    """The findings reports in the file, one for a form; None where it is something else.

    Raises `DocumentError`: `report-unfit`, `report-core-unnamed`, `report-several`.
    """
    value = source.value
    if not isinstance(value, dict) or not (value.keys() >= _REPORT or value.keys() >= _RUN):
        return None
    try:
        if value.keys() >= _REPORT:
            found = [(source.name, msgspec.convert(value, Report))]
        else:
            run = msgspec.convert(value, CheckReport)
            found = [(one.file, one.report) for one in run.forms if one.report is not None]
    except msgspec.ValidationError as e:
        params = {"file": source.name, "detail": str(e)}
        raise DocumentError(Problem("report-unfit", params=params)) from None
    files = defaultdict(list)
    for file, report in found:
        if report.core.version is None:
            params = {"file": source.name, "name": report.core.name}
            raise DocumentError(Problem("report-core-unnamed", params=params))
        files[report.core.name].append(file)
    for form, several in files.items():
        if len(several) > 1:
            params = {"file": source.name, "form": form, "files": ", ".join(several)}
            raise DocumentError(Problem("report-several", params=params))
    return tuple(report for _, report in found)


def send_in(reports: tuple[Report, ...], client: Client, form: str, screen: Screen) -> int:
    """Send them in, and show where the badges are."""
    receipts = [client.run(push_report(report)) for report in reports]
    if form == "json":
        screen.json(pretty(to_json(receipts)))
        return 0
    for receipt in receipts:
        facts = msgspec.structs.asdict(receipt)
        screen.say(text("cli", "push", "reported", screen.lang, **facts) + "\n")
    return 0
