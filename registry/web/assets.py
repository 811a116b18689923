"""Style, modules and pictures of the pages, under addresses that name their content."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from registry.answers import document
from registry.caching import IMMUTABLE
from registry.intake import StrictRequest
from registry.problems import RefusedError
from soroe.errors import Problem

_FOLDER: Final = Path(__file__).parent / "static" / "pages"
_MEDIA: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

FILES: Final = {
    file.name: file.read_bytes() for file in sorted(_FOLDER.iterdir()) if file.suffix in _MEDIA
}
"""The files by name, read once."""

STAMP: Final = sha256(
    b"".join(sha256(name.encode() + b"\0" + body).digest() for name, body in FILES.items())
).hexdigest()[:16]
"""Names what all files together hold, so that modules import each other by their plain names."""


def asset(name: str) -> str:
    """The address of a file; a KeyError where there is none."""
    FILES[name]
    return f"/static/pages/{STAMP}/{name}"


@get("/static/pages/{stamp:str}/{file:str}")
async def get_asset(
    request: StrictRequest, stamp: FromPath[str], file: FromPath[str]
) -> Response[bytes]:
    """A file of the pages; an older stamp is gone with the program that had it."""
    body = FILES.get(file) if stamp == STAMP else None
    if body is None:
        raise RefusedError(Problem("not-found", params={"path": request.scope["path"][:200]}))
    return document(body, IMMUTABLE, _MEDIA[Path(file).suffix])
