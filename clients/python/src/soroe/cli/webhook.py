"""`soroe webhook`: have a system told of what happens, and see what became of the messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from soroe.cli.access import add_token, read_token
from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, open_client
from soroe.client import Client
from soroe.codes import read_local_government_code
from soroe.flows import webhooks as flows
from soroe.flows import whoami
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.report import webhooks as report

ACTIONS = ("list", "add", "remove", "test", "deliveries", "redeliver")
_NEEDED = {
    "add": ("target",),
    "remove": ("target",),
    "test": ("target",),
    "deliveries": ("target",),
    "redeliver": ("target", "delivery"),
}


def add_arguments(parser: Parser) -> None:
    """Declare the options; which action takes which is said in their help."""
    parser.argument("action", choices=ACTIONS, metavar="|".join(ACTIONS))
    parser.argument("target", metavar="URL|ID", nargs="?", told="webhook-target")
    parser.argument("delivery", metavar="N", nargs="?", type=int, told="webhook-delivery")
    parser.option("--topic", metavar="TOPIC", action="append", default=[], told="webhook-topic")
    parser.option("--form", metavar="FORM", told="webhook-form")
    parser.option("--municipality", metavar="CODE", told="webhook-municipality")
    parser.option("--prefecture", metavar="CODE", told="webhook-prefecture")
    parser.option("--state", choices=("waiting", "delivered", "dead"), told="webhook-state")
    parser.option("--organisation", metavar="ID", told="webhook-organisation")
    parser.option("--format", choices=("text", "json"), default="text")
    add_token(parser)
    add_registry(parser, writing=True)


def run(args: Any, screen: Screen) -> int:
    """Do what the action says."""
    spelled = {"target": "URL" if args.action == "add" else "ID", "delivery": "N"}
    needed = _NEEDED.get(args.action, ())
    if missing := [spelled[name] for name in needed if getattr(args, name) is None]:
        names = ", ".join(missing)
        raise UsageError(
            "soroe webhook", text("cli", "complaints", "missing", screen.lang, names=names)
        )
    token = read_token(args.token_file)
    with open_client(args, "webhook", token) as client:
        whose = args.organisation or client.run(whoami()).organisation
        actions: dict[str, Callable[[Client, str, Any, Screen], str]] = {
            "list": _list, "add": _add, "remove": _remove, "test": _test,
            "deliveries": _deliveries, "redeliver": _redeliver,
        }  # fmt: skip
        said = actions[args.action](client, whose, args, screen)
    if args.format == "json":
        screen.json(said)
    else:
        screen.say(said)
    return 0


def _list(client: Client, whose: str, args: Any, screen: Screen) -> str:
    found = client.run(flows.list_webhooks(whose))
    return _either(found, report.listed(found, screen.lang, screen.style), args)


def _add(client: Client, whose: str, args: Any, screen: Screen) -> str:
    codes = {
        name: read_local_government_code(given) if (given := getattr(args, name)) else None
        for name in ("municipality", "prefecture")
    }
    made = client.run(flows.add_webhook(whose, args.target, args.topic, form=args.form, **codes))
    return _either(made, report.added(made, screen.lang, screen.style), args)


def _remove(client: Client, whose: str, args: Any, screen: Screen) -> str:
    ended = client.run(flows.end_webhook(whose, args.target))
    return _either(ended, _say("removed", screen, url=ended.url), args)


def _test(client: Client, whose: str, args: Any, screen: Screen) -> str:
    sent = client.run(flows.send_test(whose, args.target))
    return _either(sent, _say("tested", screen, id=args.target), args)


def _deliveries(client: Client, whose: str, args: Any, screen: Screen) -> str:
    found = client.run(flows.list_deliveries(whose, args.target, args.state))
    return _either(found, report.sent(found, screen.lang, screen.style), args)


def _redeliver(client: Client, whose: str, args: Any, screen: Screen) -> str:
    sent = client.run(flows.redeliver(whose, args.target, args.delivery))
    return _either(sent, _say("again", screen, number=sent.id), args)


def _either(found: object, words: str, args: Any) -> str:
    return pretty(to_json(found)) if args.format == "json" else words


def _say(part: str, screen: Screen, **params: object) -> str:
    return text("cli", "webhook", part, screen.lang, **params) + "\n"
