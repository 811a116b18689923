"""`soroe digest`: what happened in a registry since a day, and what waits, for a person to read."""

from __future__ import annotations

from typing import Any

from soroe.cli.named_days import read_day
from soroe.cli.output import free, write
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, open_client
from soroe.codes import read_local_government_code
from soroe.flows.digest import get_digest
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.news import Digest, rendered

_BY_ENDING = {"html": "html", "htm": "html", "md": "markdown", "json": "json"}


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.option("--since", metavar="DATE", told="digest-since")
    parser.option("--form", metavar="FORM", told="digest-form")
    parser.option("--municipality", metavar="CODE", told="digest-municipality")
    parser.option("--prefecture", metavar="CODE", told="digest-prefecture")
    formats = ("text", "markdown", "html", "json")
    parser.option("--format", choices=formats, told="format-digest")
    parser.option("--output", metavar="FILE", short="-o")
    parser.option("--force", action="store_true")
    add_registry(parser, writing=True)


def run(args: Any, screen: Screen) -> int:
    """Show it; without `--format` the ending of the file says which kind."""
    free(args.output, force=args.force)
    wanted = args.format or _BY_ENDING.get((args.output or "").rpartition(".")[2].lower(), "text")
    codes = {
        name: read_local_government_code(given) if (given := getattr(args, name)) else None
        for name in ("municipality", "prefecture")
    }
    since = read_day(args.since) if args.since else None
    with open_client(args, args.form or "digest") as client:
        digest = client.run(get_digest(since=since, form=args.form, **codes))
    if wanted == "json" and args.output is None:
        screen.json(pretty(to_json(digest)))
    else:
        write(args.output, _made(digest, wanted, screen), screen, force=args.force)
    return 0


def _made(digest: Digest, wanted: Any, screen: Screen) -> str:
    if wanted == "json":
        return pretty(to_json(digest))
    return rendered(digest, wanted, screen.lang, screen.columns)
