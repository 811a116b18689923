"""`soroe diff`: what differs between two forms, and the draft of a local diff."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from soroe.check import check
from soroe.cli.check import import_form
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import (
    Comparison,
    Reference,
    add_registry,
    from_file,
    from_registry,
    open_client,
    read_aliases,
    read_source,
    reference,
)
from soroe.diff.derive import derive
from soroe.jsontext import digest, pretty
from soroe.listing import to_json
from soroe.model import Change, Input, Json
from soroe.report.brief import render
from soroe.report.finding import Context
from soroe.schema import inline


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("a", metavar="A")
    parser.argument("b", metavar="B")
    parser.option("--aliases", metavar="FILE")
    parser.option("--municipality", metavar="CODE", default="")
    parser.option("--format", choices=("text", "json"), default="text")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Show the differences, or with `--format json` the draft; the exit code judges nothing."""
    comparison, named = _first(args)
    wanted = reference(args.b)
    if wanted is None:
        source = read_source(args.b)
        imported = import_form(source, comparison, read_aliases(args.aliases))
        form, notes = inline(imported.schema), imported.notes
        form_input = Input(args.b, digest(source.value))
    else:
        form, form_input = _fetch(args, wanted)
        notes = ()
    if args.format == "json":
        screen.json(pretty(_draft(named, args.municipality, derive(comparison.core, form))))
        return 0
    report = check(
        comparison.core, form, core_input=comparison.core_input, form_input=form_input, notes=notes
    )
    screen.say(render(report, Context(comparison.core, form, screen.lang), screen.columns))
    return 0


def _first(args: Any) -> tuple[Comparison, Reference]:
    """The form to start from, and its name and version for the draft."""
    wanted = reference(args.a)
    if wanted is not None:
        core, core_input = _fetch(args, wanted)
        return Comparison(core, core_input), Reference(wanted.form, core_input.version)
    core, core_input = from_file(read_source(args.a))
    path = Path(args.a).absolute()
    found = reference(f"{path.parent.name}@{path.stem}")
    return Comparison(core, core_input), found or Reference("", "")


def _fetch(args: Any, wanted: Reference) -> tuple[Json, Input]:
    with open_client(args, wanted.form) as client:
        return from_registry(client.get_core(wanted.form, wanted.version or "latest"))


def _draft(named: Reference, municipality: str, changes: tuple[Change, ...]) -> Json:
    """A local diff with everything that a program can know; people fill in the rest."""
    return {
        "form": named.form,
        "core": named.version or "",
        "municipality": municipality,
        "effectiveFrom": None,
        "citations": {},
        "changes": [
            {"item": c.item, "ops": to_json(c.ops), "basis": None, "reason": ""} for c in changes
        ],
    }
