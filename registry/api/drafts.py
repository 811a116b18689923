"""Drafts: texts that are worked on before they are published, for whoever may publish them."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, QueryParameter

from registry.answers import document, private
from registry.api.organisations import Command, page_size
from registry.caching import NEVER
from registry.context import Context
from registry.db import drafts
from registry.db.drafts import Draft, Edit, Kind, State
from registry.db.pool import Connection, read
from registry.db.tokens import Holder
from registry.intake import StrictRequest
from registry.preconditions import required
from registry.problems import RefusedError
from registry.services import rights
from registry.services.begin_draft import begin_draft
from registry.services.discard_draft import discard_draft, restore_draft
from registry.services.draft_access import SCOPE, find
from registry.services.draft_missing import draft_missing
from registry.services.publish_draft import Wish, publish_draft
from registry.services.save_draft import save_draft
from soroe.errors import Problem

_NEWEST = 2**63 - 1
_LAST = 2**31 - 1


class PublishDraft(Command, frozen=True):
    """Under which number a draft is published; everything may be left out for a diff.

    A core needs its `version`, and may have the day from which it applies. `revision` is for a diff
    that is to follow a revision which came after the draft was begun.
    """

    revision: int | None = None
    version: str | None = None
    effective_from: date | None = None


class Drafts(msgspec.Struct, frozen=True):
    """A page of drafts, newest first; `next` is the cursor of the older ones."""

    drafts: list[Draft]
    next: str | None


class Edits(msgspec.Struct, frozen=True):
    """A page of edits, newest first; `next` is the cursor of the older ones."""

    edits: list[Edit]
    next: str | None


@get("/api/v1/drafts")
async def get_drafts(
    request: StrictRequest,
    *,
    form: FromQuery[str | None] = None,
    municipality: FromQuery[str | None] = None,
    wanted: Annotated[State | None, QueryParameter(name="state")] = None,
    limit: FromQuery[int] = 100,
    cursor: FromQuery[str] = "",
) -> Response[bytes]:
    """The drafts that the caller works on: a municipality its own, a steward those of cores."""
    context: Context = request.app.state["context"]
    actor: Holder = request.scope["state"]["actor"]
    kind: Kind = "diff" if rights.has(actor, SCOPE["diff"]) else "core"
    if municipality is not None and municipality != actor.municipality:
        params = {"name": "municipality", "wanted": actor.municipality or "-"}
        raise RefusedError(Problem("parameter-invalid", params=params))
    size, before = page_size(limit), _before(cursor, _NEWEST)

    async def work(connection: Connection) -> list[Draft]:
        return await drafts.page(
            connection,
            kind,
            actor.municipality,
            form=form,
            state=wanted,
            before=before,
            limit=size + 1,
        )

    found = await read(context.pool, work)
    more = str(found[size - 1].number) if len(found) > size else None
    return private(Drafts(found[:size], more))


@post("/api/v1/drafts")
async def post_draft(
    request: StrictRequest,
    kind: FromQuery[Kind],
    form: FromQuery[str],
    municipality: FromQuery[str | None] = None,
    title: FromQuery[str] = "",
) -> Response[bytes]:
    """Begin a draft with the document in the body: 201, or 200 where it is begun already."""
    context: Context = request.app.state["context"]
    begun = await begin_draft(
        context,
        request.scope["state"]["by"],
        kind=kind,
        form=form,
        municipality=municipality,
        title=title,
        body=await request.document(),
    )
    location = f"{context.public_url}/api/v1/drafts/{begun.draft.id}"
    return private(begun.draft, 201 if begun.created else 200, {"Location": location})


@get("/api/v1/drafts/{draft:uuid}")
async def get_draft(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """What is known of a draft, without its text."""
    return private(await _find(request, draft))


@delete("/api/v1/drafts/{draft:uuid}", status_code=200)
async def delete_draft(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Discard a draft; it can be restored."""
    context: Context = request.app.state["context"]
    return private(await discard_draft(context, request.scope["state"]["by"], draft))


