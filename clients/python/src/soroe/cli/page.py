"""`soroe page`: a form as people fill it in, on the screen or on paper, as one HTML file."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from soroe.cli.below import find_below, ground
from soroe.cli.documents import find_core, kind_of, read_diff
from soroe.cli.forms import import_form, read_form_source
from soroe.cli.local_form import find_form
from soroe.cli.output import free, write
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import Source, add_registry, named, read_source, reference
from soroe.diff import apply
from soroe.errors import DocumentError
from soroe.importers import Names
from soroe.importers.content import content_of
from soroe.jsontext import read
from soroe.locale import text
from soroe.model import Json
from soroe.page import form_page, paper, screen
from soroe.schema import check_schema


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("form", metavar="FORM", told="paged")
    parser.option("--municipality", metavar="CODE", told="page-municipality")
    parser.option("--core", metavar="FILE|FORM@VERSION", told="page-core")
    parser.option("--below", metavar="DIFF", nargs="+", default=())
    parser.option("--filled", metavar="FILE")
    parser.option("--paper", action="store_true")
    parser.option("--output", metavar="FILE", short="-o")
    parser.option("--force", action="store_true")
    add_registry(parser)


def run(args: Any, out: Screen) -> int:
    """Write the page: to `-o`, else to standard output. 1 where the application has mistakes."""
    free(args.output, force=args.force)
    form = _form(args)
    if problems := check_schema(form):
        raise named(DocumentError(*problems), {"file": args.form})
    filled = read_source(args.filled).value if args.filled is not None else UNSET
    tree = form_page(form, out.lang, filled)
    made = (paper if args.paper else screen).render(tree, out.lang)
    write(args.output, made, out, force=args.force)
    if args.output is not None:
        facts = {"file": args.output, "count": len(tree.mistakes)}
        part = "mistaken" if tree.mistakes else "written"
        out.say(text("cli", "page", part, out.lang, **facts) + "\n")
    return 1 if tree.mistakes else 0


def _form(args: Any) -> Json:
    """What the word names: a form of the registry, a local diff's form, or any file of a form."""
    if args.municipality is not None or reference(args.form) is not None:
        return find_form(args, args.form, args.municipality)[0]
    file = read_form_source(args.form)
    if content_of(file.data).kind == "json":
        try:
            source = Source(file.name, file.data, read(file.data))
        except DocumentError as e:
            raise named(e, {"file": file.name}) from None
        if kind_of(source.value) == "diff":
            diff = read_diff(source)
            core, _ = find_core(args, args.core or f"{diff.form}@{diff.core}")
            return apply(ground(core, find_below(args, diff)), diff)
    core = find_core(args, args.core)[0] if args.core else None
    return import_form(file, core, Names()).schema
