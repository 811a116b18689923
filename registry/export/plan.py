"""What a mirror is made of, in the order in which it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from registry import problems
from registry.db import ledger, successions
from registry.db.ledger import Leaf
from registry.db.pool import Connection
from registry.export.addresses import (
    KEPT_READY,
    feeds,
    fixed,
    forms,
    lasting,
    log_files,
    pointers,
)
from soroe.errors import Problem
from soroe.locale import table
from soroe.rules import catalogue

PAGE: Final = 5000
"""Leaves of the log that are read at once."""

ERRORS: Final = {
    "/errors/not-found.json": Problem("not-found", params={"path": "…"}),
    "/errors/mirror-only-reads.json": Problem("mirror-only-reads"),
}
"""What a web server answers where there is no such file, and to what only a registry can do."""


class Planned(msgspec.Struct, frozen=True):
    """A file: its address, and its body where that is known already; else it is asked for.

    `forever`: its content never changes. `at` is the time of the file (seconds after 1970).
    """

    address: str
    body: bytes | None = None
    forever: bool = False
    at: float | None = None


async def plan(
    connection: Connection, size: int, signed: Mapping[str, bytes], meta: Iterable[str]
) -> list[Planned]:
    """All files of a registry whose log has `size` leaves.

    `signed` are the bodies of what was signed for that log, `meta` the files of the meta-schemas.
    """
    leaves = [
        leaf
        for start in range(0, size, PAGE)
        for leaf in await ledger.leaves(connection, start, min(PAGE, size - start))
    ]
    endings = await successions.endings(connection)
    passing = {code for ending in endings for code in (ending.code, ending.heir)}
    return [
        *_lasting(leaves),
        *(Planned(path, forever=True) for path in log_files(size) if "/checkpoint" in signed),
        *_supporting(meta),
        *(Planned(path, body) for path, body in signed.items() if path != "/bundle.json"),
        *_listings(leaves, passing),
        *(Planned(path, KEPT_READY.get(path)) for path in fixed()),
        *(Planned(path, body) for path, body in signed.items() if path == "/bundle.json"),
    ]


def _lasting(leaves: Iterable[Leaf]) -> Iterator[Planned]:
    for leaf in leaves:
        for path in lasting(leaf.name):
            yield Planned(path, forever=True, at=leaf.recorded_at.timestamp())


def _supporting(meta: Iterable[str]) -> Iterator[Planned]:
    for file in meta:
        yield Planned(f"/meta/{file}")
    for id_ in catalogue():
        yield Planned(f"/rules/{id_}.html")
    for type_ in sorted(table("problems", "ja")):
        yield Planned(f"/problems/{type_}")
    for path, problem in ERRORS.items():
        _, body = problems.encode((problem,), "")
        yield Planned(path, body)


def _listings(leaves: Iterable[Leaf], passing: set[str]) -> Iterator[Planned]:
    """Those of municipalities, of one that has ended that of its heir, then those of forms.

    `passing` are the codes of successions. Where nothing is listed there is no file.
    """
    found = forms(leaf.name for leaf in leaves)
    for form, known in found.items():
        for code in sorted(known.codes | passing):
            yield Planned(f"/forms/{form}/local/{code}.json")
    for form, known in found.items():
        for pointer in pointers(known.versions):
            yield Planned(f"/forms/{form}/{pointer}.json")
        yield Planned(f"/forms/{form}.json")
    yield from (Planned(path) for path in feeds(found))
