"""`soroe derive`: from a municipality's full form to the draft of its local diff."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from soroe.citation.offers import offers, take
from soroe.cli.below import add_below, find_below, ground
from soroe.cli.documents import find_core
from soroe.cli.forms import add_form_options, import_form, read_form_source
from soroe.cli.names import open_names, read_names
from soroe.cli.output import free, write
from soroe.cli.parser import Parser
from soroe.cli.precedents import Precedents, gather
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry
from soroe.codes import read_local_government_code
from soroe.diff.draft import document, draft, only_wanted
from soroe.diff.layers import Layer, aliases_of, in_order
from soroe.errors import DocumentError, Problem
from soroe.jsontext import pretty
from soroe.model import LocalDiff
from soroe.report.drafted import Drafted, render
from soroe.schema import inline
from soroe.similar import suggest as possible_renames


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("form", metavar="FORM")
    parser.option("--core", metavar="FILE|FORM@VERSION", required=True)
    parser.option("--municipality", metavar="CODE", required=True)
    add_form_options(parser)
    parser.option("--earlier", metavar="DIFF", nargs="+", default=())
    add_below(parser)
    parser.option("--take-suggestions", action="store_true")
    parser.option("--output", metavar="FILE", short="-o")
    parser.option("--force", action="store_true")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Write the draft, and say what is open and what to consider.

    Without `-o` the draft goes to standard output and the rest to standard error.
    """
    for target in (args.output, args.write_aliases):
        free(target, force=args.force)
    code = read_local_government_code(args.municipality)
    source = read_form_source(args.form)
    core, name = find_core(args, args.core)
    if name.version is None:
        raise DocumentError(Problem("core-unnamed", params={"file": args.core}))
    known = gather(args, name.form, code)
    over = known.own[-1].over if known.own else None
    empty = LocalDiff(name.form, name.version, code, (), over=over)
    below = find_below(args, empty)
    in_order((*below, Layer(empty, 1)))
    core = ground(core, below)
    names = read_names(args.aliases, {**aliases_of(None, below), **_aliases(known)})
    imported = import_form(source, core, names, sheet=args.sheet, layout=args.layout)
    form = inline(imported.schema)
    empty = replace(empty, aliases=dict(names.aliases))
    drafted = draft(core, form, empty, known.own, known.shared)
    today = datetime.now().astimezone().date().isoformat()
    offered = offers(core, drafted, known.others, on=today)
    diff, taken = take(drafted.diff, offered) if args.take_suggestions else (drafted.diff, ())
    wanted = {key for earlier in drafted.earlier for key in earlier.citations}
    wanted |= {s.cite for offer in offered for s in offer.suggestions if s.cite is not None}
    diff = only_wanted(diff, wanted)
    body = pretty(document(diff))
    notes = (*imported.notes, *possible_renames(core, form))
    if args.output is None:
        screen.json(body)
    else:
        write(args.output, body, screen, force=args.force)
    if args.write_aliases is not None:
        table = open_names(names, notes, imported.entries)
        write(args.write_aliases, table, screen, force=args.force)
    told = render(
        Drafted(
            diff=diff,
            core=core,
            form=form,
            carried=drafted.carried,
            taken=taken,
            offers=offered,
            notes=notes,
            file=args.output or "",
            body=body,
            remarks=known.remarks,
        ),
        screen.lang,
        screen.columns,
        screen.style,
    )
    (screen.tell if args.output is None else screen.say)(told)
    return 0


def _aliases(known: Precedents) -> dict[str, str]:
    """The tables of the earlier diffs, the later ones over the others."""
    return {item: key for diff in known.own for item, key in diff.aliases.items()}
