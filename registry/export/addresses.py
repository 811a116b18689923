"""Which addresses a mirror has: all public reads outside /api, told from the log and the routes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from registry.permissions import PERMISSIONS, PUBLIC
from soroe.codes import complete_local_government_code
from soroe.tiles import all_tiles, entries_path, tile_path
from soroe.versions import parse

FILLED: Final = frozenset(
    {
        "/problems/{slug}",
        "/forms/{file}",
        "/forms/{form}/{file}",
        "/forms/{form}/local/{file}",
        "/forms/{form}/local/{code}/{file}",
        "/components/{component}/{file}",
        "/meta/{file}",
        "/rules/{file}",
        "/log/{file}",
        "/feeds/forms/{file}",
        "/feeds/municipalities/{file}",
        "/feeds/prefectures/{file}",
    }
)
"""The routes with places in them whose files this module and `registry.export.make` name."""

LEFT_OUT: Final = {
    "/openapi": "a page to try the interface out, of which a mirror has only the reads",
    "/static/swagger-ui/{file}": "belongs to that page",
    "/static/pages/{stamp}/{file}": "belongs to pages that only a registry has",
    "/badges/{organisation}/{file}": "says what was sent in last; an old one would say it wrongly",
}
"""The public reads that a mirror lacks, and why."""

SIGNED: Final = ("/bundle.json", "/keys.json", "/checkpoint")
"""What is signed when it is asked for. The bundle first: the checkpoint then covers its log."""

KEPT_READY: Final = {"/health": b'{"status":"ok"}', "/ready": b'{"status":"ready"}'}
"""A web server that gives these can do all that a mirror does."""


def public_reads() -> list[str]:
    """The routes of all public reads outside /api."""
    return sorted(
        path
        for (method, path), needed in PERMISSIONS.items()
        if method == "GET" and needed == PUBLIC and not path.startswith("/api/")
    )


def fixed() -> list[str]:
    """The addresses without a place in them, but for what is signed."""
    out = {*LEFT_OUT, *SIGNED}
    return [path for path in public_reads() if "{" not in path and path not in out]


def lasting(name: str) -> tuple[str, ...]:
    """The addresses, for ever, of what a name in the log was given to."""
    if "/local/" in name:
        return f"/{name}.diff.json", f"/{name}.json"
    return (f"/{name}.json",)


def pointers(versions: Iterable[str]) -> Iterator[str]:
    """The short-lived names of these versions of a form: `latest`, and each major number."""
    yield "latest"
    yield from sorted({str(found[0]) for text in versions if (found := parse(text))})


class Form(msgspec.Struct):
    """What the log has of a form: its versions, and the municipalities that have diffs of it."""

    versions: set[str] = msgspec.field(default_factory=set)
    codes: set[str] = msgspec.field(default_factory=set)


def forms(names: Iterable[str]) -> dict[str, Form]:
    """The forms among the names of the log, by slug."""
    found: dict[str, Form] = {}
    for name in names:
        kind, slug, *rest = name.split("/")
        if kind == "forms":
            form = found.setdefault(slug, Form())
            if rest[0] == "local":
                form.codes.add(rest[1])
            else:
                form.versions.add(rest[0])
    return found


def feeds(found: Mapping[str, Form]) -> Iterator[str]:
    """The first pages of feeds: of these forms, and of all who have diffs, with prefectures.

    Older pages are asked for by a query, which files cannot answer: the links lead elsewhere.
    """
    codes = sorted({code for form in found.values() for code in form.codes})
    yield from (f"/feeds/forms/{form}.atom" for form in found)
    yield from (f"/feeds/municipalities/{code}.atom" for code in codes)
    for number in sorted({code[:2] for code in codes}):
        yield f"/feeds/prefectures/{complete_local_government_code(number + '000')}.atom"


def log_files(size: int) -> list[str]:
    """The tiles and files of entries that a log of this length is verified with."""
    tiles = all_tiles(size)
    found = [tile_path(tile) for tile in tiles]
    found += [entries_path(index, width) for level, index, width in tiles if level == 0]
    return [f"/log/{path}" for path in found]


def outgrown(path: str, there: Iterable[str]) -> bool:
    """Whether a partial tile may go: its full one is among `there`.

    Until then it stays: somebody may have read the checkpoint before this one and ask for it now.
    """
    full, found, _ = path.partition(".p/")
    return not (path.startswith("/log/") and found) or full in there
