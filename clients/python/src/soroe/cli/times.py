"""The options that ask for a day or a time, and what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.flows import what_is_in_force
from soroe.report import in_force as report
from soroe.when import When, read_when

if TYPE_CHECKING:
    from soroe.client import Client


def add_times(parser: Parser) -> None:
    """Declare them; days and fiscal years may be written in 和暦."""
    parser.option("--as-of", metavar="DATE")
    parser.option("--fiscal-year", metavar="YEAR")
    parser.option("--known-at", metavar="TIME")


def when_of(args: Any) -> When:
    """The times that the options ask for; `DocumentError` where one cannot be read."""
    return read_when(args.as_of, args.fiscal_year, args.known_at)


def told(client: Client, form: str, args: Any, screen: Screen) -> str:
    """What applies on the day that was asked for, in words; nothing where none was."""
    when = when_of(args)
    if when.as_of is None:
        return report.known(when, screen.lang)
    found = client.run(what_is_in_force(form, when, args.municipality))
    return report.shown(found, screen.lang, screen.columns, screen.style)
