"""`soroe neighbours`: who is like us, what separates us, who has solved an item."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from soroe.cli.measured import ask, measures, wants_core
from soroe.cli.members import Gathered, at, gather
from soroe.cli.output import free, write
from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, has_source, open_client
from soroe.codes import read_local_government_code
from soroe.diff import decode_diff
from soroe.diff.draft import document
from soroe.divergence import Field
from soroe.flows.measures import nearest_neighbours, solved_by
from soroe.in_force import first_day
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.model import Json, LocalDiff
from soroe.neighbours import (
    Neighbourhood,
    adopt,
    between,
    changes_on,
    find,
    since_when,
    solved,
)
from soroe.report.neighbours import NeighbourText
from soroe.report.style import Style
from soroe.report.words import title_at

MOST = 20
"""A registry tells no more neighbours than that."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("form", metavar="FORM", told="measured")
    parser.option("--municipality", metavar="CODE", required=True, told="neighbours-municipality")
    parser.option("--item", metavar="ITEM", told="neighbours-item")
    parser.option("--adopt", metavar="CODE#N")
    parser.option("--count", metavar="N", type=_count, default=3)
    parser.option("--diffs", metavar="FOLDER")
    parser.option("--format", choices=("text", "json"), default="text")
    parser.option("--output", metavar="FILE", short="-o", told="draft-output")
    parser.option("--force", action="store_true")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Show neighbours, ways to treat an item, or make a draft."""
    if args.output is not None and args.adopt is None:
        wrong = text("cli", "complaints", "missing", screen.lang, names="--adopt")
        raise UsageError("soroe neighbours", wrong)
    free(args.output, force=args.force)
    code = read_local_government_code(args.municipality)
    if args.adopt is None and _measured(args, code, screen):
        return 0
    only = None if args.adopt is None else {code, args.adopt.partition("#")[0]}
    found = gather(args, screen, only)
    if args.adopt is not None:
        return _adopt(found, code, args, screen)
    field = Field(found.members)
    told = NeighbourText(screen.lang, screen.columns, screen.style)
    if args.item is not None:
        ways = solved(field, args.item, screen.lang, _since(found, field, args))
        title = title_at(found.core, args.item) or found.title
        _show(
            args, screen, to_json({"item": args.item, "solutions": ways}), told.solved(title, ways)
        )
        return 0
    here = at(found, code)
    near = [
        (one, between(field, here, there, screen.lang))
        for there, one in Neighbourhood(field).nearest(here, args.count)
    ]
    value = to_json([{"near": one, "between": apart} for one, apart in near])
    _show(args, screen, value, told.nearest(found.title, near))
    return 0


def _measured(args: Any, code: str, screen: Screen) -> bool:
    """Show what the registry works out from what it has at hand; false where it does not."""
    form = measures(args)
    if form is None or args.count > MOST:
        return False
    told = NeighbourText(screen.lang, screen.columns, screen.style)
    if args.item is not None:
        ways = ask(args, solved_by(form, args.item, screen.lang))
        if ways is None or not wants_core(args, ways.core):
            return False
        value = to_json({"item": args.item, "solutions": ways.solutions})
        _show(args, screen, value, told.solved(ways.title, ways.solutions))
        return True
    found = ask(args, nearest_neighbours(form, code, args.count, screen.lang))
    if found is None or not wants_core(args, found.core):
        return False
    near = [(one.near, one.between) for one in found.nearest]
    _show(args, screen, to_json(found.nearest), told.nearest(found.title, near))
    return True


def _show(args: Any, screen: Screen, value: Json, lines: Any) -> None:
    if args.format == "json":
        screen.json(pretty(value))
    else:
        screen.say("\n".join(lines) + "\n")


def _since(found: Gathered, field: Field, args: Any) -> dict[str, str]:
    """The first day of what each municipality does to the item, from all its revisions."""
    out: dict[str, str] = {}
    if args.diffs is not None or not has_source(args):
        return out
    with open_client(args, found.form) as client:
        versions = client.form_listing(found.form).versions
        for n, member in enumerate(found.members):
            owners = changes_on(field, n, args.item)
            code, skip = member.subject.code, sum(len(b.diff.changes) for b in member.below)
            own = [member.diff.changes[i - skip] for i in owners if i >= skip]
            if not own:
                continue
            revisions: list[tuple[str | None, LocalDiff]] = []
            entries = client.local_listing(found.form, code).revisions
            for entry in sorted(entries, key=lambda e: e.revision):
                local = client.get_diff(found.form, code, entry.revision)
                diff = decode_diff(local.document)
                day = first_day(
                    replace(entry, effective_from=entry.effective_from or diff.effective_from),
                    versions,
                )
                revisions.append((day.isoformat() if day else None, diff))
            if since := since_when(own, revisions):
                out[code] = since
    return out


def _adopt(found: Gathered, code: str, args: Any, screen: Screen) -> int:
    """The draft to the file or to standard output, what to do with it to standard error."""
    theirs, index, change = find(found.members, args.adopt)
    mine = next((m for m in found.members if m.subject.code == code), None)
    if mine is None:
        own = LocalDiff(form=found.form, core=found.version, municipality=code, changes=())
        made = adopt(found.core, own, theirs, index)
    else:
        made = adopt(mine.core, mine.diff, theirs, index, mine.below)
    write(args.output, pretty(document(made.diff)), screen, force=args.force)
    name = theirs.subject.name or theirs.subject.code
    title = title_at(theirs.core, change.item) or change.item
    for line in NeighbourText(screen.lang, 0, Style()).adopted(
        made, title, name, args.output or "FILE"
    ):
        screen.tell(line)
    if args.output is not None:
        screen.tell(text("cli", "neighbours", "written", screen.lang, file=args.output))
    return 0


def _count(word: str) -> int:
    number = int(word)
    if not 1 <= number <= 100:
        raise ValueError(word)
    return number
