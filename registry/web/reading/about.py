"""How the pages are made, how usable they are, and where the guides are."""

from __future__ import annotations

from litestar import Response, get

from registry.intake import StrictRequest
from registry.web.paths import both
from registry.web.view import view_of


@get(both("/about"))
async def get_about(request: StrictRequest) -> Response[bytes]:
    """What keeps to which standard, what does not yet, and how it is made."""
    return view_of(request).render("about.html")


@get(both("/guide"))
async def get_guide(request: StrictRequest) -> Response[bytes]:
    """What to do here, by who somebody is."""
    return view_of(request).render("guide.html")
