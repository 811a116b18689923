"""The first page."""

from __future__ import annotations

from litestar import Response, get

from registry.db import pages
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.web.paths import LANGS, both
from registry.web.reading.forms_shown import Family, families
from registry.web.view import go, view_of

NEWS = 8
"""Publications that the first page shows."""


@get("/")
async def get_root(request: StrictRequest) -> Response[bytes]:
    """To the first page, in English for who asks for that before Japanese."""
    wished = request.headers.get("accept-language", "").lower()
    places = {lang: wished.find(lang) for lang in LANGS}
    found = {lang: place for lang, place in places.items() if place >= 0}
    return go(f"/{min(found, key=lambda lang: found[lang]) if found else LANGS[0]}/")


@get(both("/"))
async def get_start(request: StrictRequest) -> Response[bytes]:
    """What this is, what changed lately, and where to go."""
    view = view_of(request)

    async def work(connection: Connection) -> tuple[list[Family], list[pages.News]]:
        return await families(connection, None, {}), await pages.newest(connection, NEWS)

    forms, news = await read(view.context.pool, work)
    titles = {family.form: family.title for family in forms}
    return view.render("start.html", forms=forms, news=news, titles=titles)
