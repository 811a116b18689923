"""`soroe import`: a city's form, from whatever file it is in, as a JSON Schema and a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from soroe.cli.documents import find_core
from soroe.cli.forms import add_form_options, import_form, read_form_source
from soroe.cli.names import open_names, read_names
from soroe.cli.output import free, write
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry
from soroe.errors import DocumentError
from soroe.jsontext import pretty
from soroe.locale import text
from soroe.model import Json
from soroe.report.imported import as_json, render
from soroe.schema import check_schema
from soroe.similar import suggest as possible_renames


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("form", metavar="FORM")
    parser.option("--core", metavar="FILE|FORM@VERSION")
    add_form_options(parser)
    parser.option("--output", metavar="FILE", short="-o", told="output-schema")
    parser.option("--report", metavar="FILE")
    parser.option("--format", choices=("text", "json"), default="text")
    parser.option("--force", action="store_true")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Write the schema, and tell what was understood.

    The schema goes to `-o`, else to standard output; the report goes to `--report`, else to
    standard output where the schema does not, else to standard error. Nothing is written before
    all is made.
    """
    targets = (args.output, args.report, args.write_aliases)
    for target in targets:
        free(target, force=args.force)
    source = read_form_source(args.form)
    core: Json | None = find_core(args, args.core)[0] if args.core else None
    names = read_names(args.aliases, {})
    imported = import_form(source, core, names, sheet=args.sheet, layout=args.layout)
    if problems := check_schema(imported.schema):
        raise DocumentError(*problems)
    notes = imported.notes
    if core is not None:
        notes = (*notes, *possible_renames(core, imported.schema))
    name = Path(source.name).name
    if args.format == "json":
        told = as_json(name, imported, notes)
    else:
        told = render(
            name, imported, notes, screen.lang, columns=screen.columns, style=screen.style
        )
    schema = pretty(imported.schema)
    if args.output is None:
        screen.json(schema)
    else:
        write(args.output, schema, screen, force=args.force)
    if args.report is not None:
        write(args.report, told, screen, force=args.force)
    elif args.output is None:
        screen.tell(told.rstrip("\n"))
    elif args.format == "json":
        screen.json(told)
    else:
        screen.say(told)
    if args.write_aliases is not None:
        write(
            args.write_aliases,
            open_names(names, notes, imported.entries),
            screen,
            force=args.force,
        )
    for target in targets:
        if target is not None:
            screen.tell(text("cli", "import", "written", screen.lang, file=target))
    return 0
