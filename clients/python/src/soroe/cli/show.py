"""`soroe show`: the items of a form as a table."""

from __future__ import annotations

from typing import Any

from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import (
    add_registry,
    open_client,
    read_source,
    reference,
    usable,
)
from soroe.jsontext import pretty
from soroe.locale import text
from soroe.model import Json
from soroe.report.items import rows, table_text


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("shown", metavar="FORM[@VERSION]|FILE")
    parser.option("--municipality", metavar="CODE")
    parser.option("--format", choices=("text", "json"), default="text")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Fetch or read, and show."""
    name, form = _form(args)
    if args.format == "json":
        screen.json(pretty(rows(form, screen.lang)))
        return 0
    title = form.get("title") if isinstance(form, dict) else None
    head = text("cli", "show", "head", screen.lang, title=title or name, name=name)
    screen.say(screen.style(head, "strong") + "\n\n")
    screen.say(table_text(form, screen.lang, screen.columns, screen.style))
    return 0


def _form(args: Any) -> tuple[str, Json]:
    """What it is called, and the form: a core, a municipality's form, or a file."""
    wanted = reference(args.shown)
    if wanted is None:
        return args.shown, usable(read_source(args.shown))
    with open_client(args, args.shown) as client:
        if args.municipality is None:
            core = client.get_core(wanted.form, wanted.version or "latest")
            return f"{core.form}@{core.version}", core.document
        local = client.get_local_form(wanted.form, args.municipality)
        name = f"{local.form}@{local.core} {local.municipality} r{local.revision}"
        return name, local.document
