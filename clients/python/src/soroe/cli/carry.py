"""`soroe carry`: one application, from one municipality's form to another's."""

from __future__ import annotations

from typing import Any

from soroe.applications import Carried, Mistake, carry
from soroe.cli.local_form import find_form
from soroe.cli.output import free, write
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, read_source
from soroe.jsontext import pretty
from soroe.locale import text
from soroe.model import Json
from soroe.report.applications import carried_text
from soroe.schema import items


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("application", metavar="FILE")
    parser.option("--form", metavar="FORM", required=True, told="application-form")
    parser.option("--from", metavar="CODE|FILE", dest="here", told="carry-from")
    parser.option("--to", metavar="CODE|FILE", dest="there", told="carry-to", required=True)
    parser.option("--output", metavar="FILE", short="-o")
    parser.option("--force", action="store_true")
    parser.option("--format", choices=("text", "json"), default="text")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Carry the application, and say what is asked anew; 1 where something is."""
    free(args.output, force=args.force)
    source = read_source(args.application)
    here, here_name = _end(args, args.here, screen)
    there, there_name = _end(args, args.there, screen)
    carried = carry(source.value, here, there)
    if args.output is not None:
        write(args.output, pretty(carried.value), screen, force=args.force)
    if args.format == "json":
        screen.json(pretty(_to_json(carried)))
    else:
        ends = here_name, there_name
        screen.say(carried_text(carried, items(there), ends, screen.lang, screen.style))
    return 0 if carried.complete else 1


def _end(args: Any, word: str | None, screen: Screen) -> tuple[Json, str]:
    """A municipality's form, a file, or (without a word) the core."""
    if word is None:
        core = find_form(args, args.form, None)[0]
        return core, text("applications", "carry", "core", screen.lang)
    if word.isdecimal():
        return find_form(args, args.form, word)[0], word
    form, name, _ = find_form(args, word, None)
    return form, name


def _to_json(carried: Carried) -> Json:
    def mistakes(found: tuple[Mistake, ...]) -> list[Json]:
        return [
            {"at": m.at, "title": m.title, "keyword": m.keyword, "condition": m.condition}
            for m in found
        ]

    return {
        "value": carried.value,
        "asked": mistakes(carried.asked),
        "changed": mistakes(carried.changed),
        "dropped": [{"at": a.at, "title": a.title} for a in carried.dropped],
    }
