"""Organisations and their tokens, for stewards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from registry.answers import private
from registry.context import Context
from registry.db import organisations, tokens
from registry.db.organisations import Kind, Organisation
from registry.db.pool import read
from registry.db.tokens import Token
from registry.intake import StrictRequest
from registry.limits import MAX_PAGE
from registry.problems import RefusedError
from registry.services.create_organisation import create_organisation
from registry.services.issue_token import issue_token
from registry.services.revoke_token import revoke_token
from soroe.errors import Problem


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Base of what is sent to be done; a member that is not known is refused."""


class CreateOrganisation(Command, frozen=True):
    """A new organisation; `municipality` is the code where the kind is municipality."""

    id: str
    kind: Kind
    name: str
    municipality: str | None = None


class IssueToken(Command, frozen=True):
    """A new token: what it is for, what it may do, how many days it is valid."""

    label: str
    scopes: tuple[str, ...]
    days: int


class IssuedToken(msgspec.Struct, frozen=True, rename="camel"):
    """The token itself, which is shown this once, and what is kept of it."""

    token: str
    id: UUID
    organisation: str
    label: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime


class Organisations(msgspec.Struct, frozen=True):
    """A page of organisations; `next` is the cursor of the next page."""

    organisations: list[Organisation]
    next: str | None


class Tokens(msgspec.Struct, frozen=True):
    """The tokens of an organisation, revoked and expired ones included."""

    tokens: list[Token]


@post("/api/v1/organisations")
async def post_organisation(
    request: StrictRequest, data: JSONBody[CreateOrganisation]
) -> Response[bytes]:
    """Register an organisation."""
    made = await create_organisation(
        request.app.state["context"],
        request.scope["state"]["by"],
        id_=data.id,
        kind=data.kind,
        name=data.name,
        municipality=data.municipality,
    )
    return private(made, 201)


@get("/api/v1/organisations")
async def get_organisations(
    request: StrictRequest, limit: FromQuery[int] = 100, cursor: FromQuery[str] = ""
) -> Response[bytes]:
    """The organisations in the order of their ids."""
    context: Context = request.app.state["context"]
    size = page_size(limit)
    found = await read(context.pool, lambda c: organisations.page(c, cursor, size + 1))
    more = found[size - 1].id if len(found) > size else None
    return private(Organisations(found[:size], more))


@post("/api/v1/organisations/{organisation:str}/tokens")
async def post_token(
    request: StrictRequest, organisation: FromPath[str], data: JSONBody[IssueToken]
) -> Response[bytes]:
    """Issue a token; the answer is the only time it is shown."""
    token, secret = await issue_token(
        request.app.state["context"],
        request.scope["state"]["by"],
        organisation=organisation,
        label=data.label,
        scopes=data.scopes,
        days=data.days,
    )
    kept = msgspec.structs.asdict(token)
    del kept["revoked_at"]
    return private(IssuedToken(token=secret.reveal(), **kept), 201)


@get("/api/v1/organisations/{organisation:str}/tokens")
async def get_tokens(request: StrictRequest, organisation: FromPath[str]) -> Response[bytes]:
    """The tokens of an organisation, never the secrets."""
    context: Context = request.app.state["context"]
    if await read(context.pool, lambda c: organisations.get(c, organisation)) is None:
        raise RefusedError(Problem("no-such-organisation", params={"id": organisation[:100]}))
    return private(
        Tokens(await read(context.pool, lambda c: tokens.page(c, organisation, MAX_PAGE)))
    )


@delete("/api/v1/organisations/{organisation:str}/tokens/{token:uuid}", status_code=200)
async def delete_token(
    request: StrictRequest, organisation: FromPath[str], token: FromPath[UUID]
) -> Response[bytes]:
    """End a token at once."""
    context: Context = request.app.state["context"]
    return private(await revoke_token(context, request.scope["state"]["by"], organisation, token))


def page_size(limit: int) -> int:
    """The size of a page, or `RefusedError`."""
    if not 1 <= limit <= MAX_PAGE:
        params = {"name": "limit", "wanted": f"1-{MAX_PAGE}"}
        raise RefusedError(Problem("parameter-invalid", params=params))
    return limit
