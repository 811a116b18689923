"""The citations that a municipality's diffs share, and what awaits review."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody

from registry import days, names
from registry.answers import document, listing, private
from registry.api.organisations import Command
from registry.caching import NEVER, POINTER
from registry.context import Context
from registry.db import citations, municipalities
from registry.db.citations import Awaiting, Edition, Use, Why
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.preconditions import required
from registry.problems import RefusedError
from registry.services import rights
from registry.services.amend_citation import amend_citation
from registry.services.confirm_citation import confirm_citation
from registry.services.shared_citation import SharedCitation, body_of, checked, missing, shown
from soroe.citation import cite
from soroe.errors import Problem
from soroe.model import Citation


class CitationUse(msgspec.Struct, frozen=True):
    """How many changes of a form's latest revision rest on a citation."""

    form: str
    revision: int
    changes: int


class ListedCitation(SharedCitation, frozen=True, rename="camel"):
    """A shared citation with what rests on it, and how many changes await review."""

    uses: list[CitationUse]
    awaiting: int


class Citations(msgspec.Struct, frozen=True):
    """The shared citations of a municipality, by key."""

    municipality: str
    citations: list[ListedCitation]


class CitationHistory(msgspec.Struct, frozen=True):
    """All editions of a citation, the first one first."""

    municipality: str
    key: str
    editions: list[SharedCitation]


class ChangeToReview(msgspec.Struct, frozen=True, rename="camel"):
    """A change whose text was amended, or has ended, since the diff was written.

    `change` is its place in the diff. `citation` is the text as it stands now, `before` the one
    that the diff has (None where nobody has shared that); both are `shown` in their official form.
    An amended text awaits review since it was recorded, an ended one since the day after its last.
    """

    form: str
    revision: int
    change: int
    item: str
    reason: str
    cite: str
    article: str | None
    why: Why
    since: date
    note: str
    citation: Citation
    before: Citation | None
    shown: str
    shown_before: str | None


class NeedsReview(msgspec.Struct, frozen=True):
    """What awaits review on a day, by form and place in the diff."""

    municipality: str
    day: date
    changes: list[ChangeToReview]


class ConfirmedChanges(msgspec.Struct, frozen=True):
    """The items whose changes were confirmed."""

    form: str
    key: str
    items: list[str]


class PutCitation(Command, frozen=True):
    """A citation as it stands in a diff, and why it is amended."""

    citation: dict[str, Any]
    note: str = ""


class ConfirmCitation(Command, frozen=True):
    """The changes hold: all of the form that rest on the citation, or those of `items`; and why."""

    form: str
    note: str
    items: tuple[str, ...] | None = None


@get("/api/v1/municipalities/{code:str}/citations")
async def get_citations(request: StrictRequest, code: FromPath[str]) -> Response[bytes]:
    """The shared citations of a municipality."""
    context: Context = request.app.state["context"]

    async def work(connection: Connection) -> Citations:
        await _known(connection, code)
        uses = await citations.uses(connection, code)
        awaiting = await citations.awaiting(connection, code, days.today())
        found = await citations.current(connection, code)
        return Citations(code, [_listed(edition, uses, awaiting) for edition in found])

    return listing(await read(context.pool, work))


@get("/api/v1/municipalities/{code:str}/citations/{key:str}")
async def get_citation(
    request: StrictRequest, code: FromPath[str], key: FromPath[str]
) -> Response[bytes]:
    """One citation as it stands now; its ETag is what an amendment names in If-Match."""
    return document(body_of((await _editions(request, code, key))[-1]), POINTER)


@get("/api/v1/municipalities/{code:str}/citations/{key:str}/history")
async def get_citation_history(
    request: StrictRequest, code: FromPath[str], key: FromPath[str]
) -> Response[bytes]:
    """Everything that the citation has said."""
    found = await _editions(request, code, key)
    return listing(CitationHistory(code, key, [shown(edition) for edition in found]))


@put("/api/v1/municipalities/{code:str}/citations/{key:str}")
async def put_citation(
    request: StrictRequest, code: FromPath[str], key: FromPath[str], data: JSONBody[PutCitation]
) -> Response[bytes]:
    """Share a citation (If-None-Match: *), or amend the one that If-Match names."""
    names.code(code)
    rights.require_municipality(request.scope["state"]["actor"], code)
    new = request.headers.get("if-none-match", "").strip() == "*"
    tag = None if new else required(request)
    context: Context = request.app.state["context"]
    by = request.scope["state"]["by"]
    amended = await amend_citation(
        context, by, code, key, tag=tag, value=data.citation, note=data.note
    )
    answer = document(body_of(amended.edition), NEVER)
    answer.status_code = 201 if amended.created else 200
    return answer


@get("/api/v1/municipalities/{code:str}/needs-review")
async def get_needs_review(request: StrictRequest, code: FromPath[str]) -> Response[bytes]:
    """The changes that somebody should look at because their text has changed or ended."""
    context: Context = request.app.state["context"]
    today = days.today()

    async def work(connection: Connection) -> list[Awaiting]:
        await _known(connection, code)
        return await citations.awaiting(connection, code, today)

    found = await read(context.pool, work)
    return listing(NeedsReview(code, today, [_to_review(change) for change in found]))


@post("/api/v1/municipalities/{code:str}/citations/{key:str}/confirm", status_code=200)
async def post_confirm(
    request: StrictRequest,
    code: FromPath[str],
    key: FromPath[str],
    data: JSONBody[ConfirmCitation],
) -> Response[bytes]:
    """Say that changes hold under the text as it stands now."""
    context: Context = request.app.state["context"]
    by = request.scope["state"]["by"]
    names.code(code)
    chosen = await confirm_citation(
        context, by, code, key, form=data.form, items=data.items, note=data.note
    )
    return private(ConfirmedChanges(data.form, key, [change.item for change in chosen]))


async def _known(connection: Connection, code: str) -> None:
    names.code(code)
    if await municipalities.get(connection, code) is None:
        raise RefusedError(Problem("no-such-municipality", params={"code": code}))


async def _editions(request: StrictRequest, code: str, key: str) -> list[Edition]:
    """The editions of a citation, at least one, or `RefusedError`."""
    context: Context = request.app.state["context"]
    checked(key)

    async def work(connection: Connection) -> list[Edition]:
        await _known(connection, code)
        return await citations.editions(connection, code, key)

    found = await read(context.pool, work)
    if not found:
        raise missing(code, key)
    return found


def _listed(edition: Edition, uses: list[Use], awaiting: list[Awaiting]) -> ListedCitation:
    mine = [CitationUse(u.form, u.revision, u.changes) for u in uses if u.key == edition.key]
    waiting = sum(change.cite == edition.key for change in awaiting)
    return ListedCitation(**msgspec.structs.asdict(shown(edition)), uses=mine, awaiting=waiting)


def _to_review(change: Awaiting) -> ChangeToReview:
    now = msgspec.json.decode(change.body, type=Citation)
    before = msgspec.json.decode(change.before, type=Citation) if change.before else None
    return ChangeToReview(
        form=change.form,
        revision=change.revision,
        change=change.position,
        item=change.item,
        reason=change.reason,
        cite=change.cite,
        article=change.article,
        why=change.why,
        since=_since(change),
        note=change.note,
        citation=now,
        before=before,
        shown=cite(now, change.article),
        shown_before=cite(before, change.article) if before else None,
    )


def _since(change: Awaiting) -> date:
    if change.why == "ended" and change.ended is not None:
        return days.after(change.ended)
    return days.day_of(change.since)
