"""`soroe show`: the items of a form as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.sources import (
    add_registry,
    open_client,
    read_source,
    reference,
    usable,
)
from soroe.cli.times import add_times, told, when_of
from soroe.flows import get_core, get_local_form
from soroe.jsontext import pretty
from soroe.locale import text
from soroe.model import Json
from soroe.report.in_force import owner
from soroe.report.items import rows, table_text
from soroe.report.states import notices
from soroe.when import ALWAYS

if TYPE_CHECKING:
    from soroe.client import Client


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("shown", metavar="FORM[@VERSION]|FILE")
    parser.option("--municipality", metavar="CODE")
    add_times(parser)
    parser.option("--format", choices=("text", "json"), default="text")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Fetch or read, and show."""
    name, form, told = _form(args, screen)
    if args.format == "json":
        screen.json(pretty(rows(form, screen.lang)))
        return 0
    title = form.get("title") if isinstance(form, dict) else None
    head = text("cli", "show", "head", screen.lang, title=title or name, name=name)
    screen.say(screen.style(head, "strong") + "\n\n" + told)
    screen.say(table_text(form, screen.lang, screen.columns, screen.style))
    return 0


def _form(args: Any, screen: Screen) -> tuple[str, Json, str]:
    """Its name, the form (of a core, a municipality or a file), and what to know of it."""
    wanted, when = reference(args.shown), when_of(args)
    if wanted is None:
        if when != ALWAYS:
            name, other = "--as-of, --fiscal-year, --known-at", args.shown
            message = text("cli", "complaints", "together", screen.lang, name=name, other=other)
            raise UsageError("soroe show", message)
        return args.shown, usable(read_source(args.shown)), ""
    with open_client(args, args.shown) as client:
        applies = told(client, wanted.form, args, screen)
        if args.municipality is None:
            core = client.run(get_core(wanted.form, wanted.version or "latest", when))
            name = f"{core.form}@{core.version}"
            return name, core.document, applies + _notices(client, core.form, core.version, screen)
        local = client.run(get_local_form(wanted.form, args.municipality, None, when))
        name = f"{local.form}@{local.core} {local.municipality} r{local.revision}"
        if when.as_of is None and local.municipality != args.municipality:
            applies += owner(args.municipality, local.municipality, screen.lang) + "\n\n"
        return name, local.document, applies + _notices(client, local.form, local.core, screen)


def _notices(client: Client, form: str, version: str, screen: Screen) -> str:
    listing = client.form_listing(form)
    return notices(listing, version, screen.lang, screen.columns, screen.style)
