"""`soroe divergence`: the divergence index of a form (docs/divergence.md)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from soroe.cli.measured import ask, measures
from soroe.cli.members import Gathered, at, gather
from soroe.cli.output import free, write
from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, open_client
from soroe.codes import is_prefecture, read_local_government_code
from soroe.diff import decode_diff
from soroe.divergence import Field, Member, Point, Variety, history, share, variety
from soroe.errors import RegistryError
from soroe.flows.layers import layers_below
from soroe.flows.measures import (
    divergence_history,
    measured_divergence,
    municipality_divergence,
)
from soroe.grid import to_csv, to_xlsx
from soroe.impact import Subject
from soroe.jsontext import pretty
from soroe.listing import LocalListing, RevisionEntry
from soroe.locale import text
from soroe.measured import MeasuredIndex
from soroe.report.divergence import (
    Index,
    document,
    grids,
    index_of,
    overview_grids,
    overview_of_measured,
    shown,
    shown_overview,
)
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
    only = read_local_government_code(args.municipality) if args.municipality else None
    made = _measured(args, only, wanted, screen)
    if made is None:
        index = _index(gather(args, screen), args, only)
        made = _made(index, wanted, args, screen, items=only is not None)
    write(args.output, made, screen, force=args.force)
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


def _measured(args: Any, only: str | None, wanted: str, screen: Screen) -> str | bytes | None:
    """What the registry has measured, where that is all there is to show.

    None for what shows every item of every municipality, and where it lags behind.
    """
    form = measures(args)
    if form is None or (only is None and wanted in ("json", "xlsx")):
        return None
    found = ask(args, measured_divergence(form))
    if found is None or not found.complete:
        return None
    points: tuple[Point, ...] = ()
    if args.history:
        past = ask(args, divergence_history(form, only))
        if past is None or past.waiting:
            return None
        points = past.points
    if only is not None:
        index = _measured_one(args, found, only, points)
        return None if index is None else _made(index, wanted, args, screen, items=True)
    told = overview_of_measured(found, points)
    if wanted == "csv":
        return to_csv(overview_grids(told, screen.lang)[0])
    style, columns = _look(args, screen)
    return "\n".join(shown_overview(told, screen.lang, columns, style)) + "\n"


def _measured_one(
    args: Any, found: MeasuredIndex, code: str, points: tuple[Point, ...]
) -> Index | None:
    """The index of one municipality, item by item; None where its last revision is not in it."""
    mine = ask(args, municipality_divergence(code))
    one = next((f for f in mine.forms if f.form == found.form), None) if mine else None
    if one is None or one.latest != one.divergence.subject.revision:
        return None
    row = next((m for m in found.municipalities if m.subject.code == code), None)
    if row is None:
        return None
    return index_of(
        found.form,
        found.title,
        (replace(one.divergence, subject=row.subject),),
        Variety(1, 1, 1, ((code,),)),
        prefecture={code: row.prefecture},
        history=points,
    )


def _look(args: Any, screen: Screen) -> tuple[Style, int]:
    return (Style(), 0) if args.output is not None else (screen.style, screen.columns)


def _made(index: Index, wanted: str, args: Any, screen: Screen, *, items: bool) -> str | bytes:
    lang = screen.lang
    if wanted == "json":
        return pretty(document(index)).encode()
    if wanted == "csv":
        return to_csv(grids(index, lang)[0])
    if wanted == "xlsx":
        return to_xlsx(grids(index, lang))
    style, columns = _look(args, screen)
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
