"""`soroe cluster`: what a steward decided about changes that are the same, or are not."""

from __future__ import annotations

from typing import Any

from soroe.cli.access import add_token, read_token
from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, open_client, required_reference
from soroe.client import Client
from soroe.flows.measures import cluster_decisions, decide_cluster, undo_cluster_decision
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.measured import DecidedCluster, Decisions
from soroe.report.clusters import listed, shown

_KEYS = {"list": 0, "merge": 2, "split": 2, "undo": 1}
"""How many keys or numbers each action takes."""


def add_arguments(parser: Parser) -> None:
    """Declare the options; which action takes which is said in their help."""
    parser.argument("action", choices=tuple(_KEYS), metavar="|".join(_KEYS))
    parser.argument("form", metavar="FORM", told="cluster-form")
    parser.argument("keys", metavar="KEY", nargs="*", told="cluster-keys")
    parser.option("--reason", metavar="TEXT", told="cluster-reason")
    parser.option("--format", choices=("text", "json"), default="text")
    add_token(parser)
    add_registry(parser, writing=True)
    parser.tail = f"\n{text('cli', 'cluster', 'actions', parser.lang)}\n"


def run(args: Any, screen: Screen) -> int:
    """Do what the action says, and show what is decided then."""
    form = required_reference(args.form).form
    _complete(args, screen)
    token = None if args.action == "list" else read_token(args.token_file)
    with open_client(args, form, token) as client:
        if args.action == "list":
            return _list(client.run(cluster_decisions(form)), args, screen)
        return _show(_decided(client, form, args), args, screen)


def _decided(client: Client, form: str, args: Any) -> DecidedCluster:
    if args.action == "undo":
        return client.run(undo_cluster_decision(form, int(args.keys[0]), args.reason))
    one, other = args.keys
    return client.run(decide_cluster(form, args.action, one, other, args.reason))


def _list(found: Decisions, args: Any, screen: Screen) -> int:
    if args.format == "json":
        screen.json(pretty(to_json(found)))
    else:
        lines = listed(found, screen.lang, screen.columns, screen.style)
        screen.say("\n".join(lines) + "\n")
    return 0


def _show(done: DecidedCluster, args: Any, screen: Screen) -> int:
    if args.format == "json":
        screen.json(pretty(to_json(done)))
        return 0
    part = args.action if done.created else f"{args.action}-before"
    said = text("cli", "cluster", part, screen.lang)
    lines = shown(done.decision, screen.lang, screen.columns, screen.style)
    screen.say(screen.style(said, "strong", "good") + "\n" + "\n".join(lines) + "\n")
    return 0


def _complete(args: Any, screen: Screen) -> None:
    """What the action needs is there; what it lacks is named before a registry is asked."""
    wanted = _KEYS[args.action]
    fit = len(args.keys) == wanted
    if fit and args.action == "undo":
        fit = args.keys[0].isascii() and args.keys[0].isdecimal() and len(args.keys[0]) < 19
    if not fit:
        message = text("cli", "cluster", f"keys-{wanted}", screen.lang)
        raise UsageError("soroe cluster", message)
    if wanted and args.reason is None:
        message = text("cli", "complaints", "missing", screen.lang, names="--reason")
        raise UsageError("soroe cluster", message)
