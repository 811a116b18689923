"""`soroe state`: deprecate or withdraw a published core, take that back, see what was said."""

from __future__ import annotations

from typing import Any

from soroe.cli.access import add_token, read_token
from soroe.cli.named_days import read_day
from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, exact_reference, open_client
from soroe.flows import states as flows
from soroe.flows.states import Said, State
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.report import states as report

STATES: dict[str, State] = {
    "deprecate": "deprecated",
    "withdraw": "withdrawn",
    "restore": "published",
}
ACTIONS = ("show", *STATES)
_NEEDED = {"deprecate": ("reason", "effective", "replacement")}


def add_arguments(parser: Parser) -> None:
    """Declare the options; which action takes which is said in their help."""
    parser.argument("action", choices=ACTIONS, metavar="|".join(ACTIONS))
    parser.argument("stated", metavar="FORM@VERSION")
    parser.option("--reason", metavar="TEXT")
    parser.option("--effective", metavar="DATE", told="state-effective")
    parser.option("--removal", metavar="DATE", told="state-removal")
    parser.option("--replacement", metavar="VERSION")
    parser.option("--format", choices=("text", "json"), default="text")
    add_token(parser)
    add_registry(parser, writing=True)


def run(args: Any, screen: Screen) -> int:
    """Do what the action says, and show what holds then."""
    form, version = exact_reference(args.stated)
    said = None if args.action == "show" else _said(args, screen)
    token = None if said is None else read_token(args.token_file)
    with open_client(args, args.stated, token) as client:
        changed = None if said is None else client.run(flows.change_state(form, version, said))
        states = client.run(flows.get_states(form, version))
    if args.format == "json":
        screen.json(pretty(to_json(states if changed is None else changed)))
        return 0
    if changed is not None:
        part = "changed" if changed.created else "unchanged"
        told = text("cli", "state", part, screen.lang, name=args.stated)
        screen.say(screen.style(told, "strong", "good") + "\n")
    screen.say(report.shown(states, screen.lang, screen.columns, screen.style))
    return 0


def _said(args: Any, screen: Screen) -> Said:
    """What the options say; what they lack is named before a registry is asked."""
    missing = [
        f"--{name}" for name in _NEEDED.get(args.action, ("reason",)) if getattr(args, name) is None
    ]
    if missing:
        names = ", ".join(missing)
        message = text("cli", "complaints", "missing", screen.lang, names=names)
        raise UsageError("soroe state", message)
    return Said(
        STATES[args.action],
        args.reason,
        read_day(args.effective),
        read_day(args.removal),
        args.replacement,
    )
