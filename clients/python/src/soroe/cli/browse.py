"""`soroe browse`: what a registry, a mirror or a bundle holds, as one page to look through."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from soroe.browse import gather, render
from soroe.browse.html import Facts
from soroe.cli.output import free, write
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, open_client
from soroe.locale import text
from soroe.report.days import JAPAN, day


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("forms", metavar="FORM", nargs="*", told="browsed")
    parser.option(
        "--municipality",
        metavar="CODE",
        action="append",
        default=[],
        told="browse-municipality",
    )
    parser.option("--output", metavar="FILE", short="-o")
    parser.option("--force", action="store_true")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Gather, and write the page: to `-o`, else to standard output."""
    free(args.output, force=args.force)
    with open_client(args, "browse") as client:
        book = client.run(gather(args.forms, args.municipality))
        origin = client.base_url
    source = f"--bundle {Path(args.bundle).name}" if args.bundle else f"--registry {origin}"
    today = day(datetime.now(JAPAN).date(), screen.lang)
    made = render(book, Facts(origin, today, source), screen.lang)
    write(args.output, made.encode(), screen, force=args.force)
    if args.output is not None:
        count = sum(len(chapter.local) for chapter in book.chapters)
        facts = {"file": args.output, "forms": len(book.chapters), "local": count}
        screen.say(text("cli", "browse", "written", screen.lang, **facts) + "\n")
    return 0
