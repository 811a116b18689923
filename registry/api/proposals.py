"""Proposals (昇格提案): opening and refreshing them, and everything that can be read of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from registry import days, names
from registry.answers import SCHEMA, document, listing, private
from registry.api.organisations import Command
from registry.api.tables import Shape, sheet
from registry.caching import POINTER
from registry.compute.proposal import Measured, Source
from registry.context import Context
from registry.db import proposal_voices, proposals
from registry.db.pool import Connection, read
from registry.db.proposal_voices import Decision
from registry.db.proposals import Proposal, TextEntry
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.open_proposal import Asked, open_proposal, refresh_proposal
from registry.services.proposal_state import RUNNING, found, stale, state_of
from soroe.errors import Problem
from soroe.flows.proposals import ProposalEntry as Shown
from soroe.model import Change, Lang
from soroe.report.proposals import entries_grid

State: TypeAlias = Literal[
    "open", "closed", "accepted", "rejected", "postponed", "published", "withdrawn", "running"
]


class ProposalEntry(msgspec.Struct, frozen=True, rename="camel"):
    """A proposal in a listing.

    `closes_on` is the last day for voices, `version` the number that its draft would have, made in
    `against`; `stale` where a newer core is there. Of each municipality one voice is counted,
    `earlier` of them were given to an earlier text. `published` is the version that came of it.
    """

    form: str
    proposal: int
    state: str
    title: str
    closes_on: date
    effective_from: date | None
    against: str
    version: str
    stale: bool
    support: int
    object: int
    neutral: int
    earlier: int
    comments: int
    opened_at: datetime
    opened_by: str | None
    opened_name: str
    published: str | None
    url: str


class ProposalDocument(ProposalEntry, frozen=True, rename="camel"):
    """A proposal with its text: what it is made of, what it does, why, and what was decided.

    `edit` is the number of the text, which those who decide have to name. `evidence` is Markdown by
    language. Without an organisation it was the operator.
    """

    text: str
    edit: int
    digest: str
    submitted_digest: str
    edited_at: datetime
    edited_by: str | None
    source: Source
    measured: Measured
    evidence: dict[str, str]
    decisions: list[Decision]
    early_reason: str | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    withdraw_reason: str | None
    texts: list[TextEntry]
    document_url: str
    impact_url: str


class Proposals(msgspec.Struct, frozen=True):
    """Proposals of a form, the newest first; or those of all forms by closing day."""

    proposals: list[ProposalEntry]


class OpenProposal(Command, frozen=True):
    """A proposal: `candidates` (by id) and `changes`, or a whole draft of the `core`.

    `names` are other names for the items of candidates, by candidate.
    """

    title: str
    text: str
    closes_on: date | None = None
    effective_from: date | None = None
    candidates: tuple[str, ...] | None = None
    names: dict[str, str] | None = None
    changes: tuple[Change, ...] | None = None
    core: Any = None


class RefreshProposal(Command, frozen=True):
    """Making the draft anew; with anything else than `edit`, that is put in the place of before.

    `edit` is the text that it was made from, needed where something is put in its place.
    """

    edit: int | None = None
    title: str | None = None
    text: str | None = None
    closes_on: date | None = None
    effective_from: date | None = None
    candidates: tuple[str, ...] | None = None
    names: dict[str, str] | None = None
    changes: tuple[Change, ...] | None = None
    core: Any = None


@get("/api/v1/proposals")
async def get_all_proposals(request: StrictRequest) -> Response[bytes]:
    """The proposals of all forms that can still become a version, by closing day."""
    context: Context = request.app.state["context"]
    found_ = [entry(one, context.public_url) for one in await read(context.pool, proposals.running)]
    return listing(Proposals([one for one in found_ if one.state in RUNNING]))


@get("/api/v1/forms/{form:str}/proposals")
async def get_proposals(
    request: StrictRequest,
    form: FromPath[str],
    *,
    chosen: Annotated[State | None, QueryParameter(name="state")] = None,
    shape: Annotated[Shape, QueryParameter(name="as")] = "json",
    lang: FromQuery[Lang] = "ja",
) -> Response[bytes]:
    """All proposals of a form, or those in a state; of a form without any there are none."""
    context: Context = request.app.state["context"]
    names.form(form)
    known = await read(context.pool, lambda c: proposals.everything(c, form))
    entries = [entry(one, context.public_url) for one in known]
    wanted = RUNNING if chosen == "running" else {chosen}
    entries = [one for one in entries if chosen is None or one.state in wanted]
    if shape == "json":
        return listing(Proposals(entries))
    shown = msgspec.convert(msgspec.to_builtins(entries), list[Shown])
    return await sheet(context, entries_grid(shown, lang), shape)


@post("/api/v1/forms/{form:str}/proposals")
async def post_proposal(request: StrictRequest, form: FromPath[str]) -> Response[bytes]:
    """Open a proposal (201); the same once more is there already (200)."""
    context: Context = request.app.state["context"]
    data = await request.command(OpenProposal)
    by = request.scope["state"]["by"]
    opened = await open_proposal(context, by, form=form, asked=_asked(data))
    number = opened.proposal.proposal
    told = await read(context.pool, lambda c: described(c, context, form, number))
    if opened.created:
        return private(told, 201, {"Location": told.url})
    return private(told)


@get("/api/v1/forms/{form:str}/proposals/{proposal:int}")
async def get_proposal(
    request: StrictRequest, form: FromPath[str], proposal: FromPath[int]
) -> Response[bytes]:
    """One proposal: its state, days, text, what it does, what was decided."""
    context: Context = request.app.state["context"]
    return listing(await read(context.pool, lambda c: described(c, context, form, proposal)))


@post("/api/v1/forms/{form:str}/proposals/{proposal:int}/refresh", status_code=200)
async def post_refresh(
    request: StrictRequest, form: FromPath[str], proposal: FromPath[int]
) -> Response[bytes]:
    """Make the draft anew in the newest core, as it was or with something in its place."""
    context: Context = request.app.state["context"]
    data = await request.command(RefreshProposal)
    by = request.scope["state"]["by"]
    await refresh_proposal(
        context, by, form=form, number=proposal, asked=_asked(data), edit=data.edit
    )
    return private(await read(context.pool, lambda c: described(c, context, form, proposal)))


@get("/api/v1/forms/{form:str}/proposals/{proposal:int}/document")
async def get_proposal_document(
    request: StrictRequest,
    form: FromPath[str],
    proposal: FromPath[int],
    *,
    edit: FromQuery[int | None] = None,
) -> Response[bytes]:
    """A draft as it would be published: the one there is now, or an earlier one."""
    context: Context = request.app.state["context"]

    async def work(connection: Connection) -> bytes:
        wanted = await edit_of(connection, form, proposal, edit)
        return await proposals.document(connection, form, proposal, wanted)

    return document(await read(context.pool, work), POINTER, SCHEMA)


@get("/api/v1/forms/{form:str}/proposals/{proposal:int}/impact")
async def get_proposal_impact(
    request: StrictRequest,
    form: FromPath[str],
    proposal: FromPath[int],
    *,
    edit: FromQuery[int | None] = None,
) -> Response[bytes]:
    """What the draft does to each municipality, as it was worked out when it was made."""
    context: Context = request.app.state["context"]

    async def work(connection: Connection) -> bytes:
        wanted = await edit_of(connection, form, proposal, edit)
        return await proposals.impact(connection, form, proposal, wanted)

    return document(await read(context.pool, work), POINTER)


def entry(proposal: Proposal, public_url: str) -> ProposalEntry:
    """A proposal as a listing shows it today."""
    facts = {
        name: getattr(proposal, name)
        for name in ProposalEntry.__struct_fields__
        if name in Proposal.__struct_fields__
    }
    return ProposalEntry(
        **facts,
        state=state_of(proposal, days.today()),
        stale=stale(proposal),
        url=f"{public_url}/api/v1/forms/{proposal.form}/proposals/{proposal.proposal}",
    )


async def described(
    connection: Connection, context: Context, form: str, number: int
) -> ProposalDocument:
    """A proposal whole; `RefusedError` `no-such-proposal`."""
    names.form(form)
    proposal = await found(connection, form, number)
    text = await proposals.facts(connection, form, number, proposal.edit)
    assert text is not None, "a proposal has its text"
    brief = entry(proposal, context.public_url)
    return ProposalDocument(
        **msgspec.structs.asdict(brief),
        text=text.text,
        edit=proposal.edit,
        digest=proposal.digest,
        submitted_digest=proposal.submitted_digest,
        edited_at=proposal.edited_at,
        edited_by=proposal.edited_by,
        source=msgspec.json.decode(text.source, type=Source),
        measured=msgspec.json.decode(text.measured, type=Measured),
        evidence=msgspec.json.decode(text.evidence, type=dict[str, str]),
        decisions=await proposal_voices.decisions(connection, form, number),
        early_reason=proposal.early_reason,
        published_at=proposal.published_at,
        withdrawn_at=proposal.withdrawn_at,
        withdraw_reason=proposal.withdraw_reason,
        texts=await proposals.texts(connection, form, number),
        document_url=f"{brief.url}/document",
        impact_url=f"{brief.url}/impact",
    )


async def edit_of(connection: Connection, form: str, number: int, edit: int | None) -> int:
    """Which text is meant: the one there is now without `edit`.

    Raises `RefusedError`: `no-such-proposal`, `parameter-invalid` where it never had that text.
    """
    names.form(form)
    proposal = await found(connection, form, number)
    if edit is not None and not 0 < edit <= proposal.edit:
        params = {"name": "edit", "wanted": f"1-{proposal.edit}"}
        raise RefusedError(Problem("parameter-invalid", params=params))
    return proposal.edit if edit is None else edit


def _asked(data: OpenProposal | RefreshProposal) -> Asked:
    return Asked(
        title=data.title,
        text=data.text,
        closes_on=data.closes_on,
        effective_from=data.effective_from,
        candidates=data.candidates,
        item_names=data.names,
        changes=data.changes,
        core=data.core,
    )
