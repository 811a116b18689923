"""`soroe divergence`: the divergence index of a form (docs/divergence.md)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from soroe.cli.members import Gathered, at, gather
from soroe.cli.output import free, write
from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, open_client
from soroe.codes import is_prefecture, read_local_government_code
from soroe.diff import decode_diff
from soroe.divergence import Field, Member, Point, history, share, variety
from soroe.errors import RegistryError
from soroe.flows.layers import layers_below
from soroe.grid import to_csv, to_xlsx
from soroe.impact import Subject
from soroe.jsontext import pretty
from soroe.listing import LocalListing, RevisionEntry
from soroe.locale import text
from soroe.report.divergence import Index, document, grids, index_of, shown
from soroe.report.style import Style

_BY_ENDING = {"csv": "csv", "xlsx": "xlsx", "json": "json"}


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("form", metavar="FORM", told="measured")
    parser.option("--municipality", metavar="CODE", told="divergence-municipality")
    parser.option("--diffs", metavar="FOLDER")
    parser.option("--history", action="store_true")
    parser.option("--format", choices=("text", "json", "csv", "xlsx"), told="format-grid")
    parser.option("--output", metavar="FILE", short="-o", told="impact-output")
    parser.option("--force", action="store_true")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Show the index; the exit code judges nothing."""
    free(args.output, force=args.force)
    wanted = args.format or _BY_ENDING.get((args.output or "").rpartition(".")[2].lower(), "text")
    if wanted == "xlsx" and args.output is None and sys.stdout.isatty():
        wrong = text("cli", "complaints", "missing", screen.lang, names="-o FILE")
        raise UsageError("soroe divergence", wrong)
    if args.history and args.diffs is not None:
        wrong = text(
            "cli", "complaints", "together", screen.lang, name="--history", other="--diffs"
        )
        raise UsageError("soroe divergence", wrong)
    found = gather(args, screen)
    only = read_local_government_code(args.municipality) if args.municipality else None
    index = _index(found, args, only)
    write(
        args.output,
        _made(index, wanted, args, screen, items=only is not None),
        screen,
        force=args.force,
    )
    if args.output is not None:
        screen.tell(text("cli", "divergence", "written", screen.lang, file=args.output))
    return 0


def _index(found: Gathered, args: Any, only: str | None) -> Index:
    members = found.members
    if only is not None:
        members = (members[at(found, only)],)
    field = Field(members)
    points = _history(found, args, only) if args.history else ()
    measured = field.divergences()
    return index_of(
        found.form,
        found.title,
        measured,
        variety(field),
        prefecture=found.prefectures,
        history=points,
    )


def _made(index: Index, wanted: str, args: Any, screen: Screen, *, items: bool) -> str | bytes:
    lang = screen.lang
    if wanted == "json":
        return pretty(document(index)).encode()
    if wanted == "csv":
        return to_csv(grids(index, lang)[0])
    if wanted == "xlsx":
        return to_xlsx(grids(index, lang))
    file = args.output is not None
    style, columns = (Style(), 0) if file else (screen.style, screen.columns)
    return "\n".join(shown(index, lang, columns, style, items=items)) + "\n"


def _history(found: Gathered, args: Any, only: str | None) -> tuple[Point, ...]:
    """The share over time, from every revision that was published."""
    with open_client(args, found.form) as client:
        versions = client.form_listing(found.form).versions
        codes = [m.subject.code for m in found.members]
        listings: list[LocalListing] = []
        for code in codes if only is None else [only]:
            try:
                listings.append(client.local_listing(found.form, code))
            except RegistryError as e:
                if e.status != 404:
                    raise
        cores = {v: client.get_core(found.form, v).document for v in _pinned(listings)}
        members: dict[tuple[str, int], Member] = {}
        for listing in listings:
            for owner, entry in _revisions(listing):
                if (owner, entry.revision) in members:
                    continue
                diff = decode_diff(client.get_diff(found.form, owner, entry.revision).document)
                below = client.run(layers_below(diff)) if diff.over is not None else ()
                subject = Subject(owner, found.names.get(owner, ""), entry.revision)
                members[owner, entry.revision] = Member(subject, cores[diff.core], diff, below)
    measured = Field(tuple(members.values())).divergences()
    shelf = {name: share((one,)) for name, one in zip(members, measured, strict=True)}
    days = {name: member.diff.effective_from for name, member in members.items()}
    dated = [_dated(listing, days) for listing in listings]
    return history(versions, dated, shelf, counts=lambda code: not is_prefecture(code))


def _dated(listing: LocalListing, days: Mapping[tuple[str, int], str | None]) -> LocalListing:
    """The listing with the first days that the diffs themselves name, where it names none."""

    def entries(code: str, several: tuple[RevisionEntry, ...]) -> tuple[RevisionEntry, ...]:
        return tuple(
            replace(e, effective_from=e.effective_from or days[code, e.revision]) for e in several
        )

    former = tuple(
        replace(p, revisions=entries(p.municipality, p.revisions)) for p in listing.predecessors
    )
    own = entries(listing.municipality, listing.revisions)
    return replace(listing, revisions=own, predecessors=former)


def _revisions(listing: LocalListing) -> list[tuple[str, RevisionEntry]]:
    shelves = {p.municipality: p.revisions for p in listing.predecessors}
    shelves[listing.municipality] = listing.revisions
    return [(code, entry) for code, entries in shelves.items() for entry in entries]


def _pinned(listings: list[LocalListing]) -> list[str]:
    return sorted({entry.core for listing in listings for _, entry in _revisions(listing)})
