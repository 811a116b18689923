"""`soroe proposal`: propose what cities do alike, say yes or no to it, decide, publish."""

from __future__ import annotations

import sys
from typing import Any

from soroe.cli.access import add_token, read_token
from soroe.cli.output import free, write
from soroe.cli.parser import Parser, UsageError
from soroe.cli.proposal_content import add_content, content
from soroe.cli.receipt import show as receipt_shown
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, open_client
from soroe.client import Client
from soroe.errors import DocumentError, Problem
from soroe.flows import proposals as flows
from soroe.flows.proposals import Proposal
from soroe.grid import Grid, to_csv, to_xlsx
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.report import proposals as report
from soroe.report.style import Style

ACTIONS = (
    "list", "show", "draft", "open", "refresh", "voice", "comment", "decide", "undo", "publish",
    "withdraw",
)  # fmt: skip
_READING = {"list", "show", "draft"}
_NEEDED = {
    "open": ("title", "text", "closes_on"),
    "voice": ("stance", "reason"),
    "comment": ("text",),
    "decide": ("edit", "verdict", "reason"),
    "undo": ("reason",),
    "withdraw": ("reason",),
}
"""What an action cannot do without, beside form and number."""

_BY_ENDING = {"csv": "csv", "xlsx": "xlsx", "json": "json"}


def add_arguments(parser: Parser) -> None:
    """Declare the options; which action takes which is said in their help."""
    parser.argument("action", choices=ACTIONS, metavar="|".join(ACTIONS))
    parser.argument("form", metavar="FORM", nargs="?", told="proposed-form")
    parser.argument("number", metavar="NUMBER", nargs="?", type=_number, told="proposal-number")
    add_content(parser)
    parser.option("--edit", metavar="N", type=_number, told="proposal-edit")
    parser.option("--municipality", metavar="CODE", told="proposal-municipality")
    parser.option("--stance", choices=("support", "object", "neutral"), told="proposal-stance")
    parser.option("--answers", metavar="N", type=_number)
    parser.option("--verdict", choices=("accept", "reject", "postpone"))
    parser.option("--reason", metavar="TEXT")
    parser.option("--output", metavar="FILE", short="-o", told="impact-output")
    parser.option("--force", action="store_true")
    parser.option("--format", choices=("text", "json", "csv", "xlsx"), told="format-grid")
    add_token(parser)
    add_registry(parser, writing=True)


def run(args: Any, screen: Screen) -> int:
    """Do what the action says."""
    _complete(args, screen)
    free(args.output, force=args.force)
    token = None if args.action in _READING else read_token(args.token_file)
    with open_client(args, args.form or "proposal", token) as client:
        action = {
            "list": _list, "show": _show, "draft": _draft, "open": _open, "refresh": _refresh,
            "voice": _voice, "comment": _comment, "decide": _decide, "undo": _undo,
            "publish": _publish, "withdraw": _withdraw,
        }[args.action]  # fmt: skip
        action(client, args, screen)
    return 0


def _complete(args: Any, screen: Screen) -> None:
    """Name everything that the action lacks, before anything is asked of a registry."""
    wanted = [] if args.action == "list" else ["form"]
    wanted += [] if args.action in {"list", "open"} else ["number"]
    wanted += _NEEDED.get(args.action, ())
    spelled = {"form": "FORM", "number": "NUMBER"}
    missing = [
        spelled.get(name, f"--{name.replace('_', '-')}")
        for name in wanted
        if getattr(args, name) is None
    ]
    if missing:
        names = ", ".join(missing)
        message = text("cli", "complaints", "missing", screen.lang, names=names)
        raise UsageError("soroe proposal", message)
    binary = _wanted(args) == "xlsx" and args.output is None and sys.stdout.isatty()
    if args.action in {"list", "show"} and binary:
        message = text("cli", "complaints", "missing", screen.lang, names="-o FILE")
        raise UsageError("soroe proposal", message)


def _list(client: Client, args: Any, screen: Screen) -> None:
    found = client.run(flows.list_proposals(args.form))
    shown = report.listed(found, screen.lang, screen.style if args.output is None else Style())
    _made(args, screen, shown, found, report.entries_grid(found, screen.lang))


def _show(client: Client, args: Any, screen: Screen) -> None:
    """The proposal whole; as a table, the voices that count."""
    proposal = client.run(flows.get_proposal(args.form, args.number))
    voices = client.run(flows.list_voices(args.form, args.number))
    comments = client.run(flows.list_proposal_comments(args.form, args.number))
    file = args.output is not None
    shown = report.shown(
        proposal,
        voices,
        comments,
        lang=screen.lang,
        columns=0 if file else screen.columns,
        style=Style() if file else screen.style,
    )
    value = {"proposal": proposal, "voices": voices, "comments": comments}
    _made(args, screen, shown, value, report.voices_grid(voices, screen.lang))


