"""`soroe sheet`: the items of a form as an Excel workbook for staff, and back as a draft."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from soroe.citation.offers import offers
from soroe.cli.forms import read_form_source
from soroe.cli.output import free, write
from soroe.cli.parser import Parser, UsageError
from soroe.cli.precedents import gather
from soroe.cli.screen import Screen
from soroe.cli.sheet_base import Base, from_origin, from_word
from soroe.cli.sources import add_registry, named
from soroe.codes import read_local_government_code
from soroe.diff.draft import document, only_wanted
from soroe.errors import DocumentError, Problem
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.model import LocalDiff
from soroe.report import edited
from soroe.report.drafted import Drafted, render
from soroe.sheet import Reading, read_rows, read_sheet, write_sheet
from soroe.sheet.differs import differs
from soroe.sheet.draft import draft_of


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("action", choices=("write", "read"), metavar="ACTION", told="sheet-action")
    parser.argument("file", metavar="FORM|FILE", told="sheet-file")
    parser.option("--municipality", metavar="CODE", told="sheet-municipality")
    parser.option("--core", metavar="FILE|FORM@VERSION", told="sheet-core")
    parser.option("--diff", metavar="FILE", told="sheet-diff")
    parser.option("--below", metavar="DIFF", nargs="+", default=())
    parser.option("--output", metavar="FILE", short="-o")
    parser.option("--force", action="store_true")
    parser.option("--format", choices=("text", "json"), default="text")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Do what the action says; nothing is written before all is made."""
    if args.municipality is not None:
        args.municipality = read_local_government_code(args.municipality)
    return (_write if args.action == "write" else _read)(args, screen)


def _write(args: Any, screen: Screen) -> int:
    if args.output is None and sys.stdout.isatty():
        wrong = text("cli", "complaints", "missing", screen.lang, names="-o FILE")
        raise UsageError("soroe sheet", wrong)
    free(args.output, force=args.force)
    base = from_word(args, args.file)
    said = differs(base.core, base.form, base.diff, screen.lang)
    code = base.diff.municipality if base.diff is not None else None
    name = (base.name.form, base.name.version or "")
    made = write_sheet(base.core, base.form, name, screen.lang, municipality=code, differs=said)
    write(args.output, made, screen, force=args.force)
    if args.output is not None:
        facts = {"file": args.output, "count": base.count}
        screen.say(text("item_sheet", "edits", "written", screen.lang, **facts) + "\n")
    return 0


def _read(args: Any, screen: Screen) -> int:
    """The draft goes to `-o`, else to standard output, and the words then to standard error."""
    free(args.output, force=args.force)
    source = read_form_source(args.file)
    try:
        returned = read_rows(source.data)
        base = from_origin(args, returned.origin)
        reading = read_sheet(returned, base.core, base.form)
    except DocumentError as e:
        raise named(e, {"file": source.name}) from None
    if args.format == "json":
        screen.json(pretty(_as_json(reading)))
    if not reading.edits:
        if args.format == "text":
            screen.tell(edited.render(reading, screen.lang, screen.columns, screen.style).rstrip())
        return 0
    drafted = _drafted(args, base, reading)
    if args.output is not None:
        write(args.output, drafted.body, screen, force=args.force)
    elif args.format == "text":
        screen.json(drafted.body)
    if args.format == "text":
        told = edited.render(reading, screen.lang, screen.columns, screen.style)
        told += "\n" + render(drafted, screen.lang, screen.columns, screen.style)
        (screen.tell if args.output is None else screen.say)(told)
    return 0


def _drafted(args: Any, base: Base, reading: Reading) -> Drafted:
    """The draft with its open places and offers, as `soroe derive` makes it."""
    code = base.diff.municipality if base.diff is not None else args.municipality
    if code is None:
        raise DocumentError(Problem("sheet-municipality-unsaid", params={"file": args.file}))
    empty = LocalDiff(base.name.form, base.name.version or "", code, ())
    if base.diff is not None:
        empty = replace(empty, over=base.diff.over, aliases=base.diff.aliases)
    args.earlier = ()
    known = gather(args, base.name.form, code)
    own = (base.diff,) if base.diff is not None else known.own
    made = draft_of(base.core, reading.form, empty, own, known.shared)
    today = datetime.now().astimezone().date().isoformat()
    offered = offers(base.core, made, known.others, on=today)
    wanted = {key for earlier in made.earlier for key in earlier.citations}
    wanted |= {s.cite for offer in offered for s in offer.suggestions if s.cite is not None}
    diff = only_wanted(made.diff, wanted)
    return Drafted(
        diff=diff,
        core=base.core,
        form=reading.form,
        carried=made.carried,
        taken=(),
        offers=offered,
        notes=(),
        file=args.output or "",
        body=pretty(document(diff)),
        remarks=known.remarks,
    )


def _as_json(reading: Reading) -> Any:
    return {
        "origin": to_json(reading.origin),
        "edits": to_json(reading.edits),
        "remarks": to_json(reading.remarks),
    }
