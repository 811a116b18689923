"""Findings reports that organisations send in, and the badges that show the last one."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import Response, get, put
from litestar.params import FromPath

from registry import days, names
from registry.answers import document, private
from registry.api.forms import stem
from registry.badge import State, Told, badge, state_of
from registry.caching import POINTER
from registry.context import Context
from registry.db import reports
from registry.db.pool import Connection, read
from registry.db.reports import Kept
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services import rights
from registry.services.submit_report import submit_report
from soroe.errors import Problem
from soroe.model import Lang

SVG = "image/svg+xml; charset=utf-8"
POLICY = "default-src 'none'"


class SubmittedReport(msgspec.Struct, frozen=True, rename="camel"):
    """What is shown from now on; the counts are of findings that affect applicants.

    `state` is what the badge says, `badge` and `url` where badge and report are.
    """

    organisation: str
    form: str
    core: str
    municipality: str | None
    state: State
    grounded: int
    practice: int
    unexplained: int
    beyond: int
    digest: str
    recorded_at: datetime
    badge: str
    url: str


@put("/api/v1/reports/{organisation:str}/{form:str}")
async def put_report(
    request: StrictRequest, organisation: FromPath[str], form: FromPath[str]
) -> Response[bytes]:
    """Send in the report in the body, in the place of the one before."""
    names.organisation(organisation)
    rights.require_organisation(request.scope["state"]["actor"], organisation)
    context: Context = request.app.state["context"]
    by = request.scope["state"]["by"]
    body = await request.document()
    kept, fresh = await submit_report(context, by, organisation, form, body)
    shown = SubmittedReport(
        organisation=organisation,
        form=form,
        core=kept.core,
        municipality=kept.municipality,
        state=state_of(_told(kept)),
        grounded=kept.grounded,
        practice=kept.practice,
        unexplained=kept.unexplained,
        beyond=kept.beyond,
        digest=kept.digest,
        recorded_at=kept.recorded_at,
        badge=f"{context.public_url}/badges/{organisation}/{form}.svg",
        url=f"{context.public_url}/api/v1/reports/{organisation}/{form}",
    )
    return private(shown, 201 if fresh else 200)


@get("/api/v1/reports/{organisation:str}/{form:str}")
async def get_report(
    request: StrictRequest, organisation: FromPath[str], form: FromPath[str]
) -> Response[bytes]:
    """The last report, as it was sent in."""
    _named(organisation, form)
    context: Context = request.app.state["context"]
    body = await read(context.pool, lambda c: reports.body(c, organisation, form))
    if body is None:
        raise _missing(organisation, form)
    return document(body, POINTER)


@get("/badges/{organisation:str}/{file:str}")
async def get_badge(
    request: StrictRequest, organisation: FromPath[str], file: FromPath[str]
) -> Response[bytes]:
    """The badge in Japanese (`{form}.svg`) or in English (`{form}.en.svg`)."""
    name = stem(request, file, ".svg")
    form = name.removesuffix(".en")
    lang: Lang = "ja" if form == name else "en"
    _named(organisation, form)
    context: Context = request.app.state["context"]

    async def work(connection: Connection) -> Kept | None:
        return await reports.get(connection, organisation, form)

    kept = await read(context.pool, work)
    if kept is None:
        raise _missing(organisation, form)
    picture = badge(_told(kept), lang).encode()
    return document(picture, POINTER, SVG, {"Content-Security-Policy": POLICY})


def _named(organisation: str, form: str) -> None:
    names.organisation(organisation)
    names.form(form)


def _told(kept: Kept) -> Told:
    return Told(
        form=kept.form,
        title=kept.title,
        version=kept.core,
        state=kept.state,
        organisation=kept.organisation_name,
        day=days.day_of(kept.recorded_at),
        grounded=kept.grounded,
        practice=kept.practice,
        unexplained=kept.unexplained,
        beyond=kept.beyond,
    )


def _missing(organisation: str, form: str) -> RefusedError:
    params = {"organisation": organisation, "form": form}
    return RefusedError(Problem("no-such-report", params=params))
