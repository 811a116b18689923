"""Who may see which page, and which requests are taken: one table for all pages.

A page that is not in the table is closed. What changes something is taken from our own pages only:
the browser says where a request comes from (Fetch Metadata, `Sec-Fetch-Site`; an older one by
`Origin`), and the form carries the word of the session (`registry.web.forms`).
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from registry.context import Context
from registry.problems import RefusedError
from registry.services import rights
from registry.web.access import ACCESS, ANYBODY, SIGNED_IN
from registry.web.sessions import visitor_of
from soroe.errors import Problem

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


async def guard(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Let the request pass with its visitor in the state, or raise `RefusedError`.

    `sign-in-needed` where nobody is signed in, `scope-missing`, `request-foreign` where another
    site sends it.
    """
    method = str(connection.scope.get("method"))
    needed = ACCESS[method, str(connection.scope["path_template"])]
    if method not in SAFE and not _own(connection):
        raise RefusedError(Problem("request-foreign"))
    for name, value in connection.query_params.multi_items():
        if "\0" in value or "\0" in name:
            params = {"name": name.replace("\0", "\\0")[:100], "wanted": "NUL (U+0000) ×"}
            raise RefusedError(Problem("parameter-invalid", params=params))
    context: Context = connection.app.state["context"]
    visitor = await visitor_of(context, connection)
    connection.scope["state"]["visitor"] = visitor
    if needed == ANYBODY:
        return
    if visitor is None:
        raise RefusedError(Problem("sign-in-needed"))
    if needed != SIGNED_IN:
        rights.require(visitor.holder, *needed.split(rights.ONE_OF))


def _own(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether the request comes from one of our own pages."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = connection.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == connection.headers.get("host")
