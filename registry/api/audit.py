"""The audit, for stewards; and whose token this is."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from registry.answers import private
from registry.api.organisations import page_size
from registry.context import Context
from registry.db import audits
from registry.db.pool import read
from registry.db.tokens import Holder
from registry.intake import StrictRequest
from registry.problems import RefusedError
from soroe.errors import Problem

_NEWEST = 2**63 - 1


class Audit(msgspec.Struct, frozen=True):
    """A page of the audit, newest first; `next` is the cursor of the older ones."""

    entries: list[audits.Entry]
    next: str | None


class Whoami(msgspec.Struct, frozen=True, rename="camel"):
    """Whose token this is, what it may do, and until when."""

    organisation: str
    kind: str
    municipality: str | None
    scopes: tuple[str, ...]
    expires_at: datetime


@get("/api/v1/audit")
async def get_audit(
    request: StrictRequest, limit: FromQuery[int] = 100, cursor: FromQuery[str] = ""
) -> Response[bytes]:
    """Who did what, newest first."""
    context: Context = request.app.state["context"]
    size = page_size(limit)
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):
        params = {"name": "cursor", "wanted": "next"}
        raise RefusedError(Problem("parameter-invalid", params=params))
    before = int(cursor) if cursor else _NEWEST
    found = await read(context.pool, lambda c: audits.page(c, before, size + 1))
    more = str(found[size - 1].id) if len(found) > size else None
    return private(Audit(found[:size], more))


@get("/api/v1/whoami")
async def get_whoami(request: StrictRequest) -> Response[bytes]:
    """Whose token this is."""
    actor: Holder = request.scope["state"]["actor"]
    return private(
        Whoami(
            organisation=actor.organisation,
            kind=actor.kind,
            municipality=actor.municipality,
            scopes=actor.scopes,
            expires_at=actor.expires_at,
        )
    )
