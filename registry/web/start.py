"""The first page."""

from __future__ import annotations

from litestar import Response, get

from registry.intake import StrictRequest
from registry.web.paths import LANGS, both
from registry.web.view import go, view_of


@get("/")
async def get_root(request: StrictRequest) -> Response[bytes]:
    """To the first page, in English for who asks for that before Japanese."""
    wished = request.headers.get("accept-language", "").lower()
    places = {lang: wished.find(lang) for lang in LANGS}
    found = {lang: place for lang, place in places.items() if place >= 0}
    return go(f"/{min(found, key=lambda lang: found[lang]) if found else LANGS[0]}/")


@get(both("/"))
async def get_start(request: StrictRequest) -> Response[bytes]:
    """What this is, and where to go."""
    return view_of(request).render("start.html")
