"""`soroe handover`: 引継書, what the next person in charge of a city's forms must know."""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import Any

import msgspec

from soroe.cli.access import add_token, read_token
from soroe.cli.output import free, write
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, open_client
from soroe.codes import read_local_government_code
from soroe.errors import RegistryError
from soroe.handover import Handover, HandoverFacts, handover, html, markdown
from soroe.handover.days import JST
from soroe.handover.gather import owned, public
from soroe.jsontext import pretty
from soroe.locale import text

_BY_ENDING = {"html": "html", "htm": "html", "json": "json"}


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.option("--municipality", metavar="CODE", required=True)
    parser.option("--form", metavar="FORM", told="handover-form")
    parser.option("--format", choices=("markdown", "html", "json"), told="format-handover")
    parser.option("--day", metavar="YYYY-MM-DD", type=read_day)
    parser.option("--output", metavar="FILE", short="-o")
    parser.option("--force", action="store_true")
    add_token(parser)
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Write the document; without `--format` the ending of the file says which kind."""
    wanted = args.format or _BY_ENDING.get((args.output or "").rpartition(".")[2].lower())
    free(args.output, force=args.force)
    facts = collected(args)
    if not facts.complete:
        screen.tell(text("cli", "handover", "public", screen.lang))
    made = _made(handover(facts, screen.lang), wanted or "markdown")
    write(args.output, made, screen, force=args.force)
    if args.output is not None:
        screen.say(text("cli", "handover", "written", screen.lang, file=args.output) + "\n")
    return 0


def collected(args: Any) -> HandoverFacts:
    """With a token all that the registry tells its owner, else what is public."""
    code = read_local_government_code(args.municipality)
    day = args.day or datetime.now(JST).date().isoformat()
    given = args.token_file is not None or bool(os.environ.get("SOROE_TOKEN", "").strip())
    token = read_token(args.token_file) if given and not args.bundle else None
    with open_client(args, code, token) as client:
        if token is not None:
            try:
                return client.run(owned(code, day, args.form))
            except RegistryError as e:  # a registry that does not collect the facts itself
                if e.status != 404 or e.problem.type != "not-found":
                    raise
        return client.run(public(code, day, client.base_url, args.form))


def _made(document: Handover, wanted: str) -> str:
    if wanted == "html":
        return html.render(document)
    if wanted == "json":
        return pretty(msgspec.to_builtins(document))
    return markdown.render(document)


def read_day(word: str) -> str:
    """The ISO date that the word spells, or `ValueError`."""
    return date.fromisoformat(word).isoformat()