@post("/api/v1/drafts/{draft:uuid}/restore", status_code=200)
async def post_restore(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Bring a discarded draft back."""
    context: Context = request.app.state["context"]
    return private(await restore_draft(context, request.scope["state"]["by"], draft))


@get("/api/v1/drafts/{draft:uuid}/document")
async def get_document(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """The text that the draft has now; its ETag is what a writer names in If-Match."""
    found = await _find(request, draft)
    return await _text(request, draft, found.edit)


@put("/api/v1/drafts/{draft:uuid}/document")
async def put_document(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Save a text over the one that If-Match names; what comes too late is kept beside."""
    tag = required(request)
    body = await request.document()
    context: Context = request.app.state["context"]
    return private(await save_draft(context, request.scope["state"]["by"], draft, tag, body))


@get("/api/v1/drafts/{draft:uuid}/edits")
async def get_edits(
    request: StrictRequest,
    draft: FromPath[UUID],
    limit: FromQuery[int] = 100,
    cursor: FromQuery[str] = "",
) -> Response[bytes]:
    """Every text that was sent, newest first, those included that came too late."""
    context: Context = request.app.state["context"]
    await _find(request, draft)
    size, before = page_size(limit), _before(cursor, _LAST)
    found = await read(context.pool, lambda c: drafts.edits(c, draft, before, size + 1))
    more = str(found[size - 1].edit) if len(found) > size else None
    return private(Edits(found[:size], more))


@get("/api/v1/drafts/{draft:uuid}/edits/{edit:int}")
async def get_edit(
    request: StrictRequest, draft: FromPath[UUID], edit: FromPath[int]
) -> Response[bytes]:
    """The text of one edit."""
    await _find(request, draft)
    return await _text(request, draft, edit)


@get("/api/v1/drafts/{draft:uuid}/missing")
async def get_missing(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """What is still missing before the draft can be published."""
    context: Context = request.app.state["context"]
    return private(await draft_missing(context, request.scope["state"]["actor"], draft))


@post("/api/v1/drafts/{draft:uuid}/publish")
async def post_publish(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Publish the text that If-Match names: 201, or 200 where it is published already."""
    tag = required(request)
    wish = await _wish(request)
    context: Context = request.app.state["context"]
    receipt = await publish_draft(context, request.scope["state"]["by"], draft, tag, wish)
    if receipt.created:
        return private(receipt, 201, {"Location": receipt.url})
    return private(receipt)


async def _wish(request: StrictRequest) -> Wish:
    """The body, which may be left out where nothing is wished."""
    if not await request.body():
        return Wish()
    try:
        given = msgspec.convert(await request.json(), PublishDraft)
    except msgspec.ValidationError as e:
        raise RefusedError(Problem("request-invalid", params={"detail": str(e)[:200]})) from None
    return Wish(given.revision, given.version, given.effective_from)


async def _find(request: StrictRequest, id_: UUID) -> Draft:
    context: Context = request.app.state["context"]
    actor: Holder = request.scope["state"]["actor"]
    return await read(context.pool, lambda c: find(c, actor, id_))


async def _text(request: StrictRequest, id_: UUID, edit: int) -> Response[bytes]:
    context: Context = request.app.state["context"]
    body = None
    if 0 < edit <= _LAST:
        body = await read(context.pool, lambda c: drafts.body(c, id_, edit))
    if body is None:
        params = {"draft": str(id_), "edit": str(edit)[:20]}
        raise RefusedError(Problem("no-such-edit", params=params))
    return document(body, NEVER)


def _before(cursor: str, newest: int) -> int:
    if not cursor:
        return newest
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):
        params = {"name": "cursor", "wanted": "next"}
        raise RefusedError(Problem("parameter-invalid", params=params))
    return min(int(cursor), newest)
