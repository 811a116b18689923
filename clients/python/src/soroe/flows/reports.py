"""Sending in a findings report, which an organisation's badge shows from then on."""

from __future__ import annotations

from datetime import datetime

from soroe.flows.answers import value_of
from soroe.flows.messages import JSON, Flow
from soroe.flows.names import form_name
from soroe.flows.publishing import put
from soroe.flows.reading import whoami
from soroe.jsontext import canonical
from soroe.listing import Answer, decode, to_json
from soroe.model import Report


class SubmittedReport(Answer, frozen=True):
    """What the badge says from now on, and where badge and report are.

    `state` is same, explained, beyond, unexplained or withdrawn; the counts are of findings that
    affect applicants.
    """

    organisation: str
    form: str
    core: str
    state: str
    digest: str
    badge: str
    url: str
    municipality: str | None = None
    grounded: int = 0
    practice: int = 0
    unexplained: int = 0
    beyond: int = 0
    recorded_at: datetime | None = None


def push_report(report: Report) -> Flow[SubmittedReport]:
    """Send the report in, in the name of the organisation whose token it is.

    The core must be one of the registry, by form, version and digest; else `RegistryError`.
    """
    organisation = (yield from whoami()).organisation
    path = f"/api/v1/reports/{organisation}/{form_name(report.core.name)}"
    response = yield put(path, canonical(to_json(report)), JSON)
    return decode(value_of(path, response, (200, 201)), SubmittedReport, path)
