"""Rebases onto newer cores: where a municipality stands, deciding, confirming, who waits."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from registry.answers import for_people, private
from registry.api.organisations import Command, page_size
from registry.context import Context
from registry.intake import StrictRequest
from registry.preconditions import required
from registry.problems import RefusedError
from registry.services import rights
from registry.services.confirm_rebase import confirm_rebase
from registry.services.decide_rebase import decide_rebase
from registry.services.find_rebase import find_rebase, require_reader, tag_of
from registry.services.list_rebases import list_rebases
from registry.services.retry_rebase import retry_rebase
from registry.services.show_rebase import render, show_rebase
from soroe.errors import Problem
from soroe.jsontext import read
from soroe.model import Lang, Op

Shown: TypeAlias = Literal["json", "markdown", "html"]
Wanted: TypeAlias = Literal["waiting", "prepared", "failed", "confirmed"]


class DecideRebase(Command, frozen=True):
    """Decisions by part: a choice, operations of one's own, or null to take one back."""

    decisions: dict[str, str | tuple[Op, ...] | None]


@get("/api/v1/forms/{form:str}/local/{code:str}/rebase")
async def get_rebase(
    request: StrictRequest,
    form: FromPath[str],
    code: FromPath[str],
    *,
    onto: FromQuery[str | None] = None,
    shown: Annotated[Shown, QueryParameter(name="format")] = "json",
    lang: FromQuery[Lang] = "ja",
) -> Response[bytes]:
    """Where the municipality stands with the newest core, and what was prepared for it."""
    context: Context = request.app.state["context"]
    require_reader(request.scope["state"]["actor"], code)
    if shown == "json":
        return await _state(context, form, code, onto)
    found = await find_rebase(context, form, code, onto)
    return for_people(await render(context, found, shown, lang), shown)


@post("/api/v1/forms/{form:str}/local/{code:str}/rebase", status_code=200)
async def post_rebase(
    request: StrictRequest,
    form: FromPath[str],
    code: FromPath[str],
    onto: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Decide about conflicts; the answer is the state after that."""
    context: Context = request.app.state["context"]
    rights.require_municipality(request.scope["state"]["actor"], code)
    tag = required(request)
    wanted = await _wanted(request)
    by = request.scope["state"]["by"]
    await decide_rebase(
        context, by, form=form, code=code, onto=onto, tag=tag, decisions=wanted.decisions
    )
    return await _state(context, form, code, onto)


@post("/api/v1/forms/{form:str}/local/{code:str}/rebase/confirm", status_code=200)
async def post_confirm(
    request: StrictRequest,
    form: FromPath[str],
    code: FromPath[str],
    onto: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Publish the draft as the next revision: 201, or 200 where it is confirmed already."""
    context: Context = request.app.state["context"]
    rights.require_municipality(request.scope["state"]["actor"], code)
    by = request.scope["state"]["by"]
    receipt = await confirm_rebase(
        context, by, form=form, code=code, onto=onto, tag=required(request)
    )
    if receipt.created:
        return private(receipt, 201, {"Location": receipt.url})
    return private(receipt)


@post("/api/v1/forms/{form:str}/local/{code:str}/rebase/retry", status_code=200)
async def post_retry(
    request: StrictRequest,
    form: FromPath[str],
    code: FromPath[str],
    onto: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Have a rebase that failed prepared again."""
    context: Context = request.app.state["context"]
    require_reader(request.scope["state"]["actor"], code)
    await retry_rebase(context, request.scope["state"]["by"], form=form, code=code, onto=onto)
    return await _state(context, form, code, onto)


@get("/api/v1/forms/{form:str}/rebases")
async def get_rebases(
    request: StrictRequest,
    form: FromPath[str],
    *,
    version: FromQuery[str | None] = None,
    wanted: Annotated[Wanted | None, QueryParameter(name="state")] = None,
    limit: FromQuery[int] = 100,
    cursor: FromQuery[str] = "",
) -> Response[bytes]:
    """Who stands where with a version, by code; the highest in use where none is named."""
    context: Context = request.app.state["context"]
    found = await list_rebases(
        context, form, version=version, state=wanted, after=cursor, limit=page_size(limit)
    )
    return private(found)


async def _wanted(request: StrictRequest) -> DecideRebase:
    """The body; operations of one's own may be longer than other commands."""
    try:
        return msgspec.convert(read(await request.document()), DecideRebase)
    except msgspec.ValidationError as e:
        raise RefusedError(Problem("request-invalid", params={"detail": str(e)[:200]})) from None


async def _state(context: Context, form: str, code: str, onto: str | None) -> Response[bytes]:
    found = await find_rebase(context, form, code, onto)
    tags = {"ETag": f'"{tag_of(found.one)}"'} if found.one is not None else {}
    return private(await show_rebase(context, found), headers=tags)
