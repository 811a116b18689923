"""`soroe cite`: the citations that a municipality's diffs share."""

from __future__ import annotations

from typing import Any, get_args

from soroe.cli.access import add_token, read_token
from soroe.cli.cite_text import build
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, open_client
from soroe.client import Client
from soroe.codes import read_local_government_code
from soroe.errors import DocumentError, Problem
from soroe.flows import citations as flows
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.model import CitationKind
from soroe.report.citations import View

ACTIONS = ("list", "show", "set", "review", "confirm")
WRITING = frozenset({"set", "confirm"})


def add_arguments(parser: Parser) -> None:
    """Declare the options; which action takes which is said in their help."""
    parser.argument("action", choices=ACTIONS, metavar="ACTION", told="cite-action")
    parser.argument("key", metavar="KEY", nargs="?", told="cite-key")
    parser.option("--municipality", metavar="CODE", required=True)
    parser.option("--file", metavar="FILE", told="cite-file")
    parser.option("--text", metavar="TEXT", told="cite-text")
    parser.option("--kind", choices=get_args(CitationKind), told="cite-kind")
    for name in ("title", "number", "url"):
        parser.option(f"--{name}", metavar=name.upper(), told=f"cite-{name}")
    for name in ("promulgated", "in-force-from", "in-force-until", "as-of"):
        parser.option(f"--{name}", metavar="DATE", told=f"cite-{name}")
    parser.option("--form", metavar="FORM", told="cite-form")
    parser.option("--item", metavar="ITEM", action="append", told="cite-item")
    parser.option("--note", metavar="TEXT", default="", told="cite-note")
    parser.option("--format", choices=("text", "json"), default="text")
    add_token(parser)
    add_registry(parser, writing=True)
    parser.tail = f"\n{text('cli', 'cite', 'actions', parser.lang)}\n"


def run(args: Any, screen: Screen) -> int:
    """Do what the action says."""
    code = read_local_government_code(args.municipality)
    if args.key is None and args.action not in {"list", "review"}:
        raise DocumentError(Problem("cite-key-missing", params={"action": args.action}))
    actions = {
        "list": _list, "show": _show, "set": _set, "review": _review, "confirm": _confirm,
    }  # fmt: skip
    token = read_token(args.token_file) if args.action in WRITING else None
    with open_client(args, "cite", token) as client:
        return actions[args.action](client, code, args, screen)


def _list(client: Client, code: str, args: Any, screen: Screen) -> int:
    found = client.run(flows.list_citations(code))
    return _say(found, _view(screen).listed(found), args, screen)


def _show(client: Client, code: str, args: Any, screen: Screen) -> int:
    found = client.run(flows.citation_history(code, args.key))
    return _say(found, _view(screen).shown(found), args, screen)


def _review(client: Client, code: str, args: Any, screen: Screen) -> int:
    found = client.run(flows.needs_review(code))
    return _say(found, _view(screen).to_review(found), args, screen)


def _set(client: Client, code: str, args: Any, screen: Screen) -> int:
    """Amend what is there, or share a new one; what awaits review from now on is shown."""
    known = client.run(flows.find_citation(code, args.key))
    before, etag = known or (None, None)
    citation = build(args, before.citation if before else None, screen.lang)
    now = client.run(flows.put_citation(code, args.key, citation, args.note, etag))
    found = client.run(flows.needs_review(code))
    mine = tuple(change for change in found.changes if change.cite == args.key)
    said = _view(screen).amended(flows.Amended(now, before), mine)
    return _say(now, said, args, screen)


def _confirm(client: Client, code: str, args: Any, screen: Screen) -> int:
    if args.form is None or not args.note.strip():
        raise DocumentError(Problem("cite-confirm-unsaid"))
    flow = flows.confirm_citation(code, args.key, args.form, args.note, args.item)
    done = client.run(flow)
    said = text("cli", "cite", "confirmed", screen.lang, count=len(done.items), form=done.form)
    lines = [screen.style(said, "strong", "good"), *(f"  ・{item or '/'}" for item in done.items)]
    return _say(done, "\n".join(lines) + "\n", args, screen)


def _view(screen: Screen) -> View:
    return View(screen.lang, screen.columns, screen.style)


def _say(found: object, words: str, args: Any, screen: Screen) -> int:
    """The answer, as text or as JSON."""
    if args.format == "json":
        screen.json(pretty(to_json(found)))
    else:
        screen.say(words)
    return 0
