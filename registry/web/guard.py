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
from registry.web.signing.sessions import visitor_of
from soroe.errors import Problem

_LAST: Final = 2**31 - 1
"""The highest number that the database has for anything that an address names."""

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


async def guard(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Let the request pass with its visitor in the state, or raise `RefusedError`.

    `sign-in-needed` where nobody is signed in, `scope-missing`, `request-foreign` where another
    site sends it.
    """
    method = str(connection.scope.get("method"))
    if method == "OPTIONS":  # which methods there are is no secret
        return
    needed = ACCESS[method, str(connection.scope["path_template"])]
    context: Context = connection.app.state["context"]
    if method not in SAFE and not _own(connection, context.public_url):
        raise RefusedError(Problem("request-foreign"))
    path = connection.scope["path"]
    numbers = (value for value in connection.path_params.values() if isinstance(value, int))
    if "\0" in path or any(number > _LAST for number in numbers):
        raise RefusedError(Problem("not-found", params={"path": path.replace("\0", "\\0")[:200]}))
    for name, value in connection.query_params.multi_items():
        if "\0" in value or "\0" in name:
            params = {"name": name.replace("\0", "\\0")[:100], "wanted": "NUL (U+0000) ×"}
            raise RefusedError(Problem("parameter-invalid", params=params))
    visitor = await visitor_of(context, connection)
    connection.scope["state"]["visitor"] = visitor
    if needed == ANYBODY:
        return
    if visitor is None:
        raise RefusedError(Problem("sign-in-needed"))
    if needed != SIGNED_IN:
        rights.require(visitor.holder, *needed.split(rights.ONE_OF))


def _own(connection: ASGIConnection[Any, Any, Any, Any], public_url: str) -> bool:
    """Whether the request comes from one of our own pages."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = connection.headers.get("origin", "")
    return is_own(origin, public_url, connection.headers.get("host", ""))


def is_own(origin: str, public_url: str, host: str) -> bool:
    """Whether an `Origin` is ours: the public address, or the same scheme with the host asked for.

    A web server in front may ask under another name than the browser did, and a page that came
    over http is not ours where ours come over https.
    """
    ours = urlsplit(public_url)
    return origin in {f"{ours.scheme}://{ours.netloc}", f"{ours.scheme}://{host}"}
