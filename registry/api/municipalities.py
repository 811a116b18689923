"""The directory of municipalities."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from registry import names, times
from registry.answers import listing
from registry.context import Context
from registry.db.municipalities import Fictional, Kind
from registry.db.pool import read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.find_municipality import find_directory, find_municipality
from registry.services.search_municipalities import search_municipalities
from soroe.errors import Problem


@get("/municipalities.json")
async def get_directory(request: StrictRequest) -> Response[bytes]:
    """All municipalities; fictional ones stand apart and are counted apart, former ones too."""
    context: Context = request.app.state["context"]
    when = times.asked(request)
    return listing(await read(context.pool, lambda c: find_directory(c, when)))


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
            when=times.asked(request),
        )
    )


@get("/api/v1/municipalities/{code:str}")
async def get_municipality(request: StrictRequest, code: FromPath[str]) -> Response[bytes]:
    """One municipality by its code, which may be a former one."""
    context: Context = request.app.state["context"]
    names.code(code)
    when = times.asked(request)
    found = await read(context.pool, lambda c: find_municipality(c, code, when))
    if found is None:
        raise RefusedError(Problem("no-such-municipality", params={"code": code}))
    return listing(found)
