"""Municipalities that merge, change their code or move a boundary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from registry import names, times
from registry.answers import listing, private
from registry.api.organisations import Command
from registry.context import Context
from registry.db import municipalities, successions
from registry.db.pool import read
from registry.db.successions import Kind
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.record_succession import (
    Recorded,
    cancel_succession,
    record_succession,
)
from soroe.errors import Problem


class RecordSuccession(Command, frozen=True):
    """`from` passes to `to` on the day `effective`; a boundary change ends no code."""

    kind: Kind
    from_codes: tuple[str, ...] = msgspec.field(name="from")
    to: str
    effective: date
    note: str = ""


class CancelSuccession(Command, frozen=True):
    """Why it was a mistake."""

    reason: str


class Succession(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """A succession as it is shown; `names` are those of its codes."""

    id: int
    kind: Kind
    from_codes: list[str] = msgspec.field(name="from")
    to: str
    effective: date
    note: str
    recorded_at: datetime
    names: dict[str, str]
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None


class Successions(msgspec.Struct, frozen=True):
    """All of them, by their day."""

    successions: list[Succession]


class RecordedSuccession(msgspec.Struct, frozen=True):
    """What holds now, whether it did not before, and the drafts prepared for the heir."""

    succession: Succession
    created: bool
    drafts: list[UUID]


@get("/api/v1/successions")
async def get_successions(
    request: StrictRequest, municipality: FromQuery[str | None] = None
) -> Response[bytes]:
    """All successions, or those of one code; cancelled ones too."""
    context: Context = request.app.state["context"]
    code = names.code(municipality) if municipality is not None else None
    known = times.asked(request).known_at
    found = await read(context.pool, lambda c: successions.successions(c, known, code))
    return listing(Successions(await _shown(context, found)))


@post("/api/v1/successions")
async def post_succession(
    request: StrictRequest, data: JSONBody[RecordSuccession]
) -> Response[bytes]:
    """Record one: 201, or 200 where it is recorded already."""
    context: Context = request.app.state["context"]
    recorded = await record_succession(
        context,
        request.scope["state"]["by"],
        kind=data.kind,
        codes=data.from_codes,
        heir=data.to,
        effective=data.effective,
        note=data.note,
    )
    return private(await _recorded(context, recorded), 201 if recorded.created else 200)


@post("/api/v1/successions/{succession:str}/cancel", status_code=200)
async def post_cancel(
    request: StrictRequest, succession: FromPath[str], data: JSONBody[CancelSuccession]
) -> Response[bytes]:
    """Say that it was recorded by mistake; it stays in the list."""
    if not (succession.isascii() and succession.isdecimal() and len(succession) < 19):
        raise RefusedError(Problem("no-such-succession", params={"id": succession[:100]}))
    context: Context = request.app.state["context"]
    recorded = await cancel_succession(
        context,
        request.scope["state"]["by"],
        id_=int(succession),
        reason=data.reason,
    )
    return private(await _recorded(context, recorded))


async def _recorded(context: Context, recorded: Recorded) -> RecordedSuccession:
    (shown,) = await _shown(context, [recorded.succession])
    return RecordedSuccession(shown, recorded.created, recorded.drafts)


async def _shown(context: Context, found: Sequence[successions.Succession]) -> list[Succession]:
    codes = {code for one in found for code in (*one.codes, one.heir)}
    places = await read(context.pool, lambda c: municipalities.some(c, codes))
    return [
        Succession(
            id=one.id,
            kind=one.kind,
            from_codes=one.codes,
            to=one.heir,
            effective=one.effective,
            note=one.note,
            recorded_at=one.recorded_at,
            names={code: places[code].name for code in (*one.codes, one.heir)},
            cancelled_at=one.cancelled_at,
            cancel_reason=one.cancel_reason,
        )
        for one in found
    ]
