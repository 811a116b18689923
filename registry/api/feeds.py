"""Feeds of what happened: of everything, a form, a municipality, a prefecture."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from registry.answers import document
from registry.api.forms import stem
from registry.caching import POINTER
from registry.context import Context
from registry.db.pool import Connection, read
from registry.feeds import MEDIA_TYPE, Page, feed
from registry.intake import StrictRequest
from registry.limits import FEED_PAGE
from registry.problems import RefusedError
from registry.services.concerned import Concerned, find_concerned
from registry.services.events import NEWEST, newest
from soroe.errors import Problem
from soroe.events import Event
from soroe.locale import text
from soroe.model import Lang


@get("/feeds/all.atom")
async def get_feed(
    request: StrictRequest, before: FromQuery[int | None] = None, lang: FromQuery[Lang] = "ja"
) -> Response[bytes]:
    """Everything that happens in this registry."""
    return await _feed(request, "all", {}, before, lang)


@get("/feeds/forms/{file:str}")
async def get_form_feed(
    request: StrictRequest,
    file: FromPath[str],
    before: FromQuery[int | None] = None,
    lang: FromQuery[Lang] = "ja",
) -> Response[bytes]:
    """What happens to a form (`{form}.atom`)."""
    return await _feed(request, "form", {"form": stem(request, file, ".atom")}, before, lang)


@get("/feeds/municipalities/{file:str}")
async def get_municipality_feed(
    request: StrictRequest,
    file: FromPath[str],
    before: FromQuery[int | None] = None,
    lang: FromQuery[Lang] = "ja",
) -> Response[bytes]:
    """What concerns a municipality (`{code}.atom`), the cores of the forms it uses included."""
    code = stem(request, file, ".atom")
    return await _feed(request, "municipality", {"municipality": code}, before, lang)


@get("/feeds/prefectures/{file:str}")
async def get_prefecture_feed(
    request: StrictRequest,
    file: FromPath[str],
    before: FromQuery[int | None] = None,
    lang: FromQuery[Lang] = "ja",
) -> Response[bytes]:
    """What concerns the municipalities of a prefecture (`{code}.atom`)."""
    code = stem(request, file, ".atom")
    return await _feed(request, "prefecture", {"prefecture": code}, before, lang)


async def _feed(
    request: StrictRequest, kind: str, asked: Mapping[str, str], before: int | None, lang: Lang
) -> Response[bytes]:
    context: Context = request.app.state["context"]
    below = _page(before)

    async def work(connection: Connection) -> tuple[Concerned, list[Event]]:
        concerned = await find_concerned(connection, **asked)
        found = await newest(
            connection, concerned, context.public_url, below=below, limit=FEED_PAGE + 1
        )
        return concerned, found

    concerned, found = await read(context.pool, work)
    title = text(
        "events", "feed", kind, lang,
        form=concerned.title, place=concerned.place, code=concerned.code,
    )  # fmt: skip
    address = context.public_url + request.scope["path"]
    shown = found[:FEED_PAGE]
    older = _at(address, shown[-1].id, lang) if len(found) > FEED_PAGE else None
    where = Page(address, _at(address, before, lang), older)
    made = feed(title, where, shown, lang)
    return document(made, POINTER, MEDIA_TYPE)


def _page(before: int | None) -> int:
    if before is None:
        return NEWEST
    if not 1 <= before <= NEWEST:
        params = {"name": "before", "wanted": "1-"}
        raise RefusedError(Problem("parameter-invalid", params=params))
    return before


def _at(address: str, before: int | None, lang: Lang) -> str:
    given = {"before": before, "lang": lang if lang != "ja" else None}
    query = urlencode({name: value for name, value in given.items() if value is not None})
    return f"{address}?{query}" if query else address
