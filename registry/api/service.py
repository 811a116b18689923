"""The service itself: whether it lives and is ready, its problems, its description and viewer."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from registry import problems
from registry.answers import document, listing, private
from registry.caching import POINTER
from registry.context import Context
from registry.db import health
from registry.db.pool import read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from soroe.errors import Problem

_STATIC = Path(__file__).parent.parent / "web" / "static" / "swagger-ui"
_PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_MEDIA: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
}
VIEWER: Final = {
    file.name: file.read_bytes() for file in sorted(_STATIC.iterdir()) if file.suffix in _MEDIA
}
"""The viewer's files by name, read once."""


@get("/health")
async def get_health() -> Response[bytes]:
    """The process answers; says nothing of the database."""
    return private({"status": "ok"})


@get("/ready")
async def get_ready(request: StrictRequest) -> Response[bytes]:
    """The database answers and has this program's schema; else 503."""
    context: Context = request.app.state["context"]
    if not await read(context.pool, health.current):
        raise RefusedError(Problem("registry-unavailable"))
    return private({"status": "ready"})


@get("/problems.json")
async def get_problems(request: StrictRequest) -> Response[bytes]:
    """Every type of problem with its status and its sentences."""
    context: Context = request.app.state["context"]
    return listing({"problems": problems.catalogue(context.public_url)})


@get("/problems/{slug:str}")
async def get_problem(request: StrictRequest, slug: FromPath[str]) -> Response[bytes]:
    """One type of problem."""
    context: Context = request.app.state["context"]
    try:
        found = problems.entry(slug, context.public_url)
    except KeyError:
        path = request.scope["path"][:200]
        raise RefusedError(Problem("not-found", params={"path": path})) from None
    return listing(found)


@get("/openapi.json")
async def get_openapi(request: StrictRequest) -> Response[bytes]:
    """This interface in OpenAPI 3.1."""
    return document(request.app.state["openapi"], POINTER, "application/vnd.oai.openapi+json")


@get("/openapi")
async def get_viewer() -> Response[bytes]:
    """The interface to look at and try out; loads nothing from elsewhere."""
    page = (_STATIC / "index.html").read_bytes()
    headers = {"Content-Security-Policy": _PAGE_POLICY}
    return document(page, POINTER, "text/html", headers)


@get("/static/swagger-ui/{file:str}")
async def get_viewer_file(request: StrictRequest, file: FromPath[str]) -> Response[bytes]:
    """A file of the viewer."""
    body = VIEWER.get(file)
    if body is None:
        raise RefusedError(Problem("not-found", params={"path": request.scope["path"][:200]}))
    return document(body, POINTER, _MEDIA[Path(file).suffix])
