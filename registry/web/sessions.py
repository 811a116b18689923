"""Finding the visitor of a request by the cookie of its session."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection

from registry.context import Context
from registry.web.visitor import Visitor


async def visitor_of(
    _context: Context, _connection: ASGIConnection[Any, Any, Any, Any]
) -> Visitor | None:
    """Who is signed in; None where nobody is, or the session is over."""
    return None
