"""`soroe succession`: municipalities that merge, change their code or move a boundary."""

from __future__ import annotations

from typing import Any

from soroe.cli.access import add_token, read_token
from soroe.cli.named_days import read_day
from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, open_client
from soroe.client import Client
from soroe.flows.succession import (
    Recorded,
    cancel_succession,
    list_successions,
    record_succession,
)
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.report import successions as report

_NEEDED = {
    "list": (),
    "record": ("from_codes", "to", "effective", "kind"),
    "cancel": ("number", "reason"),
}
_OPTIONS = {"from_codes": "--from", "number": "NUMBER"}


def add_arguments(parser: Parser) -> None:
    """Declare the options; which action takes which is said in their help."""
    parser.argument("action", choices=tuple(_NEEDED), metavar="|".join(_NEEDED))
    parser.argument("number", metavar="NUMBER", nargs="?", type=int, told="succession-number")
    parser.option("--municipality", metavar="CODE")
    parser.option("--from", metavar="CODE", dest="from_codes", action="append")
    parser.option("--to", metavar="CODE")
    parser.option("--effective", metavar="DATE", told="succession-effective")
    kinds = ("merger", "code-change", "boundary")
    parser.option("--kind", choices=kinds, told="succession-kind")
    parser.option("--note", metavar="TEXT", told="succession-note", default="")
    parser.option("--reason", metavar="TEXT", told="succession-reason")
    parser.option("--format", choices=("text", "json"), default="text")
    add_token(parser)
    add_registry(parser, writing=True)
    parser.tail = f"\n{text('cli', 'succession', 'actions', parser.lang)}\n"


def run(args: Any, screen: Screen) -> int:
    """Do what the action says, and show what is recorded then."""
    _complete(args, screen)
    effective = read_day(args.effective)
    token = None if args.action == "list" else read_token(args.token_file)
    with open_client(args, "succession", token) as client:
        if args.action == "list":
            return _list(client, args, screen)
        if args.action == "cancel":
            done = client.run(cancel_succession(args.number, args.reason))
            return _show(done, "cancelled", args, screen)
        assert effective is not None
        flow = record_succession(args.from_codes, args.to, effective, args.kind, args.note)
        return _show(client.run(flow), "recorded", args, screen)


def _list(client: Client, args: Any, screen: Screen) -> int:
    found = client.run(list_successions(args.municipality))
    if args.format == "json":
        screen.json(pretty(to_json(found)))
    else:
        screen.say(report.listed(found, screen.lang, screen.columns, screen.style))
    return 0


def _show(done: Recorded, part: str, args: Any, screen: Screen) -> int:
    if args.format == "json":
        screen.json(pretty(to_json(done)))
        return 0
    said = text("cli", "succession", part if done.created else f"{part}-before", screen.lang)
    screen.say(screen.style(said, "strong", "good") + "\n\n")
    screen.say(report.listed([done.succession], screen.lang, screen.columns, screen.style))
    if done.drafts:
        params = {"count": len(done.drafts), "heir": done.succession.to}
        screen.say("\n" + text("cli", "succession", "drafts", screen.lang, **params) + "\n")
    return 0


def _complete(args: Any, screen: Screen) -> None:
    """What the action needs is there; what it lacks is named before a registry is asked."""
    lacks = [name for name in _NEEDED[args.action] if getattr(args, name) is None]
    if lacks:
        names = ", ".join(_OPTIONS.get(name, f"--{name}") for name in lacks)
        message = text("cli", "complaints", "missing", screen.lang, names=names)
        raise UsageError("soroe succession", message)
