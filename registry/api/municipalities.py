"""The directory of municipalities."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from registry import names
from registry.answers import listing
from registry.context import Context
from registry.db import municipalities
from registry.db.municipalities import Count, Fictional, Kind, Municipality
from registry.db.pool import read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.search_municipalities import search_municipalities
from soroe.errors import Problem


class Directory(msgspec.Struct, frozen=True):
    """The whole directory: the real ones, the fictional ones of the samples, and how many."""

    count: Count
    municipalities: list[Municipality]
    fictional: list[Municipality]


@get("/municipalities.json")
async def get_directory(request: StrictRequest) -> Response[bytes]:
    """All municipalities; fictional ones stand apart and are counted apart."""
    context: Context = request.app.state["context"]
    everything = await read(context.pool, municipalities.everything)
    real = [m for m in everything if not m.fictional]
    fictional = [m for m in everything if m.fictional]
    return listing(Directory(Count(len(real), len(fictional)), real, fictional))


@get("/api/v1/municipalities")
async def get_municipalities(
    request: StrictRequest,
    *,
    words: Annotated[str, QueryParameter(name="q")] = "",
    prefecture: FromQuery[str | None] = None,
    kind: FromQuery[Kind | None] = None,
    fictional: FromQuery[Fictional] = "exclude",
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Municipalities by code, name or kana."""
    return listing(
        await search_municipalities(
            request.app.state["context"],
            words,
            prefecture=prefecture or None,
            kind=kind,
            fictional=fictional,
            limit=limit,
            cursor=cursor or None,
        )
    )


@get("/api/v1/municipalities/{code:str}")
async def get_municipality(request: StrictRequest, code: FromPath[str]) -> Response[bytes]:
    """One municipality by its code."""
    context: Context = request.app.state["context"]
    names.code(code)
    found = await read(context.pool, lambda c: municipalities.get(c, code))
    if found is None:
        raise RefusedError(Problem("no-such-municipality", params={"code": code}))
    return listing(found)
