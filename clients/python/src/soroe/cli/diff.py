"""`soroe diff`: what differs between two forms."""

from __future__ import annotations

from typing import Any

from soroe.check import check
from soroe.cli.forms import import_form, read_form_source
from soroe.cli.names import read_names
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import (
    Comparison,
    Reference,
    add_registry,
    from_file,
    from_registry,
    open_client,
    read_source,
    reference,
)
from soroe.model import Input, Json
from soroe.report.brief import render
from soroe.report.finding import Context
from soroe.schema import inline


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("a", metavar="A")
    parser.argument("b", metavar="B")
    parser.option("--aliases", metavar="FILE")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Show the differences; the exit code judges nothing."""
    comparison = _first(args)
    wanted = reference(args.b)
    if wanted is None:
        source = read_form_source(args.b)
        imported = import_form(source, comparison.core, read_names(args.aliases, {}))
        form, notes = inline(imported.schema), imported.notes
        form_input = Input(args.b, imported.digest)
    else:
        form, form_input = _fetch(args, wanted)
        notes = ()
    report = check(
        comparison.core, form, core_input=comparison.core_input, form_input=form_input, notes=notes
    )
    screen.say(render(report, Context(comparison.core, form, screen.lang), screen.columns))
    return 0


def _first(args: Any) -> Comparison:
    """The form to start from."""
    wanted = reference(args.a)
    return Comparison(*(_fetch(args, wanted) if wanted else from_file(read_source(args.a))))


def _fetch(args: Any, wanted: Reference) -> tuple[Json, Input]:
    with open_client(args, wanted.form) as client:
        return from_registry(client.get_core(wanted.form, wanted.version or "latest"))