def _draft(client: Client, args: Any, screen: Screen) -> None:
    """The draft of the core, to a file or to standard output."""
    body = client.run(flows.get_proposal_document(args.form, args.number, args.edit))
    write(args.output, body, screen, force=args.force)
    _written(args, screen)


def _open(client: Client, args: Any, screen: Screen) -> None:
    made = client.run(flows.open_proposal(args.form, content(args)))
    _told("opened", made, args, screen)


def _refresh(client: Client, args: Any, screen: Screen) -> None:
    flow = flows.refresh_proposal(args.form, args.number, content(args), args.edit)
    _told("refreshed", client.run(flow), args, screen)


def _voice(client: Client, args: Any, screen: Screen) -> None:
    code = args.municipality
    if code is None:
        who = client.whoami()
        if who.municipality is None:
            raise DocumentError(Problem("proposal-no-voice", params={"kind": who.kind}))
        code = who.municipality
    given = client.run(
        flows.give_voice(
            args.form, args.number, code, stance=args.stance, reason=args.reason, edit=args.edit
        )
    )
    facts = {"name": f"{args.form} {args.number}", "edit": given.edit}
    stance = text("proposals", "proposal", f"stance-{given.stance}", screen.lang)
    _said("voiced", given, args, screen, stance=stance, **facts)


def _comment(client: Client, args: Any, screen: Screen) -> None:
    said = content(args).text or ""
    kept = client.run(flows.comment_on_proposal(args.form, args.number, said, args.answers))
    facts = {"name": f"{args.form} {args.number}", "edit": kept.edit}
    _said("commented", kept, args, screen, comment=kept.comment, **facts)


def _decide(client: Client, args: Any, screen: Screen) -> None:
    flow = flows.decide_proposal(args.form, args.number, args.edit, args.verdict, args.reason)
    _told(f"decided-{args.verdict}", client.run(flow), args, screen)


def _undo(client: Client, args: Any, screen: Screen) -> None:
    flow = flows.undo_decision(args.form, args.number, args.reason)
    _told("undone", client.run(flow), args, screen)


def _publish(client: Client, args: Any, screen: Screen) -> None:
    """Publish the text that is there now; with `--edit`, only that one."""
    edit = args.edit
    if edit is None:
        edit = client.run(flows.get_proposal(args.form, args.number)).edit
    receipt = client.run(flows.publish_proposal(args.form, args.number, args.reason, edit))
    receipt_shown(receipt, args.format or "text", screen)


def _withdraw(client: Client, args: Any, screen: Screen) -> None:
    flow = flows.withdraw_proposal(args.form, args.number, args.reason)
    _told("withdrawn", client.run(flow), args, screen)


def _made(args: Any, screen: Screen, shown: str, value: object, grid: Grid) -> None:
    """What was read, in the form that was asked for, to the file or to standard output."""
    made: str | bytes
    match _wanted(args):
        case "json":
            made = pretty(to_json(value))
        case "csv":
            made = to_csv(grid)
        case "xlsx":
            made = to_xlsx([grid])
        case _:
            made = shown
    write(args.output, made, screen, force=args.force)
    _written(args, screen)


def _written(args: Any, screen: Screen) -> None:
    if args.output is not None:
        screen.tell(text("cli", "impact", "written", screen.lang, file=args.output))


def _told(part: str, proposal: Proposal, args: Any, screen: Screen) -> None:
    """What was done, and the proposal as it is now."""
    facts = {"name": f"{proposal.form} {proposal.proposal}", "edit": proposal.edit}
    if _wanted(args) != "json":
        _say(part, screen, **facts)
        screen.say(report.brief(proposal, screen.lang, screen.columns, screen.style))
        return
    screen.json(pretty(to_json(proposal)))


def _said(part: str, value: object, args: Any, screen: Screen, **facts: object) -> None:
    if _wanted(args) == "json":
        screen.json(pretty(to_json(value)))
    else:
        _say(part, screen, **facts)


def _say(part: str, screen: Screen, **facts: object) -> None:
    told = text("cli", "proposal", part, screen.lang, **facts)
    screen.say(screen.style(told, "strong", "good") + "\n")


def _wanted(args: Any) -> str:
    ending = (args.output or "").rpartition(".")[2].lower()
    return args.format or _BY_ENDING.get(ending, "text")


def _number(word: str) -> int:
    number = int(word)
    if number < 1:
        raise ValueError(word)
    return number
