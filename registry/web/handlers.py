"""All pages, in the order of the table (`registry.web.access`)."""

from __future__ import annotations

from typing import Final

from litestar import Router

from registry.web import start
from registry.web.guard import guard

HANDLERS: Final = (
    start.get_root,
    start.get_start,
)

ROUTER: Final = Router("/", guards=[guard], route_handlers=HANDLERS)
